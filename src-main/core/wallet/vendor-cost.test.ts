import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { microCentsOf, pricedUse, roundedToCents } from './vendor-cost.ts'

describe('what vendors are paid', () => {
  it('is read from a dollar amount digit by digit', () => {
    expect(microCentsOf('0.0136')).toBe(1_360_000)
    expect(microCentsOf('0.29')).toBe(29_000_000)
    expect(microCentsOf('12')).toBe(1_200_000_000)
    expect(microCentsOf('0.0000000001')).toBe(1)
    for (const odd of ['-1', '1e3', '', 'NaN', '1,5', '0x1']) expect(microCentsOf(odd)).toBeNull()
  })

  it('carries what whole cents leave over, and never more than half a cent', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9_000_000 }), { maxLength: 200 }), (amounts) => {
        let carried = 0
        let cents = 0
        for (const amount of amounts) {
          const rounded = roundedToCents(carried, amount)
          cents += rounded.cents
          carried -= rounded.roundingMicroCents
          expect(Math.abs(carried)).toBeLessThanOrEqual(500_000)
        }
        expect(cents * 1_000_000 + carried).toBe(amounts.reduce((sum, amount) => sum + amount, 0))
      }),
    )
  })

  it('is the price of what was counted', () => {
    const lines = pricedUse([
      ['flux', 61_500],
      ['haiku_read', 200],
      ['haiku_cached', 2_000],
      ['haiku_cache_written', 8],
      ['haiku_written', 60],
      ['flash', 12],
      ['aura', 1_000],
    ])
    expect(lines.map(({ vendor, quantity, microCents }) => [vendor, quantity, microCents])).toEqual([
      ['deepgram', 61_500, 666_250],
      ['anthropic', 200, 2_000],
      ['anthropic', 2_000, 2_000],
      ['anthropic', 8, 100],
      ['anthropic', 60, 3_000],
      ['elevenlabs', 12, 60_000],
      ['deepgram', 1_000, 3_000_000],
    ])
  })
})
