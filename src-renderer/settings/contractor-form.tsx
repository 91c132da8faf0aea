import { Alert, List, NumberInput, Select, SimpleGrid, Stack, TagsInput, TextInput } from '@mantine/core'
import { type FormErrors, type UseFormReturnType, useForm } from '@mantine/form'
import { IconInfoCircle } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ContractorView } from '../../src-preload/contract/account.ts'
import { badNewsOf } from '../bridge/problem.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { REACH } from '../campaigns/use-reach.ts'
import { errorsByField, showFirstProblem } from '../ui/first-problem.ts'
import { ProblemNotice, tellSuccess } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { UnsavedChanges } from '../ui/unsaved-changes.tsx'
import {
  type ContractorFields,
  contractorFieldsOf,
  contractorLabels,
  phoneProblem,
  profileOf,
  wholeNumberProblem,
  windowsProblem,
} from './contractor-fields.ts'
import { DayWindowsInput } from './day-windows-input.tsx'
import { SaveBar } from './save-bar.tsx'
import { StatesInput } from './states-input.tsx'
import { timeZoneChoices } from './time-zones.ts'

export function ContractorForm({ contractor }: { contractor: ContractorView }) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const form = useForm<ContractorFields>({
    initialValues: contractorFieldsOf(contractor),
    validate: {
      callback_number: phoneProblem,
      caller_id: phoneProblem,
      agent_name: (name) => (name.trim() === '' ? 'The agent needs a name' : null),
      crews: wholeNumberProblem(1, 50),
      working_hours: windowsProblem,
      calling_windows: windowsProblem,
      max_concurrent_calls: wholeNumberProblem(1, 50),
    },
  })
  const pointOut = (errors: FormErrors) =>
    showFirstProblem(errors, contractorLabels, (field) => form.getInputNode(field))
  const save = useMutation(
    api.contractors.put.mutationOptions({
      onSuccess: () => {
        form.resetDirty()
        tellSuccess('Saved.')
        void queryClient.invalidateQueries({ queryKey: api.contractors.key() })
        void queryClient.resetQueries({ queryKey: api.leads.key() })
        void queryClient.invalidateQueries({ queryKey: api.campaigns.estimate.key() })
        void queryClient.invalidateQueries({ queryKey: [REACH] })
      },
      onError: (error) => {
        const errors = errorsByField(badNewsOf(error).errors, contractorLabels)
        form.setErrors(errors)
        pointOut(errors)
      },
    }),
  )
  return (
    <form
      onSubmit={form.onSubmit(
        (fields) => save.mutate({ contractor_id: contractor.contractor_id, ...profileOf(fields) }),
        pointOut,
      )}
    >
      <UnsavedChanges dirty={form.isDirty()} of="your company" />
      <Stack gap="lg">
        {contractor.missing.length > 0 && <Missing facts={contractor.missing} />}
        <CompanyFields form={form} />
        <InspectionFields form={form} />
        <CallingFields form={form} />
        {save.error && <ProblemNotice error={save.error} />}
        <SaveBar dirty={form.isDirty()} saving={save.isPending} onUndo={() => form.reset()} />
      </Stack>
    </form>
  )
}

function Missing({ facts }: { facts: string[] }) {
  return (
    <Alert
      color="copper"
      variant="light"
      icon={<IconInfoCircle size={18} />}
      title="Still missing before you can call"
    >
      <List size="sm">
        {facts.map((fact) => (
          <List.Item key={fact}>{fact}</List.Item>
        ))}
      </List>
    </Alert>
  )
}

interface FieldsProps {
  form: Pick<UseFormReturnType<ContractorFields>, 'getInputProps' | 'values'>
}

function CompanyFields({ form }: FieldsProps) {
  return (
    <Section title="Company">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={contractorLabels.legal_name}
          description="As registered"
          {...form.getInputProps('legal_name')}
        />
        <TextInput
          label={contractorLabels.display_name}
          description="The agent says it"
          {...form.getInputProps('display_name')}
        />
        <TextInput
          label={contractorLabels.callback_number}
          description="Where homeowners reach you"
          placeholder="(512) 555-0100"
          {...form.getInputProps('callback_number')}
        />
        <TextInput
          label={contractorLabels.caller_id}
          description="The number they see; it must be yours"
          placeholder="(512) 555-0101"
          {...form.getInputProps('caller_id')}
        />
        <TextInput
          label={contractorLabels.postal_address}
          description="Stands under every e-mail that Ridgeline sends"
          placeholder="100 Main Street, Austin, TX 78701"
          {...form.getInputProps('postal_address')}
        />
        <TextInput
          label={contractorLabels.agent_name}
          description="Always followed by “the A.I. assistant”"
          {...form.getInputProps('agent_name')}
        />
        <Select
          label={contractorLabels.time_zone}
          description="Where you work"
          searchable
          data={timeZoneChoices()}
          allowDeselect={false}
          {...form.getInputProps('time_zone')}
        />
      </SimpleGrid>
      <TagsInput
        label={contractorLabels.services}
        description="Press Enter after each"
        placeholder={form.values.services.length > 0 ? undefined : 'Roof replacement'}
        {...form.getInputProps('services')}
      />
    </Section>
  )
}

function InspectionFields({ form }: FieldsProps) {
  return (
    <Section title="Inspections">
      <NumberInput
        label={contractorLabels.crews}
        description="How many inspections can happen at the same time"
        min={1}
        max={50}
        maw={260}
        {...form.getInputProps('crews')}
      />
      <DayWindowsInput legend={contractorLabels.working_hours} {...form.getInputProps('working_hours')} />
    </Section>
  )
}

function CallingFields({ form }: FieldsProps) {
  return (
    <Section title="Calling">
      <StatesInput label={contractorLabels.confirmed_states} {...form.getInputProps('confirmed_states')} />
      <DayWindowsInput legend={contractorLabels.calling_windows} {...form.getInputProps('calling_windows')} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={contractorLabels.recording}
          description="Always announced when it is on"
          allowDeselect={false}
          data={[
            { value: 'announced', label: 'On, announced at the start' },
            { value: 'off', label: 'Off' },
          ]}
          {...form.getInputProps('recording')}
        />
        <NumberInput
          label={contractorLabels.max_concurrent_calls}
          description="At most"
          min={1}
          max={50}
          {...form.getInputProps('max_concurrent_calls')}
        />
      </SimpleGrid>
    </Section>
  )
}
