import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import type { BookingView } from '../../../src-preload/contract/account.ts'

/** Booked inspections as an iCalendar feed (RFC 5545). Nobody is sent to a practice booking: each entry says so. */
export function bookingsCalendar(
  bookings: readonly BookingView[],
  contractorName: string,
  mode: 'practice' | 'live',
): string {
  const practice = mode === 'practice'
  const calendar = ical({
    name: `${contractorName || 'Ridgeline'} inspections${practice ? ' (practice)' : ''}`,
    method: ICalCalendarMethod.PUBLISH,
  })
  for (const booking of bookings) {
    const { street, city, state, zip } = booking.address
    calendar.createEvent({
      id: booking.booking_id,
      // A calendar that has the entry takes the newer one; one that was canceled is told so rather than left out.
      sequence: booking.sequence,
      status: statusOf(booking, practice),
      start: new Date(booking.starts_at),
      end: new Date(booking.ends_at),
      summary: `${practice ? 'Practice, no real visit: ' : ''}Roof inspection: ${booking.lead_name}`,
      location: [street, city, [state, zip].filter(Boolean).join(' ')].filter(Boolean).join(', '),
      // The words that it was agreed with stand with the booking: they name the time of back then, as it is spoken.
      description: booking.phone,
    })
  }
  return calendar.toString()
}

function statusOf({ status }: BookingView, practice: boolean): ICalEventStatus {
  if (status === 'canceled') return ICalEventStatus.CANCELLED
  return practice ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED
}
