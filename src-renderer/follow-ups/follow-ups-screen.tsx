import { Alert, Button, SegmentedControl, Stack, Tabs, Text } from '@mantine/core'
import { IconMailOff, IconMessageOff, IconReload } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { useBridge } from '../bridge/use-bridge.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { LoadMore } from '../ui/load-more.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { FollowUpTable } from './follow-up-table.tsx'
import { SequenceList } from './sequence-list.tsx'

export function FollowUpsScreen() {
  const [show, setShow] = useState<'open' | 'past'>('open')
  return (
    <Page
      title="Follow-ups"
      about="What is due, when and why. Calls and texts go out by themselves within the permitted hours."
    >
      <Tabs defaultValue="list" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="list">What is due</Tabs.Tab>
          <Tabs.Tab value="sequences">Sequences</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="list">
          <Stack>
            <TextingNotice />
            <MailingNotice />
            <SegmentedControl
              aria-label="Which follow-ups"
              style={{ alignSelf: 'flex-start' }}
              value={show}
              onChange={(value) => setShow(value as 'open' | 'past')}
              data={[
                { value: 'open', label: 'To come' },
                { value: 'past', label: 'Past' },
              ]}
            />
            <FollowUpList show={show} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="sequences">
          <SequenceList />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

/** Who sends e-mails, where somebody may wonder. */
function MailingNotice() {
  const { api } = useBridge()
  const { data: mailing } = useQuery(api.followUps.mailing.queryOptions())
  if (mailing?.blocked_because)
    return (
      <Alert color="copper" variant="light" icon={<IconMailOff size={18} />} title="E-mails are not sent yet">
        {mailing.blocked_because}
      </Alert>
    )
  if (mailing?.sent_by !== 'ridgeline') return null
  return (
    <Text size="sm" c="dimmed">
      E-mails are sent from {mailing.from} through {mailing.server}.
    </Text>
  )
}

function FollowUpList({ show }: { show: 'open' | 'past' }) {
  const { api } = useBridge()
  const followUps = useInfiniteQuery(
    api.followUps.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 100, cursor, show }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.next_cursor ?? undefined,
    }),
  )
  const rows = followUps.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      {followUps.error && <ProblemNotice error={followUps.error} retry={followUps.refetch} />}
      {followUps.isPending && <WaitingRows />}
      {followUps.data && rows.length === 0 && (show === 'open' ? <NothingDue /> : <NothingPast />)}
      {rows.length > 0 && <FollowUpTable followUps={rows} />}
      <LoadMore
        hasMore={followUps.hasNextPage}
        loading={followUps.isFetchingNextPage}
        load={followUps.fetchNextPage}
      />
    </>
  )
}

function NothingDue() {
  return (
    <EmptyState
      icon={IconReload}
      title="Nothing to follow up"
      action={
        <Button component={Link} to="/calls" variant="default">
          Look at the calls
        </Button>
      }
    >
      When nobody answers, somebody asks to be called back, or an inspection is booked, the next step appears
      here by itself. You can also plan one from any call. What happens when is set under “Sequences”.
    </EmptyState>
  )
}

function NothingPast() {
  return (
    <EmptyState icon={IconReload} title="Nothing was followed up yet">
      Steps that were done, skipped or stopped are kept here, each with what became of it.
    </EmptyState>
  )
}

/** Why no text leaves, for as long as that is so. */
function TextingNotice() {
  const { api } = useBridge()
  const queries = useQueryClient()
  const texting = useQuery(api.followUps.texting.queryOptions())
  const check = useMutation(
    api.followUps.checkTexting.mutationOptions({
      onSuccess: (state) => queries.setQueryData(api.followUps.texting.queryKey(), state),
    }),
  )
  if (!texting.data?.blocked_because) return null
  return (
    <Alert color="copper" variant="light" icon={<IconMessageOff size={18} />} title="Texts are not sent yet">
      <Stack gap="xs" align="flex-start">
        {texting.data.blocked_because}
        <Button size="xs" variant="default" loading={check.isPending} onClick={() => check.mutate({})}>
          Ask the carrier again
        </Button>
        {check.error && <ProblemNotice error={check.error} />}
      </Stack>
    </Alert>
  )
}
