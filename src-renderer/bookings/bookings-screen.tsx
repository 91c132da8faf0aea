import { Anchor, Badge, Button, Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { IconCalendarEvent, IconCalendarPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { BookingView } from '../../src-preload/contract/account.ts'
import { useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { formatAddress, formatCode, formatDayLong, formatPhone, formatTime } from '../ui/format.ts'
import { LoadMore } from '../ui/load-more.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { saveFile } from '../ui/save-file.ts'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { bookingsByDay } from './booking-days.ts'
import { ChangeBooking } from './change-booking.tsx'
import { WeekCalendar } from './week-calendar.tsx'

export function BookingsScreen() {
  const { api } = useBridge()
  const [view, setView] = useState('list')
  const bookings = useInfiniteQuery(
    api.bookings.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 200, cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.next_cursor ?? undefined,
    }),
  )
  const calendar = useMutation(
    api.bookings.calendar.mutationOptions({
      onSuccess: ({ ics }) => saveFile('inspections.ics', ics, 'text/calendar'),
    }),
  )
  const rows = bookings.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page
      title="Bookings"
      about="Inspections the agent booked"
      actions={
        rows.length > 0 && (
          <>
            <SegmentedControl
              aria-label="View"
              value={view}
              onChange={setView}
              data={[
                { value: 'list', label: 'List' },
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
        )
      }
    >
      {calendar.error && <ProblemNotice error={calendar.error} />}
      {bookings.error && <ProblemNotice error={bookings.error} retry={bookings.refetch} />}
      {bookings.isPending && <WaitingRows rows={4} height={70} />}
      {bookings.data && rows.length === 0 && (
        <EmptyState
          icon={IconCalendarEvent}
          title="No inspection is booked yet"
          action={
            <Button component={Link} to="/campaigns/new">
              Start a campaign
            </Button>
          }
        >
          When a homeowner agrees to a time within your working hours, the inspection appears here with a link
          to the call.
        </EmptyState>
      )}
      {rows.length > 0 &&
        (view === 'week' ? <WeekCalendar bookings={rows} /> : <BookingList bookings={rows} />)}
      <LoadMore
        hasMore={bookings.hasNextPage}
        loading={bookings.isFetchingNextPage}
        load={bookings.fetchNextPage}
      />
    </Page>
  )
}

function BookingList({ bookings }: { bookings: BookingView[] }) {
  const timeZone = useTimeZone()
  const [search] = useSearchParams()
  return (
    <Stack gap="xl">
      {bookingsByDay(bookings, timeZone).map(({ day, bookings: ofDay }) => (
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
  )
}

interface BookingProps {
  booking: BookingView
  timeZone: string
  /** The booking a link pointed at. */
  asked: boolean
}

function Booking({ booking, timeZone, asked }: BookingProps) {
  return (
    <Paper
      withBorder
      p="md"
      component="article"
      style={asked ? { borderColor: 'var(--mantine-color-patina-6)' } : undefined}
    >
      <Group wrap="nowrap" align="flex-start">
        <Text fw={650} w={170} className="figures" style={{ flexShrink: 0, whiteSpace: 'nowrap' }}>
          {formatTime(booking.starts_at, timeZone)} – {formatTime(booking.ends_at, timeZone)}
        </Text>
        <Stack gap={2} flex={1}>
          <Group gap="xs">
            <Anchor component={Link} to={`/leads/${booking.lead_id}`} fw={600} c="inherit">
              {booking.lead_name}
            </Anchor>
            <Badge
              variant="light"
              tt="none"
              color={
                booking.status === 'confirmed' ? 'patina' : booking.status === 'canceled' ? 'red' : 'gray'
              }
            >
              {formatCode(booking.status)}
            </Badge>
          </Group>
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
