import { Alert, Anchor, Group, SimpleGrid } from '@mantine/core'
import { IconAlertOctagon, IconPlayerPause, IconShieldCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { WalletView } from '../../src-preload/contract/account.ts'
import { useWaitingApprovals } from '../approvals/use-waiting-approvals.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { formatCents, plural } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Stat } from '../ui/stat.tsx'
import { AddFundsButton } from './add-funds-button.tsx'
import { AutoSpendForm } from './auto-spend-form.tsx'
import { BundleShop } from './bundle-shop.tsx'
import { MoneyFiguresSection } from './money-figures.tsx'
import { burnWords } from './outlook-words.ts'
import { EndLiveCallsButton, SpendingSwitch } from './spending-switch.tsx'
import { StatementDownload } from './statement-download.tsx'
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
            <AddFundsButton />
          </>
        )
      }
    >
      {wallet.error && <ProblemNotice error={wallet.error} retry={wallet.refetch} />}
      {wallet.data && <Notices wallet={wallet.data} />}
      <Figures wallet={wallet.data} />
      {wallet.data && <AutoSpendForm wallet={wallet.data} />}
      <BundleShop />
      <StatementDownload />
      <TransactionTable />
      <MoneyFiguresSection />
    </Page>
  )
}

/** What stands in the way of spending, or waits for a word. */
function Notices({ wallet }: { wallet: WalletView }) {
  const waiting = useWaitingApprovals().data?.items.length ?? 0
  return (
    <>
      {wallet.audit_failure && (
        <Alert
          color="red"
          icon={<IconAlertOctagon size={18} />}
          title="The books do not balance"
          role="alert"
        >
          Nothing is dialed until this is repaired. {wallet.audit_failure}
        </Alert>
      )}
      {wallet.paused && (
        <Alert
          color="copper"
          variant="light"
          icon={<IconPlayerPause size={18} />}
          title="All spending is paused"
        >
          <Group justify="space-between">
            No new call is dialed. Calls under way are finished.
            <EndLiveCallsButton />
          </Group>
        </Alert>
      )}
      {waiting > 0 && (
        <Alert color="copper" variant="light" icon={<IconShieldCheck size={18} />}>
          <Anchor component={Link} to="/approvals" size="sm" fw={600} c="inherit" underline="always">
            {plural(waiting, 'request waits', 'requests wait')} for your approval
          </Anchor>
        </Alert>
      )}
    </>
  )
}

function Figures({ wallet }: { wallet: WalletView | undefined }) {
  const loading = !wallet
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
      <Stat
        label="Available"
        value={formatCents(wallet?.available_cents ?? 0)}
        loading={loading}
        note="free for new calls"
      />
      <Stat
        label="Set aside"
        value={formatCents(wallet?.held_cents ?? 0)}
        loading={loading}
        note="for calls under way; what they do not use comes back"
      />
      <Stat
        label="Balance"
        value={formatCents(wallet?.balance_cents ?? 0)}
        loading={loading}
        note="both together"
      />
      <BurnRate />
    </SimpleGrid>
  )
}

function BurnRate() {
  const { api } = useBridge()
  const outlook = useQuery(api.wallet.outlook.queryOptions({ refetchInterval: 15_000 }))
  const { rate, note } = outlook.data ? burnWords(outlook.data) : { rate: '', note: '' }
  return <Stat label="At this rate, in an hour" value={rate} loading={!outlook.data} note={note} />
}
