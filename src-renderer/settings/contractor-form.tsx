import {
  Alert,
  Button,
  Group,
  List,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconInfoCircle } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ContractorView } from '../../src-preload/contract/account.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { ProblemNotice, tellSuccess } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { type ContractorFields, contractorFieldsOf, phoneProblem, profileOf } from './contractor-fields.ts'
import { DayWindowsInput } from './day-windows-input.tsx'
import { StatesInput } from './states-input.tsx'

export function ContractorForm({ contractor }: { contractor: ContractorView }) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const form = useForm<ContractorFields>({
    initialValues: contractorFieldsOf(contractor),
    validate: {
      callback_number: phoneProblem,
      caller_id: phoneProblem,
      agent_name: (name) => (name.trim() === '' ? 'The agent needs a name' : null),
    },
  })
  const save = useMutation(
    api.contractors.put.mutationOptions({
      onSuccess: () => {
        tellSuccess('Saved.')
        void queryClient.invalidateQueries({ queryKey: api.contractors.key() })
      },
    }),
  )
  return (
    <form
      onSubmit={form.onSubmit((fields) =>
        save.mutate({ contractor_id: contractor.contractor_id, ...profileOf(fields) }),
      )}
    >
      <Stack gap="lg">
        {contractor.missing.length > 0 && (
          <Alert
            color="copper"
            variant="light"
            icon={<IconInfoCircle size={18} />}
            title="Still missing before you can call"
          >
            <List size="sm">
              {contractor.missing.map((fact) => (
                <List.Item key={fact}>{fact}</List.Item>
              ))}
            </List>
          </Alert>
        )}
        <Section title="Company">
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput label="Legal name" description="As registered" {...form.getInputProps('legal_name')} />
            <TextInput
              label="Name homeowners know"
              description="The agent says it"
              {...form.getInputProps('display_name')}
            />
            <TextInput
              label="Callback number"
              description="Where homeowners reach you"
              placeholder="(512) 555-0100"
              {...form.getInputProps('callback_number')}
            />
            <TextInput
              label="Caller ID"
              description="The number they see; it must be yours"
              placeholder="(512) 555-0101"
              {...form.getInputProps('caller_id')}
            />
            <TextInput
              label="Name of the agent"
              description="Always followed by “the A.I. assistant”"
              {...form.getInputProps('agent_name')}
            />
            <Select
              label="Time zone"
              description="Where you work"
              searchable
              data={Intl.supportedValuesOf('timeZone')}
              allowDeselect={false}
              {...form.getInputProps('time_zone')}
            />
          </SimpleGrid>
          <TagsInput
            label="Services"
            description="Press Enter after each"
            placeholder="Roof replacement"
            {...form.getInputProps('services')}
          />
        </Section>
        <Section title="Inspections">
          <NumberInput
            label="Crews"
            description="How many inspections can happen at the same time"
            min={1}
            max={50}
            maw={260}
            {...form.getInputProps('crews')}
          />
          <DayWindowsInput legend="When inspections may be booked" {...form.getInputProps('working_hours')} />
        </Section>
        <Section title="Calling">
          <StatesInput {...form.getInputProps('confirmed_states')} />
          <DayWindowsInput
            legend="When calls may be placed, in the homeowner’s time"
            {...form.getInputProps('calling_windows')}
          />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Select
              label="Recording"
              description="Always announced when it is on"
              allowDeselect={false}
              data={[
                { value: 'announced', label: 'On, announced at the start' },
                { value: 'off', label: 'Off' },
              ]}
              {...form.getInputProps('recording')}
            />
            <NumberInput
              label="Calls at the same time"
              description="At most"
              min={1}
              max={50}
              {...form.getInputProps('max_concurrent_calls')}
            />
          </SimpleGrid>
        </Section>
        {save.error && <ProblemNotice error={save.error} />}
        <Group>
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
            Save
          </Button>
          {form.isDirty() && (
            <Button variant="subtle" color="gray" onClick={() => form.reset()}>
              Undo the changes
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}
