import { expect, it } from 'vitest'
import { storeWithCalls } from '../../../../tests/fixtures/store-with-calls.ts'
import { sqliteCalls } from '../call-store.ts'
import { accountReads } from './account-reads.ts'

const HOUR_MS = 3_600_000

it('reads every booking from a moment on, however many older ones there are', () => {
  const { db, callIds } = storeWithCalls(1_200)
  const calls = sqliteCalls(db, () => 'America/Chicago')
  callIds.forEach((callId, i) => {
    const startsAtMs = i * HOUR_MS
    const booking = { bookingId: `booking_${i}`, callId, leadId: `lead_${i + 1}`, crew: 1, notes: null }
    calls.book({ ...booking, startsAtMs, endsAtMs: startsAtMs + HOUR_MS }, 0)
  })
  const bookings = accountReads(db).bookingsSince(600 * HOUR_MS)
  expect(bookings).toHaveLength(600)
  expect(bookings[0]?.booking_id).toBe('booking_600')
  expect(bookings.at(-1)?.booking_id).toBe('booking_1199')
  db.close()
})
