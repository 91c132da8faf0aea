import { Button, List, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ContractorView } from '../../src-preload/contract/account.ts'
import type { ScriptView } from '../../src-preload/contract/campaigns.ts'
import type { LeadId } from '../../src-preload/contract/primitives.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { openingFactWords } from './opening-facts.ts'

interface OpeningPreviewProps {
  contractor: ContractorView
  leadIds: LeadId[]
  script: ScriptView
}

/** The first words one of the chosen homeowners would hear, and the facts they rest on. */
export function OpeningPreview({ contractor, leadIds, script }: OpeningPreviewProps) {
  const { api } = useBridge()
  const [at, setAt] = useState(0)
  const leadId = leadIds[at % leadIds.length]
  if (!leadId) return null
  return (
    <Section
      title="What a homeowner hears first"
      aside={
        leadIds.length > 1 && (
          <Button size="compact-sm" variant="subtle" onClick={() => setAt(at + 1)}>
            Another lead
          </Button>
        )
      }
    >
      <Opening
        query={api.scripts.previewOpening.queryOptions({
          input: { script_id: script.script_id, lead_id: leadId, contractor_id: contractor.contractor_id },
        })}
        leadId={leadId}
      />
    </Section>
  )
}

type OpeningQuery = ReturnType<
  ReturnType<typeof useBridge>['api']['scripts']['previewOpening']['queryOptions']
>

function Opening({ query, leadId }: { query: OpeningQuery; leadId: LeadId }) {
  const { api } = useBridge()
  const lead = useQuery(api.leads.get.queryOptions({ input: { lead_id: leadId } }))
  const { data: opening, error, refetch } = useQuery(query)
  if (error) return <ProblemNotice error={error} retry={refetch} />
  if (!opening) return <Skeleton h={120} />
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        To {lead.data?.name ?? '…'}
      </Text>
      <Text size="sm">
        <Text span fw={600} size="sm">
          Required by law:{' '}
        </Text>
        “{opening.disclosure}”
      </Text>
      <Text size="sm">
        <Text span fw={600} size="sm">
          Then, for this lead:{' '}
        </Text>
        “{opening.personal}”
      </Text>
      {opening.facts.length > 0 && (
        <div>
          <Text size="xs" c="dimmed">
            This rests on
          </Text>
          <List size="xs">
            {opening.facts.map((fact) => (
              <List.Item key={fact}>{openingFactWords(fact, lead.data)}</List.Item>
            ))}
          </List>
        </div>
      )}
    </Stack>
  )
}
