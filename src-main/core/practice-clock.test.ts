import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPracticeMorning, practiceMorning } from './practice-clock.ts'
import { localTime } from './time.ts'

describe('the practice morning', () => {
  it('is always a working-day morning in Central time and never before the given moment', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2034, 0, 1) }), (atMs) => {
        const morning = practiceMorning(atMs)
        const { weekday, hour } = localTime(morning, 'America/Chicago')
        expect(morning).toBeGreaterThanOrEqual(atMs)
        expect(weekday).toBeGreaterThanOrEqual(1)
        expect(weekday).toBeLessThanOrEqual(5)
        expect(hour).toBeGreaterThanOrEqual(10)
        expect(hour).toBeLessThan(12)
        expect(isPracticeMorning(morning)).toBe(true)
      }),
    )
  })

  it('passes over Thanksgiving', () => {
    const wednesdayNoon = Date.UTC(2026, 10, 25, 18, 30)
    expect(new Date(practiceMorning(wednesdayNoon)).toISOString()).toBe('2026-11-27T16:00:00.000Z')
  })
})
