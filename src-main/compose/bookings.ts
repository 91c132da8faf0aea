import { join } from 'node:path'
import { zipPlaces } from '../adapters/places/zip-places.ts'
import { sqliteBookings } from '../adapters/sqlite/booking-store.ts'
import type { Db } from '../adapters/sqlite/database.ts'
import { BookingDesk, type BookingParts } from '../core/booking/booking-desk.ts'
import { SlotOffers } from '../core/booking/offers.ts'

interface ComposeParts
  extends Pick<BookingParts, 'clock' | 'ids' | 'transactions' | 'activity' | 'contractor' | 'leads'> {
  readonly db: Db
  readonly resourcesFolder: string
}

/** Inspections: free times, bookings and their changes. */
export function composeBookings({ db, resourcesFolder, ...parts }: ComposeParts) {
  const zipPlace = zipPlaces(join(resourcesFolder, 'places', 'zip-places.json'))
  const offers = new SlotOffers()
  const desk = new BookingDesk({ ...parts, bookings: sqliteBookings(db, zipPlace), offers, zipPlace })
  return { desk, offers, zipPlace }
}

export type ComposedBookings = ReturnType<typeof composeBookings>
