import { describe, expect, it } from 'vitest'
import { spendingRule } from './spending-rule.ts'

describe('what may be spent without a person', () => {
  it('names the limits that are set', () => {
    expect(spendingRule({ enabled: true, per_call_cents: 250, per_day_cents: 5_000 })).toContain(
      'up to $2.50 for a call and $50.00 in a day',
    )
    expect(spendingRule({ enabled: true, per_call_cents: null, per_day_cents: 5_000 })).toContain(
      'up to $50.00 in a day.',
    )
  })

  it('says that the wallet itself is the limit when none is set', () => {
    expect(spendingRule({ enabled: true, per_call_cents: null, per_day_cents: null })).toContain(
      'until it is used up',
    )
  })

  it('says that everything is asked for when nothing is spent by itself', () => {
    expect(spendingRule({ enabled: false, per_call_cents: 250, per_day_cents: null })).toBe(
      'Nothing is spent before you approve it below.',
    )
  })
})
