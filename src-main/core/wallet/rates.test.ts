import { describe, expect, it } from 'vitest'
import { estimateCost, type OwnExperience } from './rates.ts'

const own = (changes: Partial<OwnExperience> = {}): OwnExperience => ({
  dialed: 40,
  averageCents: 21,
  averageTalkMs: 60_000,
  bookings: 2,
  ...changes,
})

describe('the estimate of a campaign', () => {
  it('goes by what is usual until an account has calls of its own', () => {
    expect(estimateCost(100, null)).toEqual(estimateCost(100, own({ dialed: 29 })))
  })

  it('goes by the own calls once there are enough of them', () => {
    expect(estimateCost(100, own())).toMatchObject({ expectedCents: 2_100, expectedTalkSeconds: 6_000 })
  })

  it('tells how many inspections to expect, by the own calls once there are enough', () => {
    expect(estimateCost(100, null).bookings).toEqual({ low: 1, expected: 3, high: 8 })
    const { bookings } = estimateCost(200, own({ dialed: 300, bookings: 30 }))
    expect(bookings.expected).toBe(20)
    expect(bookings.low).toBeGreaterThan(5)
    expect(bookings.high).toBeLessThan(35)
    expect(estimateCost(10, own({ dialed: 30, bookings: 0 })).bookings).toMatchObject({ low: 0, expected: 0 })
  })

  it('lies between its own bounds, however unusual the own calls were', () => {
    for (const averageCents of [0, 1, 21, 400]) {
      const { lowCents, expectedCents, highCents } = estimateCost(50, own({ averageCents }))
      expect(lowCents).toBeLessThanOrEqual(expectedCents)
      expect(expectedCents).toBeLessThanOrEqual(highCents)
    }
  })
})
