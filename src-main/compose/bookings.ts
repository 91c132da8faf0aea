import { type ZipTable, zipPlaces } from '../adapters/places/zip-places.ts'
import { sqliteBookings } from '../adapters/sqlite/booking-store.ts'
import type { Db } from '../adapters/sqlite/database.ts'
import { BookingDesk, type BookingParts } from '../core/booking/booking-desk.ts'
import { SlotOffers } from '../core/booking/offers.ts'

interface ComposeParts
  extends Pick<BookingParts, 'clock' | 'ids' | 'transactions' | 'activity' | 'contractor' | 'leads'> {
  readonly db: Db
  readonly zipTable: ZipTable
}

/** Inspections: free times, bookings and their changes. */
export function composeBookings({ db, zipTable, ...parts }: ComposeParts) {
  const zipPlace = zipPlaces(zipTable)
  const offers = new SlotOffers()
  const desk = new BookingDesk({ ...parts, bookings: sqliteBookings(db, zipPlace), offers, zipPlace })
  return { desk, offers, zipPlace }
}

export type ComposedBookings = ReturnType<typeof composeBookings>
