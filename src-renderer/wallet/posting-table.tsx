import { Anchor, Table, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { formatCents, formatCode, formatWhen } from '../ui/format.ts'
import { LoadMore } from '../ui/load-more.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'

/** Every posting of the double-entry book; those of one transaction sum to zero. */
export function PostingTable() {
  const { api } = useBridge()
  const timeZone = useTimeZone()
  const nowMs = useCoreNow(30_000)
  const postings = useInfiniteQuery(
    api.wallet.postings.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.next_cursor ?? undefined,
    }),
  )
  const rows = postings.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Section title="Postings">
      {postings.error && <ProblemNotice error={postings.error} retry={postings.refetch} />}
      {postings.isPending && <WaitingRows />}
      {postings.data && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          No money has moved yet. Add credit, and every movement is listed here.
        </Text>
      )}
      {rows.length > 0 && (
        <Table.ScrollContainer minWidth={640} type="native">
          <Table aria-label="Postings" fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>When</Table.Th>
                <Table.Th>Account</Table.Th>
                <Table.Th>Reason</Table.Th>
                <Table.Th>Call</Table.Th>
                <Table.Th ta="right">Amount</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((posting) => (
                <Table.Tr key={posting.posting_id}>
                  <Table.Td style={{ whiteSpace: 'nowrap' }}>
                    {formatWhen(posting.at, timeZone, nowMs)}
                  </Table.Td>
                  <Table.Td>{formatCode(posting.account)}</Table.Td>
                  <Table.Td>{posting.reason}</Table.Td>
                  <Table.Td>
                    {posting.call_id && (
                      <Anchor component={Link} to={`/calls/${posting.call_id}`} size="sm">
                        Open
                      </Anchor>
                    )}
                  </Table.Td>
                  <Table.Td ta="right" fw={posting.amount_cents > 0 ? 600 : 400}>
                    {posting.amount_cents > 0 ? '+' : ''}
                    {formatCents(posting.amount_cents)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <LoadMore
        hasMore={postings.hasNextPage}
        loading={postings.isFetchingNextPage}
        load={postings.fetchNextPage}
      />
    </Section>
  )
}
