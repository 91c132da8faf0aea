import { Button, Group, NumberInput, Select, SimpleGrid, Stack, Switch, Text } from '@mantine/core'
import { type FormErrors, type UseFormReturnType, useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { WalletView } from '../../src-preload/contract/account.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { showFirstProblem } from '../ui/first-problem.ts'
import { formatCents } from '../ui/format.ts'
import { ProblemNotice, tellSuccess } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { UnsavedChanges } from '../ui/unsaved-changes.tsx'
import {
  type AutoSpendFields,
  autoSpendFieldsOf,
  autoSpendLabels,
  autoSpendOf,
  autoSpendProblems,
} from './auto-spend-fields.ts'
import { spendingRule } from './spending-rule.ts'

/** What campaigns may spend without asking. */
export function AutoSpendForm({ wallet }: { wallet: WalletView }) {
  // Asked again, the same answer must not throw away what is being typed.
  return <RuleFields key={JSON.stringify(wallet.auto_spend)} wallet={wallet} />
}

function RuleFields({ wallet }: { wallet: WalletView }) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const form = useForm<AutoSpendFields>({
    initialValues: autoSpendFieldsOf(wallet.auto_spend),
    validate: (fields) => autoSpendProblems(fields, wallet.cents_per_minute),
  })
  const save = useMutation(
    api.wallet.autoSpend.mutationOptions({
      onSuccess: (saved) => {
        form.resetDirty()
        tellSuccess('Saved. It applies from the next dial on.')
        queryClient.setQueryData(api.wallet.get.queryKey(), saved)
      },
    }),
  )
  const pointOut = (errors: FormErrors) =>
    showFirstProblem(errors, autoSpendLabels, (field) => form.getInputNode(field))
  const limit = (field: 'per_call' | 'per_day' | 'per_campaign' | 'per_booking', description: string) => (
    <NumberInput
      label={autoSpendLabels[field]}
      description={description}
      placeholder="No limit"
      prefix="$"
      decimalScale={2}
      fixedDecimalScale
      thousandSeparator=","
      {...form.getInputProps(field)}
    />
  )
  const dirty = form.isDirty()
  return (
    <form onSubmit={form.onSubmit((fields) => save.mutate(autoSpendOf(fields)), pointOut)} noValidate>
      <UnsavedChanges dirty={dirty} of="the spending rules" />
      <Section title="What may be spent without asking">
        <Text size="sm" c="dimmed">
          {spendingRule(wallet.auto_spend)}
        </Text>
        <Switch
          label={autoSpendLabels.enabled}
          description="Off: each campaign asks in Approvals before it spends anything"
          {...form.getInputProps('enabled', { type: 'checkbox' })}
        />
        <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }}>
          {limit('per_call', 'Then the agent says goodbye')}
          {limit('per_day', 'Over all campaigns')}
          {limit('per_campaign', 'From its launch on')}
          {limit('per_booking', 'On average of a campaign')}
        </SimpleGrid>
        <TopUpFields form={form} />
        {save.error && <ProblemNotice error={save.error} />}
        {dirty && (
          <Group gap="sm">
            <Button type="submit" loading={save.isPending}>
              Save the rules
            </Button>
            <Button variant="subtle" color="gray" onClick={() => form.reset()}>
              Undo the changes
            </Button>
          </Group>
        )}
      </Section>
    </form>
  )
}

function TopUpFields({
  form,
}: {
  form: Pick<UseFormReturnType<AutoSpendFields>, 'getInputProps' | 'getValues'>
}) {
  const { api } = useBridge()
  const bundles = useQuery(api.wallet.bundles.queryOptions({ staleTime: 60_000, retry: false }))
  const items = bundles.data?.items ?? []
  const { tops_up, bundle_id } = form.getValues()
  const sold = items.map((bundle) => ({
    value: bundle.bundle_id,
    label: `${bundle.name}, ${formatCents(bundle.price_cents)}`,
  }))
  const gone =
    bundles.data !== undefined && bundle_id !== null && !items.some((each) => each.bundle_id === bundle_id)
  return (
    <Stack gap="sm">
      <Switch
        label={autoSpendLabels.tops_up}
        description={
          bundles.data?.items.length === 0 && !tops_up
            ? 'Needs a relay that sells bundles; none are for sale now'
            : 'At most once a day. Nothing is bought before you approve it'
        }
        disabled={items.length === 0 && !tops_up}
        {...form.getInputProps('tops_up', { type: 'checkbox' })}
      />
      {tops_up && (
        <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }}>
          <Select
            label={autoSpendLabels.bundle_id}
            description={gone ? 'The bundle of this rule is not for sale any more' : 'A bundle of the relay'}
            placeholder="Choose a bundle"
            data={sold}
            {...form.getInputProps('bundle_id')}
          />
          <NumberInput
            label={autoSpendLabels.below}
            description="Free for new calls"
            prefix="$"
            decimalScale={2}
            fixedDecimalScale
            thousandSeparator=","
            {...form.getInputProps('below')}
          />
        </SimpleGrid>
      )}
    </Stack>
  )
}
