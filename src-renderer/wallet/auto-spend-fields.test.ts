import { describe, expect, it } from 'vitest'
import {
  type AutoSpendFields,
  autoSpendFieldsOf,
  autoSpendOf,
  autoSpendProblems,
} from './auto-spend-fields.ts'

const rules = {
  enabled: true,
  per_call_cents: 250,
  per_day_cents: null,
  per_campaign_cents: 20_000,
  per_booking_cents: null,
  top_up: { bundle_id: 'm_100', below_cents: 500 },
}
const problems = (changes: Partial<AutoSpendFields>) =>
  autoSpendProblems({ ...autoSpendFieldsOf(rules), ...changes }, 15)

describe('the form of the spending rules', () => {
  it('keeps what it was given, to the cent', () => {
    expect(autoSpendOf(autoSpendFieldsOf(rules))).toEqual(rules)
    expect(autoSpendOf({ ...autoSpendFieldsOf(rules), per_call: '0.29' }).per_call_cents).toBe(29)
  })

  it('takes an empty field for no limit', () => {
    expect(autoSpendOf({ ...autoSpendFieldsOf(rules), per_call: '' }).per_call_cents).toBeNull()
    expect(problems({ per_call: '', per_campaign: '' })).toEqual({})
  })

  it('says what is wrong in words', () => {
    expect(problems({ per_call: 0.1 })).toEqual({ per_call: 'At least $0.15: one minute costs $0.15' })
    expect(problems({ per_day: 0 })).toEqual({ per_day: 'More than nothing, or nothing typed for no limit' })
    expect(problems({ per_day: -4 }).per_day).toContain('More than nothing')
    expect(problems({ per_booking: 'lots' })).toEqual({
      per_booking: 'An amount in dollars, or nothing for no limit',
    })
    expect(problems({ per_day: 2 })).toEqual({ per_day: 'Less than the limit for one call' })
    expect(problems({ per_campaign: 1_000_000 })).toEqual({ per_campaign: 'At most $100,000.00' })
  })

  it('needs a bundle and a line for a top-up, and neither without one', () => {
    expect(problems({ bundle_id: null, below: '' })).toEqual({
      bundle_id: 'Choose the bundle to buy',
      below: 'An amount in dollars',
    })
    expect(problems({ tops_up: false, bundle_id: null, below: '' })).toEqual({})
    expect(autoSpendOf({ ...autoSpendFieldsOf(rules), tops_up: false }).top_up).toBeNull()
  })
})
