import { Alert, Button, SimpleGrid, Text } from '@mantine/core'
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
import { BundleShop } from './bundle-shop.tsx'
import { spendingRule } from './spending-rule.ts'
import { TransactionTable } from './transaction-table.tsx'

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
          note="free for new calls"
        />
        <Stat
          label="Set aside"
          value={formatCents(wallet.data?.held_cents ?? 0)}
          loading={!wallet.data}
          note="for calls under way; what they do not use comes back"
        />
        <Stat
          label="Balance"
          value={formatCents(wallet.data?.balance_cents ?? 0)}
          loading={!wallet.data}
          note="both together"
        />
      </SimpleGrid>
      {wallet.data && (
        <Text size="sm" c="dimmed">
          {spendingRule(wallet.data.auto_spend)}
        </Text>
      )}
      <BundleShop />
      <ApprovalQueue />
      <TransactionTable />
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
