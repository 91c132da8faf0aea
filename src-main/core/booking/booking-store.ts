import type { Location } from '../neighborhood/distance.ts'

/** A time that a crew is, or may be, at a house. */
export interface Visit {
  readonly crew: number
  readonly startsAtMs: number
  readonly endsAtMs: number
  readonly location: Location | null
  /** Null for a time that is only on offer. */
  readonly bookingId: string | null
}

export interface Booking {
  readonly bookingId: string
  readonly callId: string
  readonly leadId: string
  readonly crew: number
  readonly startsAtMs: number
  readonly endsAtMs: number
  readonly status: 'confirmed' | 'canceled' | 'moved' | 'done'
}

export interface NewBooking extends Omit<Booking, 'status'> {
  readonly notes: string | null
}

export interface CrewTime {
  readonly crew: number
  readonly startsAtMs: number
  readonly endsAtMs: number
}

/** Who changed a booking, and in which words. */
export interface ChangedBy {
  readonly callId: string | null
  readonly words: string
}

/** Bookings as storage keeps them. A crew is at one house at a time: that is a constraint of the database. */
export interface BookingStore {
  /** False when the crew's time was taken meanwhile. */
  book(booking: NewBooking, by: ChangedBy, atMs: number): boolean
  /** False when the crew's time was taken meanwhile. The booking keeps its id. */
  move(bookingId: string, to: CrewTime, by: ChangedBy, atMs: number): boolean
  cancel(bookingId: string, by: ChangedBy, atMs: number): void
  get(bookingId: string): Booking | null
  /** The next confirmed inspection of a lead that is not over yet. */
  ahead(leadId: string, nowMs: number): Booking | null
  /** Confirmed visits that end after this moment. */
  visits(fromMs: number): Visit[]
}
