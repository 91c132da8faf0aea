import { Group, Loader, Progress, Stack, Stepper, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useBridge } from '../bridge/use-bridge.ts'
import { FormDialog } from '../ui/form-dialog.tsx'
import { formatBytes, formatCount } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { ImportFileStep } from './import-file-step.tsx'
import { ImportResultStep } from './import-result-step.tsx'
import { MappingStep } from './mapping-step.tsx'
import { type ImportState, useImport } from './use-import.ts'

const stepOf = { choosing: 0, sending: 0, matching: 1, running: 2, done: 3, failed: 0 } as const

export function ImportWizard({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const wizard = useImport(() => void queryClient.resetQueries({ queryKey: api.leads.key() }))
  const close = () => {
    wizard.reset()
    onClose()
  }
  const { state } = wizard
  return (
    <FormDialog
      opened={opened}
      onClose={close}
      title="Import"
      size={860}
      closeOnClickOutside={state.step === 'choosing'}
    >
      <Stack gap="lg">
        <Stepper active={stepOf[state.step]} size="sm" allowNextStepsSelect={false}>
          <Stepper.Step label="File" />
          <Stepper.Step label="Columns" />
          <Stepper.Step label="Import" />
          <Stepper.Step label="Result" />
        </Stepper>
        <Step wizard={wizard} state={state} onClose={close} />
      </Stack>
    </FormDialog>
  )
}

interface StepProps {
  wizard: ReturnType<typeof useImport>
  state: ImportState
  onClose(): void
}

function Step({ wizard, state, onClose }: StepProps) {
  switch (state.step) {
    case 'choosing':
      return <ImportFileStep onFile={wizard.sendFile} onSample={wizard.takeSample} />
    case 'sending':
      return (
        <Moving
          label={`Reading ${state.fileName}`}
          done={state.sentBytes}
          total={state.totalBytes}
          note={`${formatBytes(state.sentBytes)} of ${formatBytes(state.totalBytes)}`}
        />
      )
    case 'matching':
      return <MappingStep preview={state.preview} onRun={wizard.run} onBack={wizard.reset} />
    case 'running':
      return (
        <Moving
          label="Importing"
          done={state.bytesDone}
          total={state.bytesTotal}
          note={`${formatCount(state.rowsDone)} lines`}
        />
      )
    case 'done':
      return (
        <ImportResultStep
          kind={state.kind}
          result={state.result}
          onClose={onClose}
          onAnother={wizard.reset}
        />
      )
    case 'failed':
      return <ProblemNotice error={state.error} retry={wizard.reset} />
  }
}

function Moving({ label, done, total, note }: { label: string; done: number; total: number; note: string }) {
  const percent = total === 0 ? 100 : (done / total) * 100
  return (
    <Stack gap="xs" py="xl" aria-live="polite">
      <Group gap="xs">
        <Loader size={16} aria-hidden />
        <Text fw={550}>{label}</Text>
        <Text c="dimmed" size="sm" ml="auto" className="figures">
          {note}
        </Text>
      </Group>
      <Progress value={percent} size="lg" aria-label={label} transitionDuration={200} />
    </Stack>
  )
}
