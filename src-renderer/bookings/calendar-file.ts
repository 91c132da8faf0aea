import type { BookingView } from '../../src-preload/contract/account.ts'
import { formatAddress } from '../ui/format.ts'

/** The bookings as an iCalendar file (RFC 5545). */
export function calendarFile(bookings: BookingView[]): string {
  const events = bookings.flatMap((booking) => [
    'BEGIN:VEVENT',
    `UID:${booking.booking_id}@ridgeline`,
    `DTSTAMP:${stamp(booking.starts_at)}`,
    `SEQUENCE:${booking.sequence}`,
    `DTSTART:${stamp(booking.starts_at)}`,
    `DTEND:${stamp(booking.ends_at)}`,
    `SUMMARY:${escaped(`Roof inspection: ${booking.lead_name}`)}`,
    `LOCATION:${escaped(formatAddress(booking.address))}`,
    `DESCRIPTION:${escaped([booking.phone, booking.notes].filter(Boolean).join('\n'))}`,
    `STATUS:${booking.status === 'canceled' ? 'CANCELLED' : 'CONFIRMED'}`,
    'END:VEVENT',
  ])
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Ridgeline//Inspections//EN',
    ...events,
    'END:VCALENDAR',
  ]
  return lines.map(folded).join('\r\n').concat('\r\n')
}

const stamp = (instant: string): string =>
  new Date(instant).toISOString().replaceAll(/[-:]/g, '').replace(/\.\d+/, '')

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll(/[,;]/g, '\\$&').replaceAll(/\r?\n/g, '\\n')

// Lines longer than 75 octets continue on the next, after a space; 60 characters leave room for accents.
const folded = (line: string): string => (line.match(/.{1,60}/gu) ?? [line]).join('\r\n ')
