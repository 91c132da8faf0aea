import { Button, Group, NumberInput, SimpleGrid, Stack, Switch, Table, Text } from '@mantine/core'
import { type FormErrors, type UseFormReturnType, useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type CampaignSettings, RetriedOutcome } from '../../src-preload/contract/campaign-settings.ts'
import type { CampaignId } from '../../src-preload/contract/primitives.ts'
import { useContractor } from '../app/use-core-status.ts'
import { badNewsOf } from '../bridge/problem.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { DayWindowsInput } from '../settings/day-windows-input.tsx'
import { errorsByField, showFirstProblem } from '../ui/first-problem.ts'
import { CancelButton } from '../ui/form-dialog.tsx'
import { ProblemNotice, tellSuccess } from '../ui/problem-notice.tsx'
import { UnsavedChanges } from '../ui/unsaved-changes.tsx'
import { CallingHours } from './calling-hours.tsx'
import {
  type CampaignSettingsFields,
  campaignSettingsFieldLabels,
  campaignSettingsLabels,
  campaignSettingsProblems,
  fieldsOfSettings,
  retriedLabels,
  settingsOfFields,
  windowsOfFields,
} from './campaign-settings-form.ts'
import { REACH, useReachOfCampaign } from './use-reach.ts'

interface ChangeCampaignSettingsProps {
  campaignId: CampaignId
  settings: CampaignSettings
  onDone(): void
}

/** Changes how a campaign calls while it runs; calls that are up keep what they began with. */
export function ChangeCampaignSettings({ campaignId, settings, onDone }: ChangeCampaignSettingsProps) {
  const { api } = useBridge()
  const queries = useQueryClient()
  const { contractor } = useContractor()
  const [initialValues] = useState(() => fieldsOfSettings(settings, contractor?.calling_windows ?? {}))
  const form = useForm<CampaignSettingsFields>({ initialValues, validate: campaignSettingsProblems })
  const pointOut = (errors: FormErrors) =>
    showFirstProblem(errors, campaignSettingsFieldLabels, (field) => form.getInputNode(field))
  const save = useMutation(
    api.campaigns.setSettings.mutationOptions({
      onSuccess: () => {
        tellSuccess('Saved. It counts from the next call on.')
        void queries.invalidateQueries({ queryKey: api.campaigns.key() })
        void queries.invalidateQueries({ queryKey: [REACH] })
        onDone()
      },
      onError: (error) => form.setErrors(errorsByField(badNewsOf(error).errors, campaignSettingsFieldLabels)),
    }),
  )
  const submit = form.onSubmit(
    (fields) => save.mutate({ campaign_id: campaignId, ...settingsOfFields(fields) }),
    pointOut,
  )
  return (
    <form onSubmit={submit} noValidate>
      <UnsavedChanges dirty={form.isDirty()} of="the settings of this campaign" />
      <Stack gap="lg">
        <HoursFields form={form} campaignId={campaignId} />
        <PaceFields form={form} />
        <RetryFields form={form} />
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
  form: UseFormReturnType<CampaignSettingsFields>
}

function HoursFields({ form, campaignId }: FieldsProps & { campaignId: CampaignId }) {
  const [tried] = useDebouncedValue(windowsOfFields(form.values), 250)
  const reach = useReachOfCampaign(campaignId, tried)
  return (
    <Stack gap="sm">
      <Switch
        label="This campaign has hours of its own"
        description="Within your calling hours in the settings, never beyond them."
        {...form.getInputProps('own_hours', { type: 'checkbox' })}
      />
      {form.values.own_hours && (
        <DayWindowsInput
          legend={campaignSettingsLabels.calling_windows}
          {...form.getInputProps('calling_windows')}
        />
      )}
      {reach.error && <ProblemNotice error={reach.error} retry={reach.refetch} />}
      {reach.data && <CallingHours reach={reach.data} />}
    </Stack>
  )
}

const PaceFields = ({ form }: FieldsProps) => (
  <SimpleGrid cols={3}>
    <NumberInput
      label={campaignSettingsLabels.max_concurrent_calls}
      description="Empty: as your settings allow"
      min={1}
      max={50}
      {...form.getInputProps('max_concurrent_calls')}
    />
    <NumberInput
      label={campaignSettingsLabels.calls_per_minute}
      description="Empty: as the carrier allows"
      min={1}
      max={600}
      {...form.getInputProps('calls_per_minute')}
    />
    <NumberInput
      label={campaignSettingsLabels.most_calls_per_lead}
      description="At most, all tries counted"
      min={1}
      max={6}
      {...form.getInputProps('most_calls_per_lead')}
    />
  </SimpleGrid>
)

function RetryFields({ form }: FieldsProps) {
  return (
    <Stack gap="xs" component="fieldset" bd={0} p={0} m={0}>
      <Text component="legend" fw={600} size="sm" p={0}>
        {campaignSettingsLabels.retries}
      </Text>
      <Table aria-label={campaignSettingsLabels.retries} verticalSpacing={4} withRowBorders={false} maw={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th>Times</Table.Th>
            <Table.Th>Hours to wait</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {RetriedOutcome.options.map((outcome) => (
            <Table.Tr key={outcome}>
              <Table.Td>{retriedLabels[outcome]}</Table.Td>
              <Table.Td>
                <NumberInput
                  aria-label={`${retriedLabels[outcome]}: times`}
                  size="xs"
                  w={150}
                  min={0}
                  max={5}
                  {...form.getInputProps(`retries.${outcome}.most`)}
                />
              </Table.Td>
              <Table.Td>
                <NumberInput
                  aria-label={`${retriedLabels[outcome]}: hours to wait`}
                  size="xs"
                  w={150}
                  min={0}
                  max={720}
                  {...form.getInputProps(`retries.${outcome}.after_hours`)}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed">
        Your calling rules come first: unless you changed them, calls to one number are 20 hours apart.
      </Text>
    </Stack>
  )
}
