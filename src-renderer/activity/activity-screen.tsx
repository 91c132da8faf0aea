import { Anchor, Button, Stack, Text, Title } from '@mantine/core'
import { IconActivity } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { ActivityEvent } from '../../src-preload/contract/account.ts'
import { useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { dayIn, formatDayLong, formatTime } from '../ui/format.ts'
import { LoadMore } from '../ui/load-more.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { activityIcons } from './activity-icons.ts'
import classes from './activity-screen.module.css'
import { RestartNoticeBanner } from './restart-notice-banner.tsx'

export function ActivityScreen() {
  const { api } = useBridge()
  const activity = useInfiniteQuery(
    api.activity.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 100, cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.next_cursor ?? undefined,
    }),
  )
  const events = activity.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page title="Activity" about="Everything that happened, newest first. New events appear by themselves.">
      <RestartNoticeBanner />
      {activity.error && <ProblemNotice error={activity.error} retry={activity.refetch} />}
      {activity.isPending && <WaitingRows rows={8} height={36} />}
      {activity.data && events.length === 0 && (
        <EmptyState
          icon={IconActivity}
          title="Nothing has happened yet"
          action={
            <Button component={Link} to="/leads">
              Import leads
            </Button>
          }
        >
          Imports, launches, calls, bookings and payments are noted here as they happen.
        </EmptyState>
      )}
      {events.length > 0 && <ActivityFeed events={events} />}
      <LoadMore
        hasMore={activity.hasNextPage}
        loading={activity.isFetchingNextPage}
        load={activity.fetchNextPage}
      />
    </Page>
  )
}

function ActivityFeed({ events }: { events: ActivityEvent[] }) {
  const timeZone = useTimeZone()
  const days = Map.groupBy(events, (event) => dayIn(timeZone, Date.parse(event.at)))
  return (
    <Stack gap="xl" aria-live="polite">
      {[...days].map(([day, ofDay]) => (
        <Stack key={day} gap="xs" component="section" aria-label={formatDayLong(day)}>
          <Title order={2} size="h5">
            {formatDayLong(day)}
          </Title>
          <ol className={classes.feed}>
            {ofDay.map((event) => (
              <ActivityLine key={event.event_id} event={event} timeZone={timeZone} />
            ))}
          </ol>
        </Stack>
      ))}
    </Stack>
  )
}

function ActivityLine({ event, timeZone }: { event: ActivityEvent; timeZone: string }) {
  const Icon = activityIcons[event.type]
  const target = targetOf(event)
  return (
    <li className={classes.line}>
      <Icon size={17} stroke={1.7} aria-hidden />
      <Text size="sm" flex={1}>
        {target ? (
          <Anchor component={Link} to={target} size="sm" c="inherit">
            {event.title}
          </Anchor>
        ) : (
          event.title
        )}
      </Text>
      <Text size="sm" c="dimmed" className="figures">
        {formatTime(event.at, timeZone)}
      </Text>
    </li>
  )
}

function targetOf({ data }: ActivityEvent): string | null {
  if (typeof data.call_id === 'string') return `/calls/${data.call_id}`
  if (typeof data.approval_id === 'string') return '/approvals'
  if (typeof data.campaign_id === 'string') return `/campaigns/${data.campaign_id}`
  if (typeof data.lead_id === 'string') return `/leads/${data.lead_id}`
  return null
}
