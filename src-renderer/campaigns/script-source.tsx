import { Button, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { IconWand } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ContractorView } from '../../src-preload/contract/account.ts'
import type { ScriptView } from '../../src-preload/contract/campaigns.ts'
import type { LeadId } from '../../src-preload/contract/primitives.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { ProblemNotice, tellProblem } from '../ui/problem-notice.tsx'
import { UnsavedChanges } from '../ui/unsaved-changes.tsx'
import { useUnsavedWork } from '../ui/unsaved-work.ts'
import { useDeed } from '../ui/use-deed.ts'

const GUIDANCE = 'what the new script should mind'

interface ScriptSourceProps {
  contractor: ContractorView
  leadIds: LeadId[]
  script: ScriptView | undefined
  onScript(script: ScriptView): void
}

/** A script is taken from those there are, or written new. */
export function ScriptSource({ contractor, leadIds, script, onScript }: ScriptSourceProps) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const work = useUnsavedWork()
  const [name, setName] = useState('Roof inspections')
  const [guidance, setGuidance] = useState('')
  const [heeded, setHeeded] = useState('')
  const scripts = useQuery(api.scripts.list.queryOptions({ input: { limit: 100 } }))
  const write = useDeed(
    api.scripts.write.mutationOptions({
      onSuccess: (written) => {
        setHeeded(guidance)
        onScript(written)
        void queryClient.invalidateQueries({ queryKey: api.scripts.key() })
      },
      onError: tellProblem,
    }),
  )
  const known = scripts.data?.items ?? []
  return (
    <Stack>
      <UnsavedChanges dirty={guidance.trim() !== '' && guidance !== heeded} of={GUIDANCE} />
      {scripts.error && <ProblemNotice error={scripts.error} retry={scripts.refetch} />}
      <Group align="flex-end">
        <KnownScripts
          known={known}
          chosen={script}
          onChoose={(choice) => work.leave(() => onScript(choice), GUIDANCE)}
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
            work.leave(
              () =>
                write.mutate({
                  contractor_id: contractor.contractor_id,
                  name: name.trim(),
                  lead_ids: leadIds,
                  guidance: guidance.trim() || undefined,
                }),
              GUIDANCE,
            )
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

interface KnownScriptsProps {
  known: readonly ScriptView[]
  chosen: ScriptView | undefined
  onChoose(script: ScriptView): void
}

function KnownScripts({ known, chosen, onChoose }: KnownScriptsProps) {
  return (
    <Select
      label="Use a script"
      placeholder={known.length === 0 ? 'None written yet' : 'Choose a version'}
      w={300}
      disabled={known.length === 0}
      value={chosen?.script_id ?? null}
      data={known.map((each) => ({
        value: each.script_id,
        label: `${each.name}, version ${each.version}`,
      }))}
      onChange={(id) => {
        const choice = known.find((each) => each.script_id === id)
        if (choice) onChoose(choice)
      }}
    />
  )
}
