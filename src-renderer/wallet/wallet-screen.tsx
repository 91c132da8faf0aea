import { Alert, Button, Group, SimpleGrid, Text } from '@mantine/core'
import { IconAlertOctagon, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { WalletView } from '../../src-preload/contract/account.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { formatCents } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { ProblemNotice, tellProblem } from '../ui/problem-notice.tsx'
import { Stat } from '../ui/stat.tsx'
import { AddCreditButton } from './add-credit-button.tsx'
import { ApprovalQueue } from './approval-queue.tsx'
import { PostingTable } from './posting-table.tsx'

export function WalletScreen() {
  const { api } = useBridge()
  const wallet = useQuery(api.wallet.get.queryOptions())
  return (
    <Page
      title="Wallet"
      about="What calls may spend, and every cent that moved"
      actions={
        wallet.data && (
          <>
            <SpendingSwitch wallet={wallet.data} />
            <AddCreditButton />
          </>
        )
      }
    >
      {wallet.error && <ProblemNotice error={wallet.error} retry={wallet.refetch} />}
      {wallet.data?.audit_failure && (
        <Alert
          color="red"
          icon={<IconAlertOctagon size={18} />}
          title="The books do not balance"
          role="alert"
        >
          Nothing is dialed until this is repaired. {wallet.data.audit_failure}
        </Alert>
      )}
      {wallet.data?.paused && (
        <Alert
          color="copper"
          variant="light"
          icon={<IconPlayerPause size={18} />}
          title="All spending is paused"
        >
          No new call is dialed. Calls under way are finished.
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <Stat
          label="Available"
          value={formatCents(wallet.data?.available_cents ?? 0)}
          loading={!wallet.data}
          note="for new calls"
        />
        <Stat
          label="Held"
          value={formatCents(wallet.data?.held_cents ?? 0)}
          loading={!wallet.data}
          note="set aside for calls under way"
        />
        <Stat
          label="Balance"
          value={formatCents(wallet.data?.balance_cents ?? 0)}
          loading={!wallet.data}
          note={wallet.data && limitsOf(wallet.data)}
        />
      </SimpleGrid>
      <ApprovalQueue />
      <PostingTable />
    </Page>
  )
}

function SpendingSwitch({ wallet }: { wallet: WalletView }) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const after = {
    onSuccess: (next: WalletView) => queryClient.setQueryData(api.wallet.get.queryKey(), next),
    onError: tellProblem,
  }
  const pause = useMutation(api.wallet.pause.mutationOptions(after))
  const resume = useMutation(api.wallet.resume.mutationOptions(after))
  if (wallet.paused)
    return (
      <Button
        variant="default"
        leftSection={<IconPlayerPlay size={16} />}
        loading={resume.isPending}
        onClick={() => resume.mutate(undefined)}
      >
        Resume spending
      </Button>
    )
  return (
    <ConfirmButton
      variant="default"
      leftSection={<IconPlayerPause size={16} />}
      loading={pause.isPending}
      question="Pause all spending?"
      consequence="No campaign dials another number until you resume. Calls under way are finished."
      confirmLabel="Pause all spending"
      onConfirm={() => pause.mutate(undefined)}
    >
      Pause all spending
    </ConfirmButton>
  )
}

function limitsOf({ auto_spend }: WalletView): React.ReactNode {
  const limits = [
    auto_spend.per_call_cents !== null && `${formatCents(auto_spend.per_call_cents)} per call`,
    auto_spend.per_day_cents !== null && `${formatCents(auto_spend.per_day_cents)} per day`,
  ].filter(Boolean)
  return (
    <Group gap={4}>
      <Text size="xs" c="dimmed">
        {auto_spend.enabled
          ? `spent without asking${limits.length > 0 ? ` up to ${limits.join(', ')}` : ''}`
          : 'every spending asks first'}
      </Text>
    </Group>
  )
}
