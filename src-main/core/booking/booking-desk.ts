import type { ActivityLog } from '../activity.ts'
import type { Clock, Ids } from '../clock.ts'
import type { Contractor } from '../contractor.ts'
import type { Lead, LeadReader } from '../lead/lead.ts'
import type { Location } from '../neighborhood/distance.ts'
import { found, Refused } from '../refused.ts'
import { DAY_MS } from '../time.ts'
import type { Transactions } from '../transactions.ts'
import type { Booking, BookingStore, ChangedBy, CrewTime, Visit } from './booking-store.ts'
import { spokenTime, writtenTime } from './named-time.ts'
import type { SlotOffers } from './offers.ts'
import { crewFor, freeSlots, INSPECTION_MS, isFree, type Slot } from './slots.ts'

export interface BookingParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly bookings: BookingStore
  readonly activity: ActivityLog
  readonly contractor: () => Contractor
  readonly leads: LeadReader
  readonly offers: SlotOffers
  readonly zipPlace: (zip: string | null) => Location | null
}

/** Inspections: which times are free, and every change of a booking. The binding check stands in the writing transaction. */
export class BookingDesk {
  readonly #parts: BookingParts

  constructor(parts: BookingParts) {
    this.#parts = parts
  }

  /** Free times for a house. Its own booking, which may be moved, does not stand in the way. */
  slots(leadId: string, callId: string | null): Slot[] {
    const { clock, contractor, offers, bookings } = this.#parts
    const { profile } = contractor()
    const nowMs = clock.nowMs()
    return freeSlots({
      nowMs,
      timeZone: profile.time_zone,
      workingHours: profile.working_hours,
      crews: profile.crews,
      location: this.#location(leadId),
      taken: [
        ...this.#visitsOfOthers(bookings.ahead(leadId, nowMs)?.bookingId ?? null),
        ...(callId === null ? [] : offers.takenByOthers(callId)),
      ],
    })
  }

  /** Times to which a booking could be moved. */
  slotsOf(bookingId: string): Slot[] {
    return this.slots(this.#confirmed(bookingId).leadId, null)
  }

  /** The next inspection of a lead that is not over yet. */
  ahead(leadId: string): Booking | null {
    return this.#parts.bookings.ahead(leadId, this.#parts.clock.nowMs())
  }

  spoken = (booking: Booking): string =>
    spokenTime(booking.startsAtMs, this.#parts.contractor().profile.time_zone)

  /** False when the crew's time was taken meanwhile. */
  book(call: { callId: string; leadId: string }, slot: Slot, words: string): boolean {
    const { clock, ids, transactions, bookings, activity } = this.#parts
    const nowMs = clock.nowMs()
    return transactions.run(() => {
      const { crew, startsAtMs, endsAtMs } = slot
      if (!isFree(slot, this.#visitsOfOthers(null))) return false
      const bookingId = ids.next('booking')
      const notes = `Agreed with the words: "${words}"`
      const booking = { bookingId, ...call, crew, startsAtMs, endsAtMs }
      if (!bookings.book({ ...booking, notes }, { callId: call.callId, words }, nowMs)) return false
      activity.append(
        'booking_created',
        `${this.#lead(call.leadId).name} booked ${this.#written(slot)}`,
        idsOf(booking, call.callId),
        nowMs,
      )
      return true
    })
  }

  /** False when the crew's time was taken meanwhile. The booking keeps its id, so that calendars move the same entry. */
  move(bookingId: string, to: CrewTime, by: ChangedBy): boolean {
    const { clock, transactions, bookings, activity } = this.#parts
    const nowMs = clock.nowMs()
    return transactions.run(() => {
      const booking = this.#confirmed(bookingId)
      const visit = { ...to, location: this.#location(booking.leadId) }
      if (!isFree(visit, this.#visitsOfOthers(bookingId))) return false
      if (!bookings.move(bookingId, to, by, nowMs)) return false
      const moved = { ...booking, ...timesOf(to) }
      activity.append(
        'booking_moved',
        `The inspection of ${this.#lead(booking.leadId).name} was moved to ${this.#written(moved)}`,
        idsOf(booking, by.callId),
        nowMs,
      )
      return true
    })
  }

  cancel(bookingId: string, by: ChangedBy): void {
    const { clock, transactions, bookings, activity } = this.#parts
    const nowMs = clock.nowMs()
    transactions.run(() => {
      const booking = this.#confirmed(bookingId)
      bookings.cancel(bookingId, by, nowMs)
      activity.append(
        'booking_canceled',
        `The inspection of ${this.#lead(booking.leadId).name} on ${this.#written(booking)} was canceled: ${by.words}`,
        idsOf(booking, by.callId),
        nowMs,
      )
    })
  }

  /** A person moves it to a time of their choice; any time is theirs to choose as long as a crew can be there. */
  moveByPerson(bookingId: string, startsAtMs: number, reason: string): void {
    const { contractor, clock } = this.#parts
    const booking = this.#confirmed(bookingId)
    if (startsAtMs <= clock.nowMs())
      throw new Refused('invalid_input', 'That time is over', 'Choose a time that lies ahead.')
    const { profile } = contractor()
    const facts = {
      crews: profile.crews,
      timeZone: profile.time_zone,
      location: this.#location(booking.leadId),
      taken: this.#visitsOfOthers(bookingId),
    }
    const crew = crewFor(startsAtMs, facts)
    const to = crew === null ? null : { crew, startsAtMs, endsAtMs: startsAtMs + INSPECTION_MS }
    if (!to || !this.move(bookingId, to, { callId: null, words: reason }))
      throw new Refused(
        'conflict',
        'No crew is free then',
        'Every crew has another inspection at that time, or could not get there in time. Choose another time.',
      )
  }

  #written({ startsAtMs }: Pick<CrewTime, 'startsAtMs'>): string {
    return writtenTime(startsAtMs, this.#parts.contractor().profile.time_zone)
  }

  #visitsOfOthers(bookingId: string | null): Visit[] {
    const { bookings, clock } = this.#parts
    return bookings.visits(clock.nowMs() - DAY_MS).filter((visit) => visit.bookingId !== bookingId)
  }

  #confirmed(bookingId: string): Booking {
    const booking = found(this.#parts.bookings.get(bookingId), 'booking', bookingId)
    if (booking.status === 'confirmed') return booking
    throw new Refused(
      'conflict',
      `This inspection is ${booking.status} already`,
      'Only a confirmed inspection can be moved or canceled.',
    )
  }

  #lead(leadId: string): Lead {
    return found(this.#parts.leads.get(leadId), 'lead', leadId)
  }

  #location(leadId: string): Location | null {
    const { location, address } = this.#lead(leadId)
    return location ?? this.#parts.zipPlace(address.zip)
  }
}

const timesOf = ({ crew, startsAtMs, endsAtMs }: CrewTime): CrewTime => ({ crew, startsAtMs, endsAtMs })
const idsOf = (booking: { bookingId: string; leadId: string }, callId: string | null) => ({
  booking_id: booking.bookingId,
  lead_id: booking.leadId,
  call_id: callId,
})
