import { Button, Group, NumberInput, Stack, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { amountProblem } from '../approvals/approval-words.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { CancelButton, FormDialog } from '../ui/form-dialog.tsx'
import { formatCents } from '../ui/format.ts'
import { ProblemNotice, tellSuccess } from '../ui/problem-notice.tsx'
import { UnsavedChanges } from '../ui/unsaved-changes.tsx'
import { useDeed } from '../ui/use-deed.ts'

const FIRST_DOLLARS = 50
const FIRST_REASON = 'Paid by bank transfer'

export function AddFundsButton() {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button leftSection={<IconPlus size={17} />} onClick={open}>
        Add funds
      </Button>
      <FormDialog opened={opened} onClose={close} title="Add funds" centered>
        <FundsForm onDone={close} />
      </FormDialog>
    </>
  )
}

function FundsForm({ onDone }: { onDone(): void }) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const [dollars, setDollars] = useState<number | string>(FIRST_DOLLARS)
  const [reason, setReason] = useState(FIRST_REASON)
  const cents = Math.round(Number(dollars) * 100)
  const problem = amountProblem(dollars)
  const credit = useDeed(
    api.wallet.credit.mutationOptions({
      onSuccess: () => {
        tellSuccess(`${formatCents(cents)} added.`)
        void queryClient.invalidateQueries({ queryKey: api.wallet.key() })
        onDone()
      },
    }),
  )
  return (
    <Stack>
      <UnsavedChanges dirty={dollars !== FIRST_DOLLARS || reason !== FIRST_REASON} of="these funds" />
      <NumberInput
        label="Amount"
        prefix="$"
        min={0.01}
        max={100_000}
        error={problem}
        decimalScale={2}
        thousandSeparator=","
        data-autofocus
        value={dollars}
        onChange={setDollars}
      />
      <TextInput
        label="What it is for"
        description="Kept with the amount, for your bookkeeper"
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {credit.error && <ProblemNotice error={credit.error} />}
      <Group justify="flex-end">
        <CancelButton>Cancel</CancelButton>
        <Button
          loading={credit.isPending}
          disabled={problem !== null || reason.trim() === ''}
          onClick={() => credit.mutate({ amount_cents: cents, reason: reason.trim() })}
        >
          Add {problem === null ? formatCents(cents) : ''}
        </Button>
      </Group>
    </Stack>
  )
}
