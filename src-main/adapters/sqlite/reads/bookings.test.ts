import { expect, it } from 'vitest'
import { storeWithCalls } from '../../../../tests/fixtures/store-with-calls.ts'
import { sqliteBookings } from '../booking-store.ts'
import { accountReads } from './account-reads.ts'

const HOUR_MS = 3_600_000

it('reads every booking from a moment on, however many older ones there are', () => {
  const { db, callIds } = storeWithCalls(1_200)
  const bookings = sqliteBookings(db, () => null)
  callIds.forEach((callId, i) => {
    const startsAtMs = i * HOUR_MS
    const booking = { bookingId: `booking_${i}`, callId, leadId: `lead_${i + 1}`, crew: 1, notes: null }
    bookings.book({ ...booking, startsAtMs, endsAtMs: startsAtMs + HOUR_MS }, { callId, words: 'yes' }, 0)
  })
  const read = accountReads(db).bookingsSince(600 * HOUR_MS)
  expect(read).toHaveLength(600)
  expect(read[0]?.booking_id).toBe('booking_600')
  expect(read.at(-1)?.booking_id).toBe('booking_1199')
  db.close()
})
