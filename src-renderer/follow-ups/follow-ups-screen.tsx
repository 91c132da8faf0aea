import { Anchor, Badge, Button, Stack, Table, Text } from '@mantine/core'
import { IconMail, IconMessage, IconPhone, IconReload } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { FollowUpView } from '../../src-preload/contract/account.ts'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { formatWhen } from '../ui/format.ts'
import { LoadMore } from '../ui/load-more.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { TableFrame } from '../ui/table-frame.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'

const channels = {
  call: { label: 'Call', icon: IconPhone },
  sms: { label: 'Text', icon: IconMessage },
  email: { label: 'Email', icon: IconMail },
} as const

const statuses = {
  due: { label: 'Due now', color: 'copper' },
  waiting: { label: 'Waiting', color: 'patina' },
  done: { label: 'Done', color: 'gray' },
  skipped: { label: 'Skipped', color: 'gray' },
  canceled: { label: 'Canceled', color: 'gray' },
} as const

export function FollowUpsScreen() {
  const { api } = useBridge()
  const followUps = useInfiniteQuery(
    api.followUps.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 100, cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.next_cursor ?? undefined,
    }),
  )
  const rows = followUps.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page title="Follow-ups" about="What was promised, when it is due, and why">
      {followUps.error && <ProblemNotice error={followUps.error} retry={followUps.refetch} />}
      {followUps.isPending && <WaitingRows />}
      {followUps.data && rows.length === 0 && (
        <EmptyState
          icon={IconReload}
          title="Nothing to follow up"
          action={
            <Button component={Link} to="/calls" variant="default">
              Look at the calls
            </Button>
          }
        >
          Promises made in a call, such as “call me on Friday”, appear here by themselves. You can also plan
          one from any call.
        </EmptyState>
      )}
      {rows.length > 0 && <FollowUpTable followUps={rows} />}
      <LoadMore
        hasMore={followUps.hasNextPage}
        loading={followUps.isFetchingNextPage}
        load={followUps.fetchNextPage}
      />
    </Page>
  )
}

function FollowUpTable({ followUps }: { followUps: FollowUpView[] }) {
  const timeZone = useTimeZone()
  const nowMs = useCoreNow(30_000)
  return (
    <TableFrame>
      <Table aria-label="Follow-ups" verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th>Homeowner</Table.Th>
            <Table.Th>How</Table.Th>
            <Table.Th w="100%">Why</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>From</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {followUps.map((followUp) => {
            const { label, icon: Icon } = channels[followUp.channel]
            const status = statuses[followUp.status]
            return (
              <Table.Tr key={followUp.follow_up_id}>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>
                  {formatWhen(followUp.due_at, timeZone, nowMs)}
                </Table.Td>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>
                  <Anchor component={Link} to={`/leads/${followUp.lead_id}`} size="sm" fw={600} c="inherit">
                    {followUp.lead_name}
                  </Anchor>
                </Table.Td>
                <Table.Td>
                  <Text size="sm" style={{ display: 'flex', gap: 6, alignItems: 'center' }}>
                    <Icon size={15} aria-hidden /> {label}
                  </Text>
                </Table.Td>
                <Table.Td>{followUp.reason}</Table.Td>
                <Table.Td>
                  <Badge variant="light" color={status.color} tt="none" miw="max-content">
                    {status.label}
                  </Badge>
                </Table.Td>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>
                  <Stack gap={0}>
                    {followUp.call_id ? (
                      <Anchor component={Link} to={`/calls/${followUp.call_id}`} size="sm">
                        The call
                      </Anchor>
                    ) : (
                      <Text size="sm" c="dimmed">
                        Planned by hand
                      </Text>
                    )}
                  </Stack>
                </Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </TableFrame>
  )
}
