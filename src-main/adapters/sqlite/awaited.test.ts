import { describe, expect, it } from 'vitest'
import { storeWithCalls } from '../../../tests/fixtures/store-with-calls.ts'
import { sqliteAwaited } from './awaited.ts'

describe('what is awaited between two moments', () => {
  it('is nothing while calls are only in line', () => {
    const { db } = storeWithCalls(2)
    expect(sqliteAwaited(db)(1_000, 9_000)).toBe(false)
    db.close()
  })

  it.each([
    ['another try', `UPDATE voice_call SET not_before_ms = 5000 WHERE call_id = 'call_1'`],
    [
      'an inspection',
      `INSERT INTO voice_booking (booking_id, call_id, lead_id, crew, starts_at_ms, ends_at_ms, status, created_at_ms)
       VALUES ('b', 'call_1', 'lead_1', 1, 5000, 6000, 'confirmed', 0)`,
    ],
    [
      'a callback',
      `INSERT INTO follow_up (follow_up_id, lead_id, channel, reason, due_at_ms, status, automatic, created_at_ms)
       VALUES ('f', 'lead_1', 'call', 'asked', 5000, 'waiting', 0, 0)`,
    ],
  ])('is %s', (_, write) => {
    const { db } = storeWithCalls(2)
    const isAwaited = sqliteAwaited(db)
    db.exec(write)
    expect(isAwaited(1_000, 9_000)).toBe(true)
    expect(isAwaited(1_000, 4_000)).toBe(false)
    expect(isAwaited(7_000, 9_000)).toBe(false)
    db.close()
  })
})
