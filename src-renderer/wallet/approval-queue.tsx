import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ApprovalView } from '../../src-preload/contract/account.ts'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { formatCents, formatCode, formatWhen } from '../ui/format.ts'
import { ProblemNotice, tellProblem } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'

/** Spendings that wait for a person, then those already decided. */
export function ApprovalQueue() {
  const { api } = useBridge()
  const approvals = useQuery(api.approvals.list.queryOptions({ input: { limit: 50 } }))
  const items = approvals.data?.items ?? []
  const waiting = items.filter((approval) => approval.status === 'waiting')
  const decided = items.filter((approval) => approval.status !== 'waiting').slice(0, 5)
  return (
    <Section title={waiting.length > 0 ? `Approvals (${waiting.length} waiting)` : 'Approvals'}>
      {approvals.error && <ProblemNotice error={approvals.error} retry={approvals.refetch} />}
      {approvals.isPending && <WaitingRows rows={2} />}
      {approvals.data && items.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing waits for you. Spendings above your limits ask here first.
        </Text>
      )}
      <Stack gap="md">
        {[...waiting, ...decided].map((approval) => (
          <Approval key={approval.approval_id} approval={approval} />
        ))}
      </Stack>
    </Section>
  )
}

function Approval({ approval }: { approval: ApprovalView }) {
  const { api } = useBridge()
  const timeZone = useTimeZone()
  const nowMs = useCoreNow(30_000)
  const queryClient = useQueryClient()
  const decide = useMutation(
    api.approvals.decide.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: api.approvals.key() }),
      onError: tellProblem,
    }),
  )
  const { approval_id, status } = approval
  return (
    <Group justify="space-between" wrap="nowrap">
      <div>
        <Text size="sm" fw={550}>
          {approval.summary}
        </Text>
        <Text size="xs" c="dimmed">
          {formatCode(approval.kind)}, asked {formatWhen(approval.requested_at, timeZone, nowMs)}
          {status === 'waiting' && `, open until ${formatWhen(approval.expires_at, timeZone, nowMs)}`}
        </Text>
      </div>
      <Group wrap="nowrap">
        <Text fw={650} className="figures">
          {formatCents(approval.amount_cents)}
        </Text>
        {status === 'waiting' ? (
          <>
            <Button
              size="xs"
              variant="default"
              disabled={decide.isPending}
              onClick={() => decide.mutate({ approval_id, decision: 'decline' })}
            >
              Decline
            </Button>
            <Button
              size="xs"
              loading={decide.isPending}
              onClick={() => decide.mutate({ approval_id, decision: 'approve' })}
            >
              Approve
            </Button>
          </>
        ) : (
          <Badge variant="light" color={status === 'declined' ? 'red' : 'gray'} tt="none">
            {formatCode(status)}
          </Badge>
        )}
      </Group>
    </Group>
  )
}
