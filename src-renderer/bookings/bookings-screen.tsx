import { Anchor, Badge, Button, Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { IconCalendarEvent, IconCalendarPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { BookingListInput, BookingView } from '../../src-preload/contract/account.ts'
import { useCoreNow, useCoreStatus, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { dayIn, formatAddress, formatDayLong, formatPhone, formatTime, instantIn } from '../ui/format.ts'
import { LoadMore } from '../ui/load-more.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { saveFile } from '../ui/save-file.ts'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { bookingsByDay } from './booking-days.ts'
import { bookingBadge, NOT_HEARD } from './booking-status.ts'
import { ChangeBooking } from './change-booking.tsx'
import { WeekCalendar } from './week-calendar.tsx'

type View = 'upcoming' | 'earlier' | 'week'

export function BookingsScreen() {
  const { api } = useBridge()
  const timeZone = useTimeZone()
  const { data: status } = useCoreStatus()
  const today = dayIn(timeZone, useCoreNow(60_000))
  const [view, setView] = useState<View>('upcoming')
  const midnight = instantIn(timeZone, `${today} 00:00:00`)
  const upcoming = useBookings({ from: midnight }, status !== undefined)
  const earlier = useBookings({ to: midnight, order: 'latest_first' }, view === 'earlier')
  const calendar = useMutation(
    api.bookings.calendar.mutationOptions({
      onSuccess: ({ ics }) => saveFile('inspections.ics', ics, 'text/calendar'),
    }),
  )
  const next = upcoming.data?.pages[0]?.items[0]
  return (
    <Page
      title="Bookings"
      about="Inspections the agent booked"
      actions={
        <>
          <SegmentedControl
            aria-label="View"
            value={view}
            onChange={(chosen) => setView(chosen as View)}
            data={[
              { value: 'upcoming', label: 'Upcoming' },
              { value: 'earlier', label: 'Earlier' },
              { value: 'week', label: 'Week' },
            ]}
          />
          <Button
            variant="default"
            leftSection={<IconCalendarPlus size={17} />}
            loading={calendar.isPending}
            onClick={() => calendar.mutate({})}
          >
            Save for my calendar
          </Button>
        </>
      }
    >
      {calendar.error && <ProblemNotice error={calendar.error} />}
      <AskedBooking />
      {view === 'upcoming' && <BookingList bookings={upcoming} empty={<NothingBooked />} />}
      {view === 'earlier' && (
        <BookingList
          bookings={earlier}
          latestDayFirst
          empty={
            <EmptyState icon={IconCalendarEvent} title="No inspection lies behind you">
              Inspections appear here once their day is over, the latest first.
            </EmptyState>
          }
        />
      )}
      {view === 'week' && upcoming.data && (
        <WeekCalendar firstDay={next ? dayIn(timeZone, Date.parse(next.starts_at)) : today} />
      )}
    </Page>
  )
}

function useBookings(asked: Partial<BookingListInput>, enabled: boolean) {
  const { api } = useBridge()
  return useInfiniteQuery(
    api.bookings.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 100, cursor, ...asked }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.next_cursor ?? undefined,
      enabled,
    }),
  )
}

function NothingBooked() {
  return (
    <EmptyState
      icon={IconCalendarEvent}
      title="No inspection lies ahead"
      action={
        <Button component={Link} to="/campaigns/new">
          Start a campaign
        </Button>
      }
    >
      When a homeowner agrees to a time within your working hours, the inspection appears here with a link to
      the call.
    </EmptyState>
  )
}

/** The booking a link pointed at, whichever day it is on. */
function AskedBooking() {
  const { api } = useBridge()
  const timeZone = useTimeZone()
  const [search] = useSearchParams()
  const booking_id = search.get('booking')
  const booking = useQuery(
    api.bookings.get.queryOptions({ input: { booking_id: booking_id ?? '' }, enabled: booking_id !== null }),
  )
  if (booking.error) return <ProblemNotice error={booking.error} retry={booking.refetch} />
  if (!booking.data) return null
  return (
    <Stack gap="sm" component="section" aria-label="The inspection you asked for">
      <Title order={2} size="h5">
        {formatDayLong(dayIn(timeZone, Date.parse(booking.data.starts_at)))}
      </Title>
      <Booking booking={booking.data} timeZone={timeZone} asked />
    </Stack>
  )
}

interface BookingListProps {
  bookings: ReturnType<typeof useBookings>
  empty: ReactNode
  latestDayFirst?: boolean
}

function BookingList({ bookings, empty, latestDayFirst = false }: BookingListProps) {
  const timeZone = useTimeZone()
  const [search] = useSearchParams()
  const rows = bookings.data?.pages.flatMap((page) => page.items) ?? []
  const days = bookingsByDay(rows, timeZone)
  return (
    <>
      {bookings.error && <ProblemNotice error={bookings.error} retry={bookings.refetch} />}
      {bookings.isPending && <WaitingRows rows={4} height={70} />}
      {bookings.data && rows.length === 0 && empty}
      {rows.length > 0 && (
        <Stack gap="xl">
          {(latestDayFirst ? days.reverse() : days).map(({ day, bookings: ofDay }) => (
            <Stack key={day} gap="sm" component="section" aria-label={formatDayLong(day)}>
              <Title order={2} size="h5">
                {formatDayLong(day)}
              </Title>
              {ofDay.map((booking) => (
                <Booking
                  key={booking.booking_id}
                  booking={booking}
                  timeZone={timeZone}
                  asked={booking.booking_id === search.get('booking')}
                />
              ))}
            </Stack>
          ))}
        </Stack>
      )}
      <LoadMore
        hasMore={bookings.hasNextPage}
        loading={bookings.isFetchingNextPage}
        load={bookings.fetchNextPage}
      />
    </>
  )
}

interface BookingProps {
  booking: BookingView
  timeZone: string
  /** The booking a link pointed at. */
  asked: boolean
}

function Booking({ booking, timeZone, asked }: BookingProps) {
  const badge = bookingBadge(booking)
  return (
    <Paper
      withBorder
      p="md"
      component="article"
      style={asked ? { borderColor: 'var(--mantine-color-patina-6)' } : undefined}
    >
      <Group wrap="nowrap" align="flex-start">
        <Text fw={650} w={186} className="figures" style={{ flexShrink: 0, whiteSpace: 'nowrap' }}>
          {formatTime(booking.starts_at, timeZone)} – {formatTime(booking.ends_at, timeZone)}
        </Text>
        <Stack gap={2} flex={1}>
          <Group gap="xs">
            <Anchor component={Link} to={`/leads/${booking.lead_id}`} fw={600} c="inherit">
              {booking.lead_name}
            </Anchor>
            <Badge variant="light" tt="none" color={badge.color} miw="max-content">
              {badge.label}
            </Badge>
          </Group>
          {booking.call_back_to_confirm && <Text size="sm">{NOT_HEARD}</Text>}
          <Text size="sm">{formatAddress(booking.address)}</Text>
          <Text size="sm" c="dimmed" className="figures">
            {formatPhone(booking.phone)}
          </Text>
          <Text size="sm" c="dimmed">
            Crew {booking.crew}
            {booking.travel_minutes !== null && `, ${booking.travel_minutes} min from its inspection before`}
          </Text>
          {booking.notes && <Text size="sm">{booking.notes}</Text>}
        </Stack>
        <Anchor component={Link} to={`/calls/${booking.call_id}`} size="sm">
          Hear the call
        </Anchor>
        {booking.status === 'confirmed' && <ChangeBooking booking={booking} />}
      </Group>
    </Paper>
  )
}
