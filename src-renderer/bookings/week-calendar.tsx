import { ActionIcon, Group, Paper, Text } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type CSSProperties, useState } from 'react'
import { Link } from 'react-router'
import type { BookingView } from '../../src-preload/contract/account.ts'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { addDays, dayIn, formatDay, formatTime, instantIn } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { bookingsByDay, dayWidth, hourIn, hoursShown, type Span, sideBySide, weekOf } from './booking-days.ts'
import { calendarMark } from './booking-status.ts'
import classes from './week-calendar.module.css'

const HOUR_PX = 48

interface WeekCalendarProps {
  /** A day of the week that is shown first. */
  firstDay: string
}

export function WeekCalendar({ firstDay }: WeekCalendarProps) {
  const { api } = useBridge()
  const timeZone = useTimeZone()
  const today = dayIn(timeZone, useCoreNow(60_000))
  const [start, setStart] = useState(firstDay)
  const week = weekOf(start)
  const midnight = (day: string) => instantIn(timeZone, `${day} 00:00:00`)
  const bookings = useQuery(
    api.bookings.list.queryOptions({
      input: { from: midnight(week[0] ?? start), to: midnight(addDays(week[6] ?? start, 1)), limit: 500 },
      placeholderData: keepPreviousData,
    }),
  )
  const byDay = new Map(
    bookingsByDay(bookings.data?.items ?? [], timeZone).map(({ day, bookings: ofDay }) => [day, ofDay]),
  )
  const days = week.map((day) => ({
    day,
    placed: sideBySide(byDay.get(day) ?? [], (booking) => drawnSpan(booking, timeZone)),
  }))
  const shown = hoursShown(days.flatMap(({ placed }) => placed.map(({ span }) => span)))
  const hours = Array.from({ length: shown.to - shown.from }, (_, index) => shown.from + index)
  const widths = days.map(({ placed }) => dayWidth(placed)).join(' ')
  return (
    <Paper withBorder p="md">
      {bookings.error && <ProblemNotice error={bookings.error} retry={bookings.refetch} />}
      <WeekSwitch week={week} onShow={(weeks) => setStart(addDays(start, 7 * weeks))} />
      <div className={classes.week} style={{ gridTemplateColumns: `52px ${widths}` }}>
        <Hours hours={hours} />
        {days.map(({ day, placed }) => (
          <Day key={day} day={day} today={today} placed={placed} hours={hours} timeZone={timeZone} />
        ))}
      </div>
    </Paper>
  )
}

function WeekSwitch({ week, onShow }: { week: readonly string[]; onShow(weeksLater: number): void }) {
  return (
    <Group justify="space-between" mb="sm">
      <Text fw={600} aria-live="polite">
        {formatDay(week[0] ?? '')} – {formatDay(week[6] ?? '')}
      </Text>
      <Group gap={4}>
        <ActionIcon variant="default" aria-label="Week before" onClick={() => onShow(-1)}>
          <IconChevronLeft size={17} />
        </ActionIcon>
        <ActionIcon variant="default" aria-label="Week after" onClick={() => onShow(1)}>
          <IconChevronRight size={17} />
        </ActionIcon>
      </Group>
    </Group>
  )
}

const Hours = ({ hours }: { hours: readonly number[] }) => (
  <div className={classes.hours} aria-hidden>
    {hours.map((hour) => (
      <span key={hour} style={{ height: HOUR_PX }}>
        {((hour + 11) % 12) + 1} {hour < 12 ? 'AM' : 'PM'}
      </span>
    ))}
  </div>
)

interface DayProps {
  day: string
  today: string
  placed: ReturnType<typeof sideBySide<BookingView>>
  /** All that are shown, from the first to the last. */
  hours: readonly number[]
  timeZone: string
}

function Day({ day, today, placed, hours, timeZone }: DayProps) {
  const firstHour = hours[0] ?? 0
  return (
    <section className={classes.day} aria-label={formatDay(day)} data-today={day === today || undefined}>
      <Text size="xs" fw={600} ta="center" className={classes.name}>
        {dayName(day)}
      </Text>
      <div className={classes.lane} style={{ height: hours.length * HOUR_PX }}>
        {placed.map(({ item, span, column, columns }) => (
          <WeekBooking
            key={item.booking_id}
            booking={item}
            timeZone={timeZone}
            place={{
              top: (span.from - firstHour) * HOUR_PX,
              height: (span.to - span.from) * HOUR_PX - 3,
              left: `calc(${(100 * column) / columns}% + 3px)`,
              width: `calc(${100 / columns}% - ${columns > 1 ? 4 : 6}px)`,
            }}
          />
        ))}
      </div>
    </section>
  )
}

/** The hours a booking takes up on the calendar: tall enough to be read. */
function drawnSpan(booking: BookingView, timeZone: string): Span {
  const from = hourIn(timeZone, booking.starts_at)
  const hours = (Date.parse(booking.ends_at) - Date.parse(booking.starts_at)) / 3_600_000
  return { from, to: from + Math.max(0.6, hours) }
}

interface WeekBookingProps {
  booking: BookingView
  timeZone: string
  place: CSSProperties
}

function WeekBooking({ booking, timeZone, place }: WeekBookingProps) {
  const words = `${formatTime(booking.starts_at, timeZone)} ${booking.lead_name}${calendarMark(booking)}, crew ${booking.crew}${
    booking.travel_minutes === null ? '' : `, ${booking.travel_minutes} min on the road before`
  }`
  return (
    <Link
      to={`/calls/${booking.call_id}`}
      className={classes.booking}
      data-status={booking.status}
      data-call-back={booking.call_back_to_confirm || undefined}
      style={place}
      title={words}
    >
      <strong className={classes.who}>{booking.lead_name}</strong> {formatTime(booking.starts_at, timeZone)} ·
      crew {booking.crew}
      {calendarMark(booking)}
    </Link>
  )
}

/** `2026-11-23` as "Mon 23". */
function dayName(day: string): string {
  const noon = new Date(`${day}T12:00:00Z`)
  return `${noon.toLocaleDateString('en-US', { weekday: 'short', timeZone: 'UTC' })} ${noon.getUTCDate()}`
}
