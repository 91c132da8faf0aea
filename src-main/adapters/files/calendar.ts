import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import type { BookingView } from '../../../src-preload/contract/account.ts'

/** Booked inspections as an iCalendar feed (RFC 5545). */
export function bookingsCalendar(bookings: readonly BookingView[], contractorName: string): string {
  const calendar = ical({
    name: `${contractorName || 'Ridgeline'} inspections`,
    method: ICalCalendarMethod.PUBLISH,
  })
  for (const booking of bookings) {
    const { street, city, state, zip } = booking.address
    calendar.createEvent({
      id: booking.booking_id,
      // A calendar that has the entry takes the newer one; one that was canceled is told so rather than left out.
      sequence: booking.sequence,
      status: booking.status === 'canceled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      start: new Date(booking.starts_at),
      end: new Date(booking.ends_at),
      summary: `Roof inspection: ${booking.lead_name}`,
      location: [street, city, [state, zip].filter(Boolean).join(' ')].filter(Boolean).join(', '),
      description: [booking.phone, booking.notes].filter(Boolean).join('\n'),
    })
  }
  return calendar.toString()
}
