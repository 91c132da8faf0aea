import type { BookingSlot } from '../../src-preload/contract/account.ts'
import type { AccountReads } from '../adapters/sqlite/reads/account-reads.ts'
import type { BookingDesk } from '../core/booking/booking-desk.ts'
import type { Slot } from '../core/booking/slots.ts'
import { isoInstant } from '../core/time.ts'

export interface BookingAppParts {
  readonly bookings: BookingDesk
  readonly accountReads: Pick<AccountReads, 'bookings' | 'booking'>
  /** The coming inspections as an iCalendar file. */
  readonly calendar: () => string
}

/** Inspections, as a person looks at, moves and cancels them. */
export function bookingApp({ bookings, accountReads, calendar }: BookingAppParts) {
  return {
    list: accountReads.bookings,
    get: accountReads.booking,
    calendar,
    slots: (bookingId: string) => bookings.slotsOf(bookingId).map(bookingSlot),
    reschedule(bookingId: string, startsAt: string, reason: string) {
      bookings.moveByPerson(bookingId, Date.parse(startsAt), reason)
      return accountReads.booking(bookingId)
    },
    cancel(bookingId: string, reason: string) {
      bookings.cancel(bookingId, { callId: null, words: reason })
      return accountReads.booking(bookingId)
    },
  }
}

const bookingSlot = ({ startsAtMs, endsAtMs, crew, spoken, detourMs }: Slot): BookingSlot => ({
  starts_at: isoInstant(startsAtMs),
  ends_at: isoInstant(endsAtMs),
  crew,
  spoken,
  detour_minutes: Math.round(detourMs / 60_000),
})
