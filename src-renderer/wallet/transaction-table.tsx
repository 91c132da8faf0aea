import { ActionIcon, Anchor, Switch, Table, Text, VisuallyHidden } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import { Link } from 'react-router'
import type { PostingView } from '../../src-preload/contract/account.ts'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { formatCents, formatCode, formatWhen } from '../ui/format.ts'
import { LoadMore } from '../ui/load-more.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { TableScroller } from '../ui/table-scroller.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { type Transaction, transactionsOf } from './transactions.ts'

/** Every movement of money in plain words; the postings of the double-entry book are one click away. */
export function TransactionTable() {
  const { api } = useBridge()
  const [withSetAside, setWithSetAside] = useState(false)
  const postings = useInfiniteQuery(
    api.wallet.postings.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 200, cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.next_cursor ?? undefined,
    }),
  )
  const all = transactionsOf(postings.data?.pages.flatMap((page) => page.items) ?? [], postings.hasNextPage)
  const shown = withSetAside ? all : all.filter(({ changeCents }) => changeCents !== 0)
  return (
    <Section
      title="Money in and out"
      aside={
        all.length > 0 && (
          <Switch
            size="sm"
            label="Also what is set aside and given back"
            checked={withSetAside}
            onChange={(event) => setWithSetAside(event.currentTarget.checked)}
          />
        )
      }
    >
      {postings.error && <ProblemNotice error={postings.error} retry={postings.refetch} />}
      {postings.isPending && <WaitingRows />}
      {postings.data && shown.length === 0 && !postings.hasNextPage && (
        <Text size="sm" c="dimmed">
          {all.length === 0
            ? 'No money has moved yet. Add funds, and every movement is listed here.'
            : 'No money has come in or gone out yet; some is set aside for calls.'}
        </Text>
      )}
      {shown.length > 0 && <Transactions transactions={shown} />}
      <LoadMore
        hasMore={postings.hasNextPage}
        loading={postings.isFetchingNextPage}
        load={postings.fetchNextPage}
      />
    </Section>
  )
}

function Transactions({ transactions }: { transactions: Transaction[] }) {
  const [opened, setOpened] = useState<string>()
  const nameOf = useNamesOfCalls()
  return (
    <TableScroller label="Money in and out, scrollable" minWidth={560}>
      <Table aria-label="Money in and out" fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th w="100%">What</Table.Th>
            <Table.Th style={{ whiteSpace: 'nowrap' }}>Call with</Table.Th>
            <Table.Th ta="right">Amount</Table.Th>
            <Table.Th>
              <VisuallyHidden>Book entries</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {transactions.map((transaction) => (
            <Fragment key={transaction.transactionId}>
              <TransactionRow
                transaction={transaction}
                nameOf={nameOf}
                opened={opened === transaction.transactionId}
                onToggle={() =>
                  setOpened((now) =>
                    now === transaction.transactionId ? undefined : transaction.transactionId,
                  )
                }
              />
              {opened === transaction.transactionId && (
                <Table.Tr>
                  <Table.Td colSpan={5}>
                    <Postings postings={transaction.postings} />
                  </Table.Td>
                </Table.Tr>
              )}
            </Fragment>
          ))}
        </Table.Tbody>
      </Table>
    </TableScroller>
  )
}

/** Whom the latest calls were with: a posting knows only its call. */
function useNamesOfCalls(): (callId: string) => string {
  const { api } = useBridge()
  const calls = useQuery(api.calls.list.queryOptions({ input: { limit: 500 } }))
  const names = new Map<string, string>(calls.data?.items.map((call) => [call.call_id, call.lead_name]))
  return (callId) => names.get(callId) ?? 'Open the call'
}

interface TransactionRowProps {
  transaction: Transaction
  opened: boolean
  onToggle(): void
  nameOf(callId: string): string
}

function TransactionRow({ transaction, opened, onToggle, nameOf }: TransactionRowProps) {
  const timeZone = useTimeZone()
  const nowMs = useCoreNow(30_000)
  const { at, what, note, callId, changeCents, setAsideCents } = transaction
  const Chevron = opened ? IconChevronDown : IconChevronRight
  return (
    <Table.Tr>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{formatWhen(at, timeZone, nowMs)}</Table.Td>
      <Table.Td>
        {what}
        {note && (
          <Text span size="sm" c="dimmed">
            {' '}
            · {note}
          </Text>
        )}
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        {callId && (
          <Anchor component={Link} to={`/calls/${callId}`} size="sm">
            {nameOf(callId)}
          </Anchor>
        )}
      </Table.Td>
      <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }} fw={changeCents > 0 ? 600 : 400}>
        {changeCents === 0 ? (
          <Text span size="sm" c="dimmed">
            {formatCents(Math.abs(setAsideCents))}
          </Text>
        ) : (
          `${changeCents > 0 ? '+' : ''}${formatCents(changeCents)}`
        )}
      </Table.Td>
      <Table.Td>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Book entries of ${what}`}
          aria-expanded={opened}
          onClick={onToggle}
        >
          <Chevron size={16} />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  )
}

/** The entries of one transaction, as a bookkeeper reads them; they sum to zero. */
function Postings({ postings }: { postings: PostingView[] }) {
  return (
    <Table aria-label="Book entries" fz="xs" maw={520} ml="auto" withRowBorders={false} verticalSpacing={3}>
      <Table.Tbody>
        {postings.map((posting) => (
          <Table.Tr key={posting.posting_id}>
            <Table.Td>{formatCode(posting.account)}</Table.Td>
            <Table.Td c="dimmed">{posting.reason}</Table.Td>
            <Table.Td ta="right">
              {posting.amount_cents > 0 ? '+' : ''}
              {formatCents(posting.amount_cents)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
