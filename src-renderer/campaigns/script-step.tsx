import {
  Alert,
  Badge,
  Button,
  Grid,
  Group,
  Select,
  Stack,
  Tabs,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { IconArrowRight, IconInfoCircle, IconPencil, IconWand } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ContractorView } from '../../src-preload/contract/account.ts'
import type { ScriptView } from '../../src-preload/contract/campaigns.ts'
import type { LeadId } from '../../src-preload/contract/primitives.ts'
import { useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { RehearsalPanel } from '../rehearsal/rehearsal-panel.tsx'
import { formatInstant } from '../ui/format.ts'
import { ProblemNotice, tellProblem, tellSuccess } from '../ui/problem-notice.tsx'
import { BlockedNotice } from './blocked-notice.tsx'
import { OpeningPreview } from './opening-preview.tsx'
import { ScriptEditor } from './script-editor.tsx'
import { ScriptText } from './script-text.tsx'

interface ScriptStepProps {
  contractor: ContractorView
  leadIds: LeadId[]
  script: ScriptView | undefined
  onScript(script: ScriptView): void
  onNext(): void
}

export function ScriptStep({ contractor, leadIds, script, onScript, onNext }: ScriptStepProps) {
  return (
    <Stack pt="xl" gap="lg">
      <BlockedNotice contractor={contractor} leadIds={leadIds} />
      <ScriptSource contractor={contractor} leadIds={leadIds} script={script} onScript={onScript} />
      {script && (
        <>
          <Grid gap="xl">
            <Grid.Col span={{ base: 12, lg: 7 }}>
              <ScriptReader script={script} onScript={onScript} />
            </Grid.Col>
            <Grid.Col span={{ base: 12, lg: 5 }}>
              <OpeningPreview contractor={contractor} leadIds={leadIds} script={script} />
            </Grid.Col>
          </Grid>
          <RehearsalPanel contractor={contractor} leadId={leadIds[0]} script={script} />
          <Group>
            <Button rightSection={<IconArrowRight size={17} />} onClick={onNext}>
              Go on to the cost
            </Button>
          </Group>
        </>
      )}
    </Stack>
  )
}

/** A script is taken from those there are, or written new. */
function ScriptSource({ contractor, leadIds, script, onScript }: Omit<ScriptStepProps, 'onNext'>) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const [name, setName] = useState('Roof inspections')
  const [guidance, setGuidance] = useState('')
  const scripts = useQuery(api.scripts.list.queryOptions({ input: { limit: 100 } }))
  const write = useMutation(
    api.scripts.write.mutationOptions({
      onSuccess: (written) => {
        onScript(written)
        void queryClient.invalidateQueries({ queryKey: api.scripts.key() })
      },
      onError: tellProblem,
    }),
  )
  const known = scripts.data?.items ?? []
  return (
    <Stack>
      {scripts.error && <ProblemNotice error={scripts.error} retry={scripts.refetch} />}
      <Group align="flex-end">
        <Select
          label="Use a script"
          placeholder={known.length === 0 ? 'None written yet' : 'Choose a version'}
          w={300}
          disabled={known.length === 0}
          value={script?.script_id ?? null}
          data={known.map((each) => ({
            value: each.script_id,
            label: `${each.name}, version ${each.version}`,
          }))}
          onChange={(id) => {
            const chosen = known.find((each) => each.script_id === id)
            if (chosen) onScript(chosen)
          }}
        />
        <Text pb={8} c="dimmed" size="sm">
          or
        </Text>
        <TextInput
          label="Write a new one, named"
          w={220}
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button
          leftSection={<IconWand size={17} />}
          variant={script ? 'default' : 'filled'}
          loading={write.isPending}
          disabled={name.trim() === ''}
          onClick={() =>
            write.mutate({
              contractor_id: contractor.contractor_id,
              name: name.trim(),
              lead_ids: leadIds,
              guidance: guidance.trim() || undefined,
            })
          }
        >
          Write it
        </Button>
      </Group>
      <Textarea
        label="What should the new script mind? (optional)"
        placeholder="Mention that we check for hail damage at no cost. Do not offer Saturdays."
        autosize
        minRows={1}
        maxLength={2000}
        value={guidance}
        onChange={(event) => setGuidance(event.currentTarget.value)}
      />
    </Stack>
  )
}

const writers = {
  claude: 'Written by Claude',
  builder: 'Built from the standard form',
  person: 'Edited by hand',
}

function ScriptReader({ script, onScript }: { script: ScriptView; onScript(script: ScriptView): void }) {
  const { api } = useBridge()
  const timeZone = useTimeZone()
  const queryClient = useQueryClient()
  const [view, setView] = useState<string | null>('read')
  const save = useMutation(
    api.scripts.save.mutationOptions({
      onSuccess: (saved) => {
        onScript(saved)
        setView('read')
        tellSuccess(`Saved as version ${saved.version}.`)
        void queryClient.invalidateQueries({ queryKey: api.scripts.key() })
      },
    }),
  )
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Badge variant="light" tt="none">
          Version {script.version}
        </Badge>
        <Text size="sm" c="dimmed">
          {writers[script.written_by]}, {formatInstant(script.created_at, timeZone)}
        </Text>
      </Group>
      {script.note && (
        <Alert variant="light" color="copper" icon={<IconInfoCircle size={17} />}>
          {script.note}
        </Alert>
      )}
      <Tabs value={view} onChange={setView}>
        <Tabs.List mb="md">
          <Tabs.Tab value="read">Read</Tabs.Tab>
          <Tabs.Tab value="edit" leftSection={<IconPencil size={15} />}>
            Edit
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="read">
          <ScriptText script={script.script} />
        </Tabs.Panel>
        <Tabs.Panel value="edit">
          {save.error && <ProblemNotice error={save.error} />}
          <ScriptEditor
            key={script.script_id}
            script={script.script}
            saving={save.isPending}
            onSave={(edited) => save.mutate({ name: script.name, script: edited })}
          />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}
