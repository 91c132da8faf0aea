import { ActionIcon, Group, Paper, Text } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'react-router'
import type { BookingView } from '../../src-preload/contract/account.ts'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { addDays, dayIn, formatDay, formatTime } from '../ui/format.ts'
import { bookingsByDay, hourIn, weekOf } from './booking-days.ts'
import classes from './week-calendar.module.css'

const FIRST_HOUR = 7
const LAST_HOUR = 20
const HOURS = Array.from({ length: LAST_HOUR - FIRST_HOUR }, (_, index) => FIRST_HOUR + index)
const HOUR_PX = 48

export function WeekCalendar({ bookings }: { bookings: BookingView[] }) {
  const timeZone = useTimeZone()
  const today = dayIn(timeZone, useCoreNow(60_000))
  const [start, setStart] = useState(() => {
    const next = bookings.find((booking) => dayIn(timeZone, Date.parse(booking.starts_at)) >= today)
    return next ? dayIn(timeZone, Date.parse(next.starts_at)) : today
  })
  const week = weekOf(start)
  const byDay = new Map(bookingsByDay(bookings, timeZone).map(({ day, bookings: ofDay }) => [day, ofDay]))
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="sm">
        <Text fw={600} aria-live="polite">
          {formatDay(week[0] ?? start)} – {formatDay(week[6] ?? start)}
        </Text>
        <Group gap={4}>
          <ActionIcon variant="default" aria-label="Week before" onClick={() => setStart(addDays(start, -7))}>
            <IconChevronLeft size={17} />
          </ActionIcon>
          <ActionIcon variant="default" aria-label="Week after" onClick={() => setStart(addDays(start, 7))}>
            <IconChevronRight size={17} />
          </ActionIcon>
        </Group>
      </Group>
      <div className={classes.week}>
        <div className={classes.hours} aria-hidden>
          {HOURS.map((hour) => (
            <span key={hour} style={{ height: HOUR_PX }}>
              {((hour + 11) % 12) + 1} {hour < 12 ? 'AM' : 'PM'}
            </span>
          ))}
        </div>
        {week.map((day) => (
          <section
            key={day}
            className={classes.day}
            aria-label={formatDay(day)}
            data-today={day === today || undefined}
          >
            <Text size="xs" fw={600} ta="center" className={classes.name}>
              {dayName(day)}
            </Text>
            <div className={classes.lane} style={{ height: HOURS.length * HOUR_PX }}>
              {byDay.get(day)?.map((booking) => (
                <WeekBooking key={booking.booking_id} booking={booking} timeZone={timeZone} />
              ))}
            </div>
          </section>
        ))}
      </div>
    </Paper>
  )
}

function WeekBooking({ booking, timeZone }: { booking: BookingView; timeZone: string }) {
  const from = Math.max(FIRST_HOUR, hourIn(timeZone, booking.starts_at))
  const hours = (Date.parse(booking.ends_at) - Date.parse(booking.starts_at)) / 3_600_000
  return (
    <Link
      to={`/calls/${booking.call_id}`}
      className={classes.booking}
      data-status={booking.status}
      style={{ top: (from - FIRST_HOUR) * HOUR_PX, height: Math.max(0.6, hours) * HOUR_PX - 3 }}
    >
      <strong>{formatTime(booking.starts_at, timeZone)}</strong> {booking.lead_name}
      {booking.status !== 'confirmed' && ` (${booking.status})`}
    </Link>
  )
}

const dayName = (day: string): string =>
  new Date(`${day}T12:00:00Z`).toLocaleDateString('en-US', {
    weekday: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  })
