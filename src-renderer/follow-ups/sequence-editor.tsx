import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  NumberInput,
  Paper,
  Select,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { TimeInput } from '@mantine/dates'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type {
  FollowUpChannel,
  Sequence,
  SequenceStep,
  StopCondition,
} from '../../src-preload/contract/follow-ups.ts'
import { CancelButton, FormInPlace } from '../ui/form-dialog.tsx'
import { UnsavedChanges } from '../ui/unsaved-changes.tsx'
import { ALWAYS_STOP, CHANNELS, SEQUENCES, STOPS } from './follow-up-words.ts'
import { delayProblem, draftOf, inUnit, type StepDraft, stepOf, UNITS, type Unit } from './step-draft.ts'

const MOST_STEPS = 8
const NEW_STEP: StepDraft = {
  channel: 'call',
  delay: 1,
  unit: 'days',
  window: null,
  subject: null,
  text: null,
}
const channels = Object.entries(CHANNELS).map(([value, label]) => ({ value, label }))

interface EditorProps {
  sequence: Sequence
  saving: boolean
  onSave(changed: Pick<Sequence, 'steps' | 'stop_when'>): void
  onCancel(): void
}

/** The steps of a sequence and what ends it, to be changed in their place. */
export const SequenceEditor = (props: EditorProps) => (
  <FormInPlace onCancel={props.onCancel}>
    <SequenceForm {...props} />
  </FormInPlace>
)

function SequenceForm({ sequence, saving, onSave }: EditorProps) {
  const [before] = useState(() => sequence.steps.map(draftOf))
  const [steps, setSteps] = useState(before)
  const [stops, setStops] = useState<StopCondition[]>(sequence.stop_when)
  const change = (index: number, changes: Partial<StepDraft>) =>
    setSteps(steps.map((step, at) => (at === index ? { ...step, ...changes } : step)))
  const isReminder = sequence.name === 'booked_reminder'
  return (
    <Stack gap="sm">
      <UnsavedChanges
        dirty={JSON.stringify([steps, stops]) !== JSON.stringify([before, sequence.stop_when])}
        of={`“${SEQUENCES[sequence.name].title}”`}
      />
      {steps.map((step, index) => (
        <StepFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place alone.
          key={index}
          number={index + 1}
          step={step}
          isReminder={isReminder}
          onChange={(changes) => change(index, changes)}
          onRemove={steps.length > 1 ? () => setSteps(steps.filter((_, at) => at !== index)) : null}
        />
      ))}
      <Text size="sm" c="dimmed">
        In braces, filled in for each homeowner:{' '}
        {'{first_name} {business} {agent} {callback_number} {inspection}'}
      </Text>
      {!isReminder && <StopFields stops={stops} onChange={setStops} />}
      <Group justify="space-between">
        <Button
          size="xs"
          variant="default"
          disabled={steps.length >= MOST_STEPS}
          onClick={() => setSteps([...steps, NEW_STEP])}
        >
          Add a step
        </Button>
        <Group gap="xs">
          <CancelButton size="xs">Keep as it was</CancelButton>
          <Button
            size="xs"
            loading={saving}
            disabled={steps.some((step) => delayProblem(step) !== null)}
            onClick={() => onSave({ steps: steps.map(stepOf), stop_when: stops })}
          >
            Save
          </Button>
        </Group>
      </Group>
    </Stack>
  )
}

interface StopFieldsProps {
  stops: StopCondition[]
  onChange(stops: StopCondition[]): void
}

const StopFields = ({ stops, onChange }: StopFieldsProps) => (
  <Checkbox.Group label="Ends when" value={stops} onChange={(value) => onChange(value as StopCondition[])}>
    <Group gap="md" mt={6}>
      {(Object.keys(STOPS) as StopCondition[]).map((stop) => (
        <Checkbox
          key={stop}
          value={stop}
          label={STOPS[stop]}
          disabled={ALWAYS_STOP.includes(stop)}
          {...(ALWAYS_STOP.includes(stop) && { checked: true })}
        />
      ))}
    </Group>
  </Checkbox.Group>
)

interface StepProps {
  number: number
  step: StepDraft
  isReminder: boolean
  onChange(changes: Partial<StepDraft>): void
  onRemove: (() => void) | null
}

function StepFields({ number, step, isReminder, onChange, onRemove }: StepProps) {
  return (
    <Paper withBorder p="sm" component="fieldset" aria-label={`Step ${number}`}>
      <Stack gap="xs">
        <Group gap="sm" align="flex-end">
          <Select
            label={`Step ${number}`}
            w={100}
            data={channels}
            allowDeselect={false}
            value={step.channel}
            onChange={(value) => onChange(ofChannel((value ?? 'call') as FollowUpChannel, step))}
          />
          <DelayFields
            label={
              isReminder ? 'Before the inspection' : number === 1 ? 'After that' : 'After the step before'
            }
            step={step}
            onChange={onChange}
          />
          <Switch
            label="Only between"
            mb={8}
            checked={step.window !== null}
            onChange={(event) =>
              onChange({ window: event.currentTarget.checked ? { from: '09:00', to: '19:00' } : null })
            }
          />
          {step.window && <WindowFields window={step.window} onChange={(window) => onChange({ window })} />}
          {onRemove && (
            <ActionIcon
              variant="subtle"
              color="red"
              mb={4}
              aria-label={`Remove step ${number}`}
              onClick={onRemove}
            >
              <IconTrash size={17} />
            </ActionIcon>
          )}
        </Group>
        {step.channel !== 'call' && <WordFields step={step} onChange={onChange} />}
      </Stack>
    </Paper>
  )
}

interface DelayFieldsProps {
  label: string
  step: StepDraft
  onChange(changes: Pick<StepDraft, 'delay' | 'unit'>): void
}

function DelayFields({ label, step, onChange }: DelayFieldsProps) {
  return (
    <>
      <NumberInput
        label={label}
        w={190}
        min={0}
        value={step.delay}
        error={delayProblem(step)}
        onChange={(delay) => onChange({ delay, unit: step.unit })}
      />
      <Select
        aria-label="Unit of the delay"
        w={110}
        data={Object.keys(UNITS)}
        allowDeselect={false}
        value={step.unit}
        onChange={(unit) => onChange(inUnit(step, (unit ?? 'hours') as Unit))}
      />
    </>
  )
}

interface WindowFieldsProps {
  window: NonNullable<SequenceStep['window']>
  onChange(window: NonNullable<SequenceStep['window']>): void
}

function WindowFields({ window, onChange }: WindowFieldsProps) {
  return (
    <Group gap="xs" wrap="nowrap">
      <TimeInput
        aria-label="From"
        value={window.from}
        onChange={(event) => onChange({ ...window, from: event.currentTarget.value })}
      />
      <TimeInput
        aria-label="To"
        value={window.to}
        onChange={(event) => onChange({ ...window, to: event.currentTarget.value })}
      />
    </Group>
  )
}

function WordFields({ step, onChange }: Pick<StepProps, 'step' | 'onChange'>) {
  return (
    <>
      {step.channel === 'email' && (
        <TextInput
          label="Subject"
          maxLength={200}
          value={step.subject ?? ''}
          onChange={(event) => onChange({ subject: event.currentTarget.value })}
        />
      )}
      <Textarea
        label="Words"
        autosize
        minRows={2}
        maxLength={1_000}
        value={step.text ?? ''}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
      />
    </>
  )
}

const ofChannel = (channel: FollowUpChannel, step: StepDraft): Partial<StepDraft> => ({
  channel,
  text: channel === 'call' ? null : (step.text ?? 'Hi {first_name}, this is {business}.'),
  subject: channel === 'email' ? (step.subject ?? 'Your roof inspection') : null,
})
