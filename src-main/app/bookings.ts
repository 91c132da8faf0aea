import type { BookingSlot } from '../../src-preload/contract/account.ts'
import type { BookingReads } from '../adapters/sqlite/reads/booking-reads.ts'
import type { BookingDesk } from '../core/booking/booking-desk.ts'
import type { Slot } from '../core/booking/slots.ts'
import { isoInstant } from '../core/time.ts'

export interface BookingAppParts {
  readonly bookings: BookingDesk
  readonly bookingReads: Pick<BookingReads, 'list' | 'get'>
  /** The coming inspections as an iCalendar file. */
  readonly calendar: () => string
}

/** Inspections, as a person looks at, moves and cancels them. */
export function bookingApp({ bookings, bookingReads, calendar }: BookingAppParts) {
  return {
    list: bookingReads.list,
    get: bookingReads.get,
    calendar,
    slots: (bookingId: string) => bookings.slotsOf(bookingId).map(bookingSlot),
    reschedule(bookingId: string, startsAt: string, reason: string) {
      bookings.moveByPerson(bookingId, Date.parse(startsAt), reason)
      return bookingReads.get(bookingId)
    },
    cancel(bookingId: string, reason: string) {
      bookings.cancel(bookingId, { callId: null, words: reason })
      return bookingReads.get(bookingId)
    },
  }
}

const bookingSlot = ({ startsAtMs, endsAtMs, crew, spoken, travelMinutes }: Slot): BookingSlot => ({
  starts_at: isoInstant(startsAtMs),
  ends_at: isoInstant(endsAtMs),
  crew,
  spoken,
  travel_minutes: travelMinutes,
})
