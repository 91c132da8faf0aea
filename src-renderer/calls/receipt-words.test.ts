import { describe, expect, it } from 'vitest'
import { creditWords, formatMicroCents, quantityWords, settlementWords } from './receipt-words.ts'

describe('a receipt', () => {
  it('shows what costs less than a cent', () => {
    expect(formatMicroCents(60_000)).toBe('$0.0006')
    expect(formatMicroCents(1_030_000_00)).toBe('$1.03')
    expect(formatMicroCents(4_268)).toBe('under $0.0001')
    expect(formatMicroCents(0)).toBe('$0.00')
    expect(formatMicroCents(100_000)).toBe('$0.0010')
  })

  it('writes quantities with their whole units', () => {
    expect(quantityWords(1, 'min')).toBe('1 minute')
    expect(quantityWords(17_064, 'tokens')).toBe('17,064 tokens')
    expect(quantityWords(120, 's')).toBe('120 seconds')
  })

  it('says that the carrier is waited for, and what its figure left open', () => {
    expect(settlementWords(null)).toMatch(/has not told/)
    const settlement = {
      counted_seconds: 61,
      billed_seconds: 120,
      counted_cents: 15,
      corrected_cents: 10,
      missing_cents: 5,
      explanation: 'The carrier billed 120 seconds.',
      settled_at: '2026-11-23T16:00:00.000Z',
    }
    expect(settlementWords(settlement)).toBe(
      'The carrier billed 120 seconds. $0.05 of it could not be charged.',
    )
  })

  it('says for what money came back', () => {
    expect(
      creditWords(
        { cents: 2, seconds: 6.4, spans: [{ cause: 'line_broke', from_ms: 21_300, ms: 6_400 }] },
        15,
      ),
    ).toBe(
      '$0.02 came back to your wallet for 6 seconds that were our fault: the line had no sound from 0:21 to 0:27.',
    )
    const gone = { cause: 'program_ended' as const, from_ms: 0, ms: 1 }
    expect(creditWords({ cents: 15, seconds: 0.001, spans: [gone] }, 15)).toBe(
      'All of it, $0.15, came back to your wallet because of a fault of ours: Ridgeline was not running from 0:00 on.',
    )
  })
})
