import { describe, expect, it } from 'vitest'
import { forecastWords, marginWords, spentWords } from './campaign-money-words.ts'

const money = {
  spent_cents: 900,
  credited_cents: 0,
  bookings: 3,
  cost_per_booking_cents: 300,
  vendor_micro_cents: 0,
  estimated_cost_cents: 1_200,
}

describe('the money of a campaign', () => {
  it('stands beside its estimate, with what came back', () => {
    expect(spentWords(money)).toBe('estimated $12.00 at launch')
    expect(spentWords({ ...money, credited_cents: 42 })).toBe(
      'estimated $12.00 at launch; after $0.42 that came back for faults',
    )
    expect(marginWords(money)).toBeNull()
    expect(marginWords({ ...money, vendor_micro_cents: 412_500_000 })).toBe(
      '$4.13 of the cost goes to the vendors',
    )
  })

  it('is forecast with a range', () => {
    const forecast = (low: number, high: number) =>
      forecastWords({ estimated_cost_cents: 1_200, bookings: { low, expected: low, high } })
    expect(forecast(2, 6)).toEqual({ range: '2 to 6', each: '$2.00 to $6.00 for each' })
    expect(forecast(0, 3)).toEqual({ range: '0 to 3', each: '$4.00 or more for each' })
    expect(forecast(0, 0)).toEqual({ range: '0', each: 'too few calls to expect one' })
  })
})
