import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CallConsumption, microCentsOf, roundedToCents } from './vendor-cost.ts'

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

  it('is counted from the log of the call', () => {
    const used = new CallConsumption()
    used.read({ kind: 'say', atMs: 1, replyId: 'r', text: 'Good morning' })
    used.read({
      kind: 'usage',
      atMs: 2,
      inputTokens: 200,
      cachedTokens: 2_000,
      cacheWriteTokens: 8,
      outputTokens: 60,
    })
    const lines = used.lines(61_500)
    expect(lines.map(({ label, quantity, microCents }) => [label, quantity, microCents])).toEqual([
      ['Speech recognition', 62, 671_646],
      ['Model: tokens read', 200, 2_000],
      ['Model: tokens read from cache', 2_000, 2_000],
      ['Model: tokens cached', 8, 100],
      ['Model: tokens written', 60, 3_000],
      ['Voice', 12, 60_000],
    ])
  })
})
