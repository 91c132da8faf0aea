import { describe, expect, it } from 'vitest'
import { spendingRule } from './spending-rule.ts'

const unlimited = {
  enabled: true,
  per_call_cents: null,
  per_day_cents: null,
  per_campaign_cents: null,
  per_booking_cents: null,
  top_up: null,
}

describe('what may be spent without a person', () => {
  it('names the limits that are set', () => {
    expect(spendingRule({ ...unlimited, per_call_cents: 250, per_day_cents: 5_000 })).toContain(
      'up to $2.50 for a call and $50.00 in a day.',
    )
    expect(spendingRule({ ...unlimited, per_day_cents: 5_000 })).toContain('up to $50.00 in a day.')
  })

  it('names those of a campaign and of a booking too', () => {
    expect(
      spendingRule({
        ...unlimited,
        per_day_cents: 5_000,
        per_campaign_cents: 20_000,
        per_booking_cents: 3_000,
      }),
    ).toContain('up to $50.00 in a day, $200.00 for a campaign, and $30.00 for each booking.')
  })

  it('says that the wallet itself is the limit when none is set', () => {
    expect(spendingRule(unlimited)).toContain('until it is used up')
  })

  it('says that everything is asked for when nothing is spent by itself', () => {
    expect(spendingRule({ ...unlimited, enabled: false, per_call_cents: 250 })).toBe(
      'Nothing is spent before you approve it.',
    )
  })
})
