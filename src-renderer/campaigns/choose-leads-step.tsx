import { Button, Group, Stack, Text } from '@mantine/core'
import { IconArrowRight, IconUsers } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { ContractorView } from '../../src-preload/contract/account.ts'
import type { LeadId } from '../../src-preload/contract/primitives.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { formatCount, plural } from '../ui/format.ts'
import { ProblemNotice, tellProblem } from '../ui/problem-notice.tsx'
import { BlockedNotice } from './blocked-notice.tsx'
import { useLaunchSelection } from './launch-selection.ts'

interface ChooseLeadsStepProps {
  contractor: ContractorView
  leadIds: LeadId[]
  onNext(): void
}

export function ChooseLeadsStep({ contractor, leadIds, onNext }: ChooseLeadsStepProps) {
  const { api, client } = useBridge()
  const selection = useLaunchSelection()
  const chosen = leadIds.length
  const callable = useQuery(api.leads.list.queryOptions({ input: { callable: 'yes', limit: 1 } }))
  const everyone = useQuery(api.leads.list.queryOptions({ input: { limit: 1 } }))
  const noLeads = everyone.data?.total === 0
  const takeAll = useMutation({
    mutationFn: () => client.leads.ids({ callable: 'yes' }),
    onSuccess: ({ lead_ids }) => selection.choose(lead_ids),
    onError: tellProblem,
  })
  return (
    <Stack pt="xl" gap="lg" maw={620}>
      {callable.error && <ProblemNotice error={callable.error} retry={callable.refetch} />}
      <Text fz="lg" aria-live="polite">
        {chosen === 0
          ? 'No leads are chosen yet.'
          : `${plural(chosen, 'lead')} ${chosen === 1 ? 'is' : 'are'} chosen.`}
      </Text>
      <BlockedNotice contractor={contractor} leadIds={leadIds} />
      <Group>
        {!noLeads && (
          <Button
            variant={chosen === 0 ? 'filled' : 'default'}
            leftSection={<IconUsers size={17} />}
            loading={takeAll.isPending}
            disabled={!callable.data?.total}
            onClick={() => takeAll.mutate()}
          >
            {callable.data?.total ? `Take all ${formatCount(callable.data.total)}` : 'Take all'} that may be
            called
          </Button>
        )}
        <Button component={Link} to="/leads" variant={noLeads ? 'filled' : 'default'}>
          {noLeads ? 'Go to the Leads screen' : 'Pick on the Leads screen'}
        </Button>
      </Group>
      {callable.data?.total === 0 && (
        <Text c="dimmed" size="sm">
          {noLeads
            ? 'There are no leads yet. Import them on the Leads screen first.'
            : 'At this moment no lead may be called. The Leads screen tells for each one why.'}
        </Text>
      )}
      <Group>
        <Button rightSection={<IconArrowRight size={17} />} disabled={chosen === 0} onClick={onNext}>
          Go on to the script
        </Button>
      </Group>
    </Stack>
  )
}
