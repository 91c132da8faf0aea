import { Badge, Table, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ApprovalView } from '../../src-preload/contract/account.ts'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { formatCents, formatWhen } from '../ui/format.ts'
import { LoadMore } from '../ui/load-more.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { TableScroller } from '../ui/table-scroller.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { approvalTitle, decisionWords } from './approval-words.ts'

/** Who decided what and when; kept for good. */
export function DecidedApprovals() {
  const { api } = useBridge()
  const decided = useInfiniteQuery(
    api.approvals.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ status: 'decided' as const, limit: 50, cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.next_cursor ?? undefined,
    }),
  )
  const rows = decided.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Section title="Decided before">
      {decided.error && <ProblemNotice error={decided.error} retry={decided.refetch} />}
      {decided.isPending && <WaitingRows rows={2} />}
      {decided.data && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing has been decided yet. Every decision is kept here, with who made it and when.
        </Text>
      )}
      {rows.length > 0 && <DecidedTable rows={rows} />}
      <LoadMore
        hasMore={decided.hasNextPage}
        loading={decided.isFetchingNextPage}
        load={decided.fetchNextPage}
      />
    </Section>
  )
}

function DecidedTable({ rows }: { rows: ApprovalView[] }) {
  const timeZone = useTimeZone()
  const nowMs = useCoreNow(30_000)
  return (
    <TableScroller label="Decisions, scrollable" minWidth={640}>
      <Table aria-label="Decided before" fz="sm" verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="100%" miw={260}>
              What
            </Table.Th>
            <Table.Th ta="right" style={{ whiteSpace: 'nowrap' }}>
              Asked for
            </Table.Th>
            <Table.Th ta="right">Allowed</Table.Th>
            <Table.Th>Decision</Table.Th>
            <Table.Th>By</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((approval) => {
            const { words, color } = decisionWords(approval)
            const { approved_cents, decided_at, decided_by, decision_note } = approval
            return (
              <Table.Tr key={approval.approval_id}>
                <Table.Td>
                  <Text size="sm" fw={550}>
                    {approvalTitle(approval)}
                  </Text>
                  <Text size="xs" c="dimmed">
                    Asked {formatWhen(approval.requested_at, timeZone, nowMs)}. {approval.summary}
                  </Text>
                  {decision_note && <Text size="xs">{decision_note}</Text>}
                </Table.Td>
                <Table.Td ta="right">{formatCents(approval.amount_cents)}</Table.Td>
                <Table.Td ta="right">{approved_cents === null ? '–' : formatCents(approved_cents)}</Table.Td>
                <Table.Td>
                  <Badge variant="light" color={color} tt="none" miw="max-content">
                    {words}
                  </Badge>
                </Table.Td>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>
                  {decided_by ?? '–'}
                  {decided_at && (
                    <Text size="xs" c="dimmed">
                      {formatWhen(decided_at, timeZone, nowMs)}
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </TableScroller>
  )
}
