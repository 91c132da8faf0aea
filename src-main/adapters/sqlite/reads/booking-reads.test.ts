import { expect, it } from 'vitest'
import type { BookingListInput } from '../../../../src-preload/contract/account.ts'
import { storeWithCalls } from '../../../../tests/fixtures/store-with-calls.ts'
import { CALL_BACK } from '../../../core/call/closing/booking-confirmation.ts'
import { sqliteBookings } from '../booking-store.ts'
import { bookingReads } from './booking-reads.ts'

const HOUR_MS = 3_600_000

function storeWithBookings(count: number) {
  const { db, callIds } = storeWithCalls(count)
  const bookings = sqliteBookings(db, () => null)
  callIds.forEach((callId, i) => {
    const startsAtMs = i * HOUR_MS
    const booking = { bookingId: `booking_${i}`, callId, leadId: `lead_${i + 1}`, crew: 1, notes: null }
    bookings.book({ ...booking, startsAtMs, endsAtMs: startsAtMs + HOUR_MS }, { callId, words: 'yes' }, 0)
  })
  return db
}

it('reads every booking from a moment on, however many older ones there are', () => {
  const db = storeWithBookings(1_200)
  const read = bookingReads(db, () => null).since(600 * HOUR_MS)
  expect(read).toHaveLength(600)
  expect(read[0]?.booking_id).toBe('booking_600')
  expect(read.at(-1)?.booking_id).toBe('booking_1199')
  db.close()
})

it('lists bookings from an instant on, up to another, and from the latest backwards, page after page', () => {
  const db = storeWithBookings(30)
  const reads = bookingReads(db, () => null)
  const at = (hour: number) => new Date(hour * HOUR_MS).toISOString()
  const list = (input: Partial<BookingListInput>) => {
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = reads.list({ limit: 4, cursor, order: 'earliest_first', ...input })
      ids.push(...page.items.map(({ booking_id }) => booking_id.replace('booking_', '')))
      cursor = page.next_cursor ?? undefined
    } while (cursor)
    return ids.map(Number)
  }
  expect(list({ from: at(20) })).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29])
  expect(list({ from: at(10), to: at(15) })).toEqual([10, 11, 12, 13, 14])
  expect(list({ to: at(7), order: 'latest_first' })).toEqual([6, 5, 4, 3, 2, 1, 0])
  expect(list({})).toHaveLength(30)
  db.close()
})

it('tells whom to call back: who did not hear in the last call about the inspection what was agreed', () => {
  const { db, callIds } = storeWithCalls(3)
  const bookings = sqliteBookings(db, () => null)
  const [first = '', second = '', third = ''] = callIds
  const unheard = (callId: string) =>
    db
      .prepare('UPDATE voice_call SET next_steps = ? WHERE call_id = ?')
      .run(JSON.stringify([CALL_BACK, 'Send a crew']), callId)
  const view = () => bookingReads(db, () => null).get('booking_1').call_back_to_confirm
  const at = (hour: number) => ({ crew: 1, startsAtMs: hour * HOUR_MS, endsAtMs: (hour + 1) * HOUR_MS })
  const booking = { bookingId: 'booking_1', callId: first, leadId: 'lead_1', notes: null, ...at(1) }
  bookings.book(booking, { callId: first, words: 'yes' }, 0)
  expect(view()).toBe(false)
  unheard(first)
  expect(view()).toBe(true)
  bookings.move('booking_1', at(3), { callId: second, words: 'later' }, 1)
  expect(view()).toBe(false)
  unheard(third)
  bookings.move('booking_1', at(5), { callId: third, words: 'later' }, 2)
  expect(view()).toBe(true)
  bookings.move('booking_1', at(7), { callId: null, words: 'by hand' }, 3)
  expect(view()).toBe(false)
  bookings.move('booking_1', at(9), { callId: third, words: 'later' }, 4)
  bookings.cancel('booking_1', { callId: third, words: 'no' }, 5)
  expect(view()).toBe(false)
  db.close()
})
