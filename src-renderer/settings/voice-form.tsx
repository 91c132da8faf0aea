import { NumberInput, Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { type FormErrors, type UseFormReturnType, useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { VoiceConfiguration } from '../../src-preload/contract/account.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { showFirstProblem } from '../ui/first-problem.ts'
import { ProblemNotice, tellSuccess } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { UnsavedChanges } from '../ui/unsaved-changes.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { wholeNumberProblem } from './contractor-fields.ts'
import { SaveBar } from './save-bar.tsx'

export function VoiceForm() {
  const { api } = useBridge()
  const voice = useQuery(api.voiceConfiguration.get.queryOptions())
  if (voice.error) return <ProblemNotice error={voice.error} retry={voice.refetch} />
  if (!voice.data) return <WaitingRows />
  // Asked again, the same answer must not throw away what is being typed.
  return <VoiceFields key={JSON.stringify(voice.data)} voice={voice.data} />
}

const voiceLabels = {
  voice_id: 'Voice id',
  max_duration_seconds: 'Longest call',
  silence_timeout_seconds: 'Longest silence',
}

const voices = [
  { value: 'elevenlabs', label: 'ElevenLabs' },
  { value: 'deepgram', label: 'Deepgram' },
]
const recognizers = [
  { value: 'deepgram', label: 'Deepgram' },
  { value: 'elevenlabs', label: 'ElevenLabs' },
]

function VoiceFields({ voice }: { voice: VoiceConfiguration }) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const form = useForm<VoiceConfiguration>({
    initialValues: voice,
    validate: {
      voice_id: (id) => (id.trim() === '' ? 'The agent needs a voice' : null),
      max_duration_seconds: wholeNumberProblem(120, 1200),
      silence_timeout_seconds: wholeNumberProblem(5, 60),
    },
  })
  const pointOut = (errors: FormErrors) =>
    showFirstProblem(errors, voiceLabels, (field) => form.getInputNode(field))
  const save = useMutation(
    api.voiceConfiguration.put.mutationOptions({
      onSuccess: (saved) => {
        form.resetDirty()
        tellSuccess('Saved. It applies from the next call on.')
        queryClient.setQueryData(api.voiceConfiguration.get.queryKey(), saved)
      },
    }),
  )
  return (
    <form onSubmit={form.onSubmit((fields) => save.mutate(fields), pointOut)}>
      <UnsavedChanges dirty={form.isDirty()} of="the voice" />
      <Stack gap="lg">
        <VoiceAndEars form={form} />
        <Manners form={form} />
        {save.error && <ProblemNotice error={save.error} />}
        <SaveBar dirty={form.isDirty()} saving={save.isPending} onUndo={() => form.reset()} />
      </Stack>
    </form>
  )
}

interface PartProps {
  form: Pick<UseFormReturnType<VoiceConfiguration>, 'getInputProps'>
}

function VoiceAndEars({ form }: PartProps) {
  return (
    <Section title="Voice and ears">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label="Voice"
          description="Who speaks for the agent; the other one stands in when it fails"
          allowDeselect={false}
          data={voices}
          {...form.getInputProps('tts_vendor')}
        />
        <TextInput
          label={voiceLabels.voice_id}
          description="From your voice vendor; ids that begin with aura are Deepgram's"
          {...form.getInputProps('voice_id')}
        />
        <Select
          label="Recognition"
          description="Who listens to the homeowner; the other one stands in when it fails"
          allowDeselect={false}
          data={recognizers}
          {...form.getInputProps('asr_vendor')}
        />
        <Select
          label="Language"
          description="Automatic follows the homeowner"
          allowDeselect={false}
          data={[
            { value: 'en', label: 'English' },
            { value: 'es', label: 'Spanish' },
            { value: 'auto', label: 'Automatic' },
          ]}
          {...form.getInputProps('language')}
        />
      </SimpleGrid>
    </Section>
  )
}

function Manners({ form }: PartProps) {
  return (
    <Section title="Manners">
      <Switch
        label="Homeowners can interrupt"
        description="The agent falls silent at once when they speak"
        {...form.getInputProps('barge_in', { type: 'checkbox' })}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NumberInput
          label={voiceLabels.max_duration_seconds}
          description="Then the agent says goodbye"
          suffix=" seconds"
          min={120}
          max={1200}
          {...form.getInputProps('max_duration_seconds')}
        />
        <NumberInput
          label={voiceLabels.silence_timeout_seconds}
          description="Then the agent asks whether they are still there"
          suffix=" seconds"
          min={5}
          max={60}
          {...form.getInputProps('silence_timeout_seconds')}
        />
      </SimpleGrid>
    </Section>
  )
}
