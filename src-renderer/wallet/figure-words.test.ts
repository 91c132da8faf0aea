import { expect, it } from 'vitest'
import { driftWords } from './figure-words.ts'

it('says how far the bills of the carrier are from our own count', () => {
  const carrier = {
    settled_calls: 0,
    waiting_calls: 0,
    untold_calls: 0,
    seconds: 0,
    corrected_calls: 0,
    corrected_cents: 0,
    missing_cents: 0,
  }
  expect(driftWords(carrier)).toBe('none yet')
  expect(driftWords({ ...carrier, settled_calls: 12 })).toBe('12 bills, all as counted here')
  expect(
    driftWords({
      ...carrier,
      settled_calls: 12,
      corrected_calls: 2,
      seconds: 120,
      corrected_cents: 30,
      missing_cents: 5,
    }),
  ).toBe('12 bills, 2 not as counted here: 2 minutes more, $0.30 corrected; $0.05 could not be charged')
})
