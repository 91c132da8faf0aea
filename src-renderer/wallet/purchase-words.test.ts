import { describe, expect, it } from 'vitest'
import { purchaseWords } from './purchase-words.ts'

const words = (changes: Partial<Parameters<typeof purchaseWords>[0]>) =>
  purchaseWords({ status: 'paid', dispute: null, refunded_cents: 0, price_cents: 7_000, ...changes }).words

describe('where a purchase stands', () => {
  it('is told by the worst that is known of it', () => {
    expect(words({})).toBe('Paid, minutes added')
    expect(words({ refunded_cents: 2_000 })).toBe('Paid, $20.00 refunded')
    expect(words({ refunded_cents: 7_000 })).toBe('Refunded')
    expect(words({ dispute: 'open', refunded_cents: 2_000 })).toBe('Disputed, frozen')
    expect(words({ status: 'open' })).toBe('Waiting for payment')
  })
})
