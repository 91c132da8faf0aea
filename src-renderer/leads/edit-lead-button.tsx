import {
  Button,
  Group,
  Modal,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { IconPencil } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type LeadDetail, RoofFacts } from '../../src-preload/contract/leads.ts'
import { badNewsOf } from '../bridge/problem.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { formatCode } from '../ui/format.ts'
import { ProblemNotice, tellSuccess } from '../ui/problem-notice.tsx'
import { stateChoices } from '../ui/us-states.ts'
import { changeOf, fieldOf, fieldsOf, type LeadFields } from './lead-form.ts'
import { materialChoices, slopeChoices } from './roof-words.ts'

export function EditLeadButton({ lead }: { lead: LeadDetail }) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button variant="default" size="sm" leftSection={<IconPencil size={16} />} onClick={open}>
        Edit
      </Button>
      <Modal opened={opened} onClose={close} title={`Edit ${lead.name}`} size="xl">
        <LeadForm lead={lead} onDone={close} />
      </Modal>
    </>
  )
}

function LeadForm({ lead, onDone }: { lead: LeadDetail; onDone(): void }) {
  const { api } = useBridge()
  const queries = useQueryClient()
  const before = fieldsOf(lead)
  const form = useForm({ initialValues: before })
  const save = useMutation(
    api.leads.change.mutationOptions({
      onSuccess: ({ name }) => {
        tellSuccess(`${name} is saved. Whether this number may be called was judged anew.`)
        void queries.invalidateQueries({ queryKey: api.leads.key() })
        void queries.invalidateQueries({ queryKey: api.campaigns.estimate.key() })
        onDone()
      },
      onError: (error) =>
        form.setErrors(
          Object.fromEntries(badNewsOf(error).errors.map(({ path, message }) => [fieldOf(path), message])),
        ),
    }),
  )
  const submit = form.onSubmit((fields) =>
    save.mutate({ lead_id: lead.lead_id, ...changeOf(before, fields) }),
  )
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <ContactFields form={form} lead={lead} />
        <AddressFields form={form} />
        <RoofFields form={form} before={before} />
        <Textarea label="Notes" autosize minRows={2} maxLength={2_000} {...form.getInputProps('notes')} />
        {save.error && <ProblemNotice error={save.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface FieldsProps {
  form: ReturnType<typeof useForm<ReturnType<typeof fieldsOf>>>
}

function ContactFields({ form, lead }: FieldsProps & { lead: LeadDetail }) {
  const isSuppressed = lead.permission.reasons.some(({ code }) => code === 'do-not-call')
  return (
    <SimpleGrid cols={2}>
      <TextInput label="Name" withAsterisk {...form.getInputProps('name')} />
      <TextInput label="Email" {...form.getInputProps('email')} />
      <TextInput
        label="Phone"
        withAsterisk
        disabled={isSuppressed}
        description={
          isSuppressed ? 'On the do-not-call list, so it stays.' : 'A new number needs a consent of its own.'
        }
        {...form.getInputProps('phone')}
      />
      <TagsInput
        label="Other phones"
        description="Press Enter after each number."
        maxTags={10}
        {...form.getInputProps('other_phones')}
      />
    </SimpleGrid>
  )
}

function AddressFields({ form }: FieldsProps) {
  return (
    <Stack gap="xs" component="fieldset" bd={0} p={0} m={0}>
      <Text component="legend" fw={600} p={0} mb={4}>
        Address
      </Text>
      <TextInput label="Street" {...form.getInputProps('street')} />
      <SimpleGrid cols={3}>
        <TextInput label="City" {...form.getInputProps('city')} />
        <Select label="State" data={stateChoices} searchable clearable {...form.getInputProps('state')} />
        <TextInput label="ZIP code" placeholder="78745" {...form.getInputProps('zip')} />
      </SimpleGrid>
      <SimpleGrid cols={2}>
        <NumberInput label="Latitude" hideControls decimalScale={6} {...form.getInputProps('latitude')} />
        <NumberInput label="Longitude" hideControls decimalScale={6} {...form.getInputProps('longitude')} />
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        Jobs nearby are found by this position. It is forgotten when only the address changes.
      </Text>
    </Stack>
  )
}

const claims = RoofFacts.shape.insurance_claim.options.map((value) => ({
  value,
  label: value === 'unknown' ? 'Not known' : formatCode(value),
}))
const occupied = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
  { value: 'unknown', label: 'Not known' },
]

function RoofFields({ form, before }: FieldsProps & { before: LeadFields }) {
  const figure = (field: string) => ({ hideControls: true, min: 0, ...form.getInputProps(field) })
  const choice = (field: string) => ({ searchable: true, clearable: true, ...form.getInputProps(field) })
  const day = (field: string) => ({
    clearable: true,
    valueFormat: 'MMM D, YYYY',
    clearButtonProps: { 'aria-label': 'Clear the day' },
    ...form.getInputProps(field),
  })
  return (
    <Stack gap="xs" component="fieldset" bd={0} p={0} m={0}>
      <Text component="legend" fw={600} p={0} mb={4}>
        Roof
      </Text>
      <SimpleGrid cols={3}>
        <Select label="Material" data={materialChoices(before.material)} {...choice('material')} />
        <Select label="Slope" data={slopeChoices(before.slope)} {...choice('slope')} />
        <NumberInput label="Area in square feet" thousandSeparator="," {...figure('area_sqft')} />
        <NumberInput
          label="Installed in"
          thousandSeparator=""
          placeholder="Year"
          {...figure('installed_year')}
        />
        <NumberInput label="Or age in years" {...figure('age_years')} />
        <Select
          label="Lived in by owner"
          data={occupied}
          allowDeselect={false}
          {...form.getInputProps('owner_occupied')}
        />
        <DateInput label="Last hail" {...day('last_hail_on')} />
        <NumberInput label="Hail size in inches" decimalScale={2} {...figure('hail_size_inches')} />
        <Select
          label="Insurance claim"
          data={claims}
          allowDeselect={false}
          {...form.getInputProps('insurance_claim')}
        />
        <DateInput label="Last storm" {...day('last_storm_on')} />
        <NumberInput label="Wind in mph" {...figure('wind_mph')} />
      </SimpleGrid>
    </Stack>
  )
}
