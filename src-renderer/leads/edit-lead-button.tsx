import {
  Button,
  Group,
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
import { useState } from 'react'
import { type LeadDetail, RoofFacts } from '../../src-preload/contract/leads.ts'
import { badNewsOf } from '../bridge/problem.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { showFirstProblem } from '../ui/first-problem.ts'
import { CancelButton, FormDialog } from '../ui/form-dialog.tsx'
import { formatCode } from '../ui/format.ts'
import { ProblemNotice, tellSuccess } from '../ui/problem-notice.tsx'
import { UnsavedChanges } from '../ui/unsaved-changes.tsx'
import { stateChoices } from '../ui/us-states.ts'
import { changeOf, fieldsOf, type LeadFields, leadLabels, problemsByField } from './lead-form.ts'
import { materialChoices, slopeChoices } from './roof-words.ts'

export function EditLeadButton({ lead }: { lead: LeadDetail }) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button variant="default" size="sm" leftSection={<IconPencil size={16} />} onClick={open}>
        Edit
      </Button>
      <FormDialog opened={opened} onClose={close} title={`Edit ${lead.name}`} size="xl">
        <LeadForm lead={lead} onDone={close} />
      </FormDialog>
    </>
  )
}

function LeadForm({ lead, onDone }: { lead: LeadDetail; onDone(): void }) {
  const { api } = useBridge()
  const queries = useQueryClient()
  // As it was when editing began: what a call changes meanwhile is not undone by saving.
  const [before] = useState(() => fieldsOf(lead))
  const form = useForm({ initialValues: before })
  const save = useMutation(
    api.leads.change.mutationOptions({
      onSuccess: ({ name }) => {
        tellSuccess(`${name} is saved. Whether this number may be called was judged anew.`)
        void queries.invalidateQueries({ queryKey: api.leads.key() })
        void queries.invalidateQueries({ queryKey: api.campaigns.estimate.key() })
        onDone()
      },
      onError: (error) => {
        const errors = problemsByField(badNewsOf(error).errors)
        form.setErrors(errors)
        showFirstProblem(errors, leadLabels, (field) => form.getInputNode(field))
      },
    }),
  )
  const submit = form.onSubmit((fields) =>
    save.mutate({ lead_id: lead.lead_id, ...changeOf(before, fields) }),
  )
  return (
    <form onSubmit={submit} noValidate>
      <UnsavedChanges dirty={form.isDirty()} of="this lead" />
      <Stack gap="lg">
        <ContactFields form={form} lead={lead} />
        <AddressFields form={form} />
        <RoofFields form={form} before={before} />
        <Textarea
          label={leadLabels.notes}
          autosize
          minRows={2}
          maxLength={2_000}
          {...form.getInputProps('notes')}
        />
        {save.error && <ProblemNotice error={save.error} />}
        <Group justify="flex-end">
          <CancelButton>Cancel</CancelButton>
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
      <TextInput label={leadLabels.name} withAsterisk {...form.getInputProps('name')} />
      <TextInput label={leadLabels.email} {...form.getInputProps('email')} />
      <TextInput
        label={leadLabels.phone}
        withAsterisk
        disabled={isSuppressed}
        description={
          isSuppressed ? 'On the do-not-call list, so it stays.' : 'A new number needs a consent of its own.'
        }
        {...form.getInputProps('phone')}
      />
      <TagsInput
        label={leadLabels.other_phones}
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
      <TextInput label={leadLabels.street} {...form.getInputProps('street')} />
      <SimpleGrid cols={3}>
        <TextInput label={leadLabels.city} {...form.getInputProps('city')} />
        <Select
          label={leadLabels.state}
          data={stateChoices}
          searchable
          clearable
          {...form.getInputProps('state')}
        />
        <TextInput label={leadLabels.zip} placeholder="78745" {...form.getInputProps('zip')} />
      </SimpleGrid>
      <SimpleGrid cols={2}>
        <NumberInput
          label={leadLabels.latitude}
          hideControls
          decimalScale={6}
          {...form.getInputProps('latitude')}
        />
        <NumberInput
          label={leadLabels.longitude}
          hideControls
          decimalScale={6}
          {...form.getInputProps('longitude')}
        />
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
        <Select label={leadLabels.material} data={materialChoices(before.material)} {...choice('material')} />
        <Select label={leadLabels.slope} data={slopeChoices(before.slope)} {...choice('slope')} />
        <NumberInput label={leadLabels.area_sqft} thousandSeparator="," {...figure('area_sqft')} />
        <NumberInput
          label={leadLabels.installed_year}
          thousandSeparator=""
          placeholder="Year"
          {...figure('installed_year')}
        />
        <NumberInput label={leadLabels.age_years} {...figure('age_years')} />
        <Select
          label={leadLabels.owner_occupied}
          data={occupied}
          allowDeselect={false}
          {...form.getInputProps('owner_occupied')}
        />
        <DateInput label={leadLabels.last_hail_on} {...day('last_hail_on')} />
        <NumberInput label={leadLabels.hail_size_inches} decimalScale={2} {...figure('hail_size_inches')} />
        <Select
          label={leadLabels.insurance_claim}
          data={claims}
          allowDeselect={false}
          {...form.getInputProps('insurance_claim')}
        />
        <DateInput label={leadLabels.last_storm_on} {...day('last_storm_on')} />
        <NumberInput label={leadLabels.wind_mph} {...figure('wind_mph')} />
      </SimpleGrid>
    </Stack>
  )
}
