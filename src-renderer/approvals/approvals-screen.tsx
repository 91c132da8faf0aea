import { Stack, TextInput } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconShieldCheck } from '@tabler/icons-react'
import { EmptyState } from '../ui/empty-state.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { DecidedApprovals } from './decided-approvals.tsx'
import { useWaitingApprovals } from './use-waiting-approvals.ts'
import { WaitingApproval } from './waiting-approval.tsx'

const NOBODY_NAMED = 'Owner'

/** Spendings that wait for a person's word, then those already decided. */
export function ApprovalsScreen() {
  const waiting = useWaitingApprovals()
  const [name, setName] = useLocalStorage({ key: 'ridgeline-decides-as', defaultValue: NOBODY_NAMED })
  const items = waiting.data?.items ?? []
  return (
    <Page
      title="Approvals"
      about="What is only spent once you say so; each yes counts once"
      actions={
        items.length > 0 && (
          <TextInput
            label="You decide as"
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )
      }
    >
      {waiting.error && <ProblemNotice error={waiting.error} retry={waiting.refetch} />}
      {waiting.isPending && <WaitingRows rows={2} />}
      {waiting.data && items.length === 0 && (
        <EmptyState icon={IconShieldCheck} title="Nothing waits for you">
          When a call would pass one of the limits in your wallet, its campaign pauses and asks here. So does
          a top-up, before it buys.
        </EmptyState>
      )}
      <Stack gap="md">
        {items.map((approval) => (
          <WaitingApproval
            key={approval.approval_id}
            approval={approval}
            decidedBy={name.trim() || NOBODY_NAMED}
          />
        ))}
      </Stack>
      <DecidedApprovals />
    </Page>
  )
}
