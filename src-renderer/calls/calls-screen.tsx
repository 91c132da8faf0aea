import { Button, Group, Select, Table, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconHistory, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { CallOutcome, CallStatus, type CallView, Interest } from '../../src-preload/contract/calls.ts'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { formatCents, formatCode, formatDuration, formatPhone, unbroken } from '../ui/format.ts'
import { LoadMore } from '../ui/load-more.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { TableFrame } from '../ui/table-frame.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { outcomeName, statusLabels, whenCalled } from './call-words.ts'
import { InterestBadge, OutcomeBadge } from './outcome-badge.tsx'

interface CallFilter {
  q: string
  status: CallStatus | null
  outcome: CallOutcome | null
  interest: Interest | null
}

const everything: CallFilter = { q: '', status: null, outcome: null, interest: null }

export function CallsScreen() {
  const { api } = useBridge()
  const [filter, setFilter] = useState(everything)
  const [settled] = useDebouncedValue(filter, 200)
  const calls = useInfiniteQuery(
    api.calls.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        q: settled.q.trim() || undefined,
        status: settled.status ?? undefined,
        outcome: settled.outcome ?? undefined,
        interest: settled.interest ?? undefined,
        limit: 50,
        cursor,
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.next_cursor ?? undefined,
      placeholderData: (previous) => previous,
    }),
  )
  const rows = calls.data?.pages.flatMap((page) => page.items) ?? []
  const filtered = settled !== everything && JSON.stringify(settled) !== JSON.stringify(everything)
  return (
    <Page title="Calls" about="Every call with its recording, words and outcome">
      <CallFilterBar filter={filter} onChange={setFilter} />
      {calls.error && <ProblemNotice error={calls.error} retry={calls.refetch} />}
      {calls.isPending && <WaitingRows />}
      {calls.data && rows.length === 0 && (
        <EmptyState
          icon={IconHistory}
          title={filtered ? 'No call matches' : 'No calls yet'}
          action={
            filtered ? (
              <Button variant="default" onClick={() => setFilter(everything)}>
                Show all calls
              </Button>
            ) : (
              <Button component={Link} to="/campaigns/new">
                Start a campaign
              </Button>
            )
          }
        >
          {filtered
            ? 'Search looks through names, numbers, summaries and every spoken word.'
            : 'Launch a campaign, and each call is kept here: audio, words, outcome and cost.'}
        </EmptyState>
      )}
      {rows.length > 0 && <CallTable calls={rows} />}
      <LoadMore hasMore={calls.hasNextPage} loading={calls.isFetchingNextPage} load={calls.fetchNextPage} />
    </Page>
  )
}

function CallFilterBar({ filter, onChange }: { filter: CallFilter; onChange(filter: CallFilter): void }) {
  return (
    <Group gap="sm">
      <TextInput
        aria-label="Search calls"
        placeholder="Name, number or spoken words"
        leftSection={<IconSearch size={16} aria-hidden />}
        flex={1}
        maw={320}
        miw={180}
        value={filter.q}
        onChange={(event) => onChange({ ...filter, q: event.currentTarget.value })}
      />
      <CodeSelect
        of="status"
        codes={CallStatus.options}
        nameOf={(status) => statusLabels[status]}
        value={filter.status}
        onChange={(status) => onChange({ ...filter, status })}
      />
      <CodeSelect
        of="outcome"
        codes={CallOutcome.options}
        nameOf={outcomeName}
        value={filter.outcome}
        onChange={(outcome) => onChange({ ...filter, outcome })}
      />
      <CodeSelect
        of="interest"
        codes={Interest.options}
        nameOf={formatCode}
        value={filter.interest}
        onChange={(interest) => onChange({ ...filter, interest })}
      />
    </Group>
  )
}

interface CodeSelectProps<Code extends string> {
  of: string
  codes: readonly Code[]
  nameOf: (code: NoInfer<Code>) => string
  value: Code | null
  onChange(code: Code | null): void
}

function CodeSelect<Code extends string>({ of, codes, nameOf, value, onChange }: CodeSelectProps<Code>) {
  return (
    <Select
      aria-label={formatCode(of)}
      placeholder={`Any ${of}`}
      clearable
      w={150}
      data={codes.map((code) => ({ value: code as string, label: nameOf(code) }))}
      value={value}
      onChange={(chosen) => onChange(codes.find((code) => code === chosen) ?? null)}
    />
  )
}

function CallTable({ calls }: { calls: CallView[] }) {
  const timeZone = useTimeZone()
  const nowMs = useCoreNow(30_000)
  return (
    <TableFrame label="Calls, scrollable">
      <Table aria-label="Calls" highlightOnHover verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Homeowner</Table.Th>
            <Table.Th>When</Table.Th>
            <Table.Th>Outcome</Table.Th>
            <Table.Th>Summary</Table.Th>
            <Table.Th ta="right">Length, cost</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {calls.map((call) => (
            <Table.Tr key={call.call_id} pos="relative">
              <Table.Td style={{ whiteSpace: 'nowrap' }}>
                <RowLink to={`/calls/${call.call_id}`}>{call.lead_name}</RowLink>
                <Text size="xs" c="dimmed">
                  {formatPhone(call.phone)}
                </Text>
              </Table.Td>
              <Table.Td miw={90}>{unbroken(whenCalled(call, timeZone, nowMs))}</Table.Td>
              <Table.Td>
                <Group gap={6}>
                  <OutcomeBadge call={call} />
                  <InterestBadge interest={call.interest} />
                </Group>
              </Table.Td>
              <Table.Td maw={380}>
                <Text size="sm" lineClamp={2}>
                  {call.summary ?? call.end_reason ?? ''}
                </Text>
              </Table.Td>
              <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }}>
                {call.duration_seconds === null ? '–' : formatDuration(call.duration_seconds)}
                {call.started_at && (
                  <Text size="xs" c="dimmed">
                    {formatCents(call.cost_cents)}
                  </Text>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </TableFrame>
  )
}
