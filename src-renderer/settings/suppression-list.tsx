import { Anchor, Button, Group, Stack, Table, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconBan, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import type { SuppressionView } from '../../src-preload/contract/account.ts'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { formatCode, formatPhone, formatWhen } from '../ui/format.ts'
import { LoadMore } from '../ui/load-more.tsx'
import { ProblemNotice, tellSuccess } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { UnsavedChanges } from '../ui/unsaved-changes.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'

export function SuppressionList() {
  return (
    <Stack gap="lg">
      <AddSuppression />
      <Suppressions />
    </Stack>
  )
}

function AddSuppression() {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const [phone, setPhone] = useState('')
  const [reason, setReason] = useState('Asked not to be called')
  const suppress = useMutation(
    api.compliance.suppress.mutationOptions({
      onSuccess: (added) => {
        setPhone('')
        tellSuccess(`${formatPhone(added.phone)} will not be called.`)
        void queryClient.invalidateQueries({ queryKey: api.compliance.key() })
        void queryClient.resetQueries({ queryKey: api.leads.key() })
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    suppress.mutate({ phone: phone.trim(), reason: reason.trim() })
  }
  return (
    <Section title="Never call a number">
      <form onSubmit={submit}>
        <UnsavedChanges dirty={phone !== ''} of="the number that is never called" />
        <Group align="flex-end">
          <TextInput
            label="Phone number"
            placeholder="(512) 555-0100"
            value={phone}
            onChange={(event) => setPhone(event.currentTarget.value)}
          />
          <TextInput
            label="Why"
            w={300}
            maxLength={300}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button
            type="submit"
            leftSection={<IconBan size={16} />}
            loading={suppress.isPending}
            disabled={phone.trim().length < 3 || reason.trim() === ''}
          >
            Add
          </Button>
        </Group>
      </form>
      <Text size="sm" c="dimmed">
        It takes effect at once, also for calls in line. Longer lists: import them on the Leads screen.
      </Text>
      {suppress.error && <ProblemNotice error={suppress.error} />}
    </Section>
  )
}

function Suppressions() {
  const { api } = useBridge()
  const [q, setQ] = useState('')
  const [settledQ] = useDebouncedValue(q, 200)
  const list = useInfiniteQuery(
    api.compliance.suppressions.infiniteOptions({
      input: (cursor: string | undefined) => ({ q: settledQ.trim() || undefined, limit: 100, cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.next_cursor ?? undefined,
      placeholderData: (previous) => previous,
    }),
  )
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Section
      title="Numbers that are never called"
      aside={
        <TextInput
          aria-label="Search numbers"
          placeholder="Search"
          leftSection={<IconSearch size={15} aria-hidden />}
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
        />
      }
    >
      {list.error && <ProblemNotice error={list.error} retry={list.refetch} />}
      {list.isPending && <WaitingRows />}
      {list.data && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {settledQ
            ? 'No number matches.'
            : 'None yet. Whoever asks the agent not to call again is added by itself.'}
        </Text>
      )}
      {rows.length > 0 && <SuppressionTable rows={rows} />}
      <LoadMore hasMore={list.hasNextPage} loading={list.isFetchingNextPage} load={list.fetchNextPage} />
    </Section>
  )
}

function SuppressionTable({ rows }: { rows: readonly SuppressionView[] }) {
  const timeZone = useTimeZone()
  const nowMs = useCoreNow(60_000)
  return (
    <Table aria-label="Numbers that are never called" fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Number</Table.Th>
          <Table.Th>Why</Table.Th>
          <Table.Th>From</Table.Th>
          <Table.Th>Since</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.suppression_id}>
            <Table.Td style={{ whiteSpace: 'nowrap' }}>{formatPhone(row.phone)}</Table.Td>
            <Table.Td>{row.reason}</Table.Td>
            <Table.Td>
              <Source row={row} />
            </Table.Td>
            <Table.Td style={{ whiteSpace: 'nowrap' }}>{formatWhen(row.at, timeZone, nowMs)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

/** Who it is, where the number belongs to a lead, and how it came onto the list. */
function Source({ row: { source, call_id, lead_id, lead_name } }: { row: SuppressionView }) {
  return (
    <>
      {lead_id && (
        <Anchor component={Link} to={`/leads/${lead_id}`} size="sm" fw={600} c="inherit">
          {lead_name ?? 'The lead'}
        </Anchor>
      )}
      {lead_id && ', '}
      {call_id ? (
        <Anchor component={Link} to={`/calls/${call_id}`} size="sm">
          {lead_id ? 'in a call' : 'In a call'}
        </Anchor>
      ) : (
        sourceWords(source, lead_id !== null)
      )}
    </>
  )
}

/** A text is known by an id that tells a person nothing. */
function sourceWords(source: string, afterName: boolean): string {
  const words = source.startsWith('text ') ? 'In a text' : formatCode(source)
  return afterName ? words.charAt(0).toLowerCase() + words.slice(1) : words
}
