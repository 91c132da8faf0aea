import { Alert, Badge, Button, Grid, Group, Stack, Tabs, Text } from '@mantine/core'
import { IconArrowRight, IconInfoCircle, IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import type { ContractorView } from '../../src-preload/contract/account.ts'
import type { ScriptView } from '../../src-preload/contract/campaigns.ts'
import type { LeadId } from '../../src-preload/contract/primitives.ts'
import { useTimeZone } from '../app/use-core-status.ts'
import { RehearsalPanel } from '../rehearsal/rehearsal-panel.tsx'
import { formatInstant } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { UnsavedChanges } from '../ui/unsaved-changes.tsx'
import { useUnsavedWork } from '../ui/unsaved-work.ts'
import { BlockedNotice } from './blocked-notice.tsx'
import { OpeningPreview } from './opening-preview.tsx'
import { ScriptEditor } from './script-editor.tsx'
import { ScriptSource } from './script-source.tsx'
import { ScriptText } from './script-text.tsx'
import { type ScriptDraft, useScriptDraft } from './use-script-draft.ts'

interface ScriptStepProps {
  contractor: ContractorView
  leadIds: LeadId[]
  script: ScriptView | undefined
  onScript(script: ScriptView): void
  onNext(): void
}

export function ScriptStep(props: ScriptStepProps) {
  const { contractor, leadIds, script, onScript } = props
  return (
    <Stack pt="xl" gap="lg">
      <BlockedNotice contractor={contractor} leadIds={leadIds} />
      <ScriptSource contractor={contractor} leadIds={leadIds} script={script} onScript={onScript} />
      {script && <ChosenScript {...props} script={script} />}
    </Stack>
  )
}

function ChosenScript({
  contractor,
  leadIds,
  script,
  onScript,
  onNext,
}: ScriptStepProps & { script: ScriptView }) {
  const work = useUnsavedWork()
  const draft = useScriptDraft(script, onScript)
  const [view, setView] = useState<View>('read')
  const save = (onSaved: () => void) => {
    if (!draft.save(onSaved)) setView('edit')
  }
  return (
    <>
      <UnsavedChanges dirty={draft.edited} of="the script" />
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <ScriptReader
            script={script}
            draft={draft}
            view={view}
            onView={setView}
            onSave={() => save(() => setView('read'))}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <OpeningPreview contractor={contractor} leadIds={leadIds} script={script} />
        </Grid.Col>
      </Grid>
      <RehearsalPanel contractor={contractor} leadId={leadIds[0]} script={script} />
      <Group>
        {draft.edited ? (
          <Button
            rightSection={<IconArrowRight size={17} />}
            loading={draft.saving}
            onClick={() => save(onNext)}
          >
            Save and go on to the cost
          </Button>
        ) : (
          <Button rightSection={<IconArrowRight size={17} />} onClick={() => work.leave(onNext)}>
            Go on to the cost
          </Button>
        )}
        {Object.keys(draft.problems).length > 0 && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            A part of the script is not right yet: see the marked field above.
          </Text>
        )}
      </Group>
    </>
  )
}

const writers = {
  claude: 'Written by Claude',
  builder: 'Built from the standard form',
  person: 'Edited by hand',
}

type View = 'read' | 'edit'

interface ScriptReaderProps {
  script: ScriptView
  draft: ScriptDraft
  view: View
  onView(view: View): void
  onSave(): void
}

function ScriptReader({ script, draft, view, onView, onSave }: ScriptReaderProps) {
  const timeZone = useTimeZone()
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
      {draft.edited && (
        <Alert variant="light" color="copper" icon={<IconPencil size={17} />} role="status">
          Your changes are not saved yet. What is read, heard and rehearsed here is still version{' '}
          {script.version}.
        </Alert>
      )}
      {draft.error && <ProblemNotice error={draft.error} />}
      <Tabs value={view} onChange={(chosen) => onView(chosen === 'edit' ? 'edit' : 'read')}>
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
          <ScriptEditor draft={draft} onSave={onSave} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}
