import { describe, expect, it } from 'vitest'
import { type AutoSpend, decideSpend, holdCents, NO_LIMITS, type SpendFacts } from './spend-rules.ts'

const facts = (
  changes: Partial<Record<'campaign' | 'day' | 'bookings' | 'allowed', number>> = {},
): SpendFacts => ({
  campaignCents: () => changes.campaign ?? 0,
  dayCents: () => changes.day ?? 0,
  bookings: () => changes.bookings ?? 0,
  allowedCents: () => changes.allowed ?? 0,
})
const rules = (changes: Partial<AutoSpend>): AutoSpend => ({ ...NO_LIMITS, ...changes })

describe('what may be spent without a person', () => {
  it('is anything where there are no limits', () => {
    expect(decideSpend(NO_LIMITS, 1e9, facts({ campaign: 1e9, day: 1e9 }))).toEqual({ allowed: true })
  })

  it('is nothing beyond what a person allowed while auto-spend is off', () => {
    expect(decideSpend(rules({ enabled: false }), 45, facts())).toMatchObject({ kind: 'campaign_spend' })
    expect(decideSpend(rules({ enabled: false }), 45, facts({ allowed: 45 }))).toEqual({ allowed: true })
    expect(decideSpend(rules({ enabled: false }), 45, facts({ campaign: 1, allowed: 45 })).allowed).toBe(
      false,
    )
  })

  it.each([
    ['day_limit', { perDayCents: 100 }, { day: 56 }],
    ['campaign_limit', { perCampaignCents: 100 }, { campaign: 56 }],
    ['booking_cost', { perBookingCents: 50 }, { campaign: 56, bookings: 2 }],
  ] as const)('ends at the cent: %s', (kind, limit, spent) => {
    expect(decideSpend(rules(limit), 44, facts(spent))).toEqual({ allowed: true })
    expect(decideSpend(rules(limit), 45, facts(spent))).toMatchObject({
      allowed: false,
      kind,
      limitCents: 100,
    })
    expect(decideSpend(rules(limit), 45, facts({ ...spent, allowed: 1 }))).toEqual({ allowed: true })
  })

  it('lets the first booking cost as much as any', () => {
    expect(decideSpend(rules({ perBookingCents: 60 }), 45, facts({ campaign: 15 })).allowed).toBe(true)
    expect(decideSpend(rules({ perBookingCents: 60 }), 45, facts({ campaign: 16 })).allowed).toBe(false)
  })

  it('sets aside what a call is expected to last, within the limit of a call', () => {
    expect(holdCents(NO_LIMITS, null)).toBe(45)
    expect(holdCents(NO_LIMITS, 30_000)).toBe(45)
    expect(holdCents(NO_LIMITS, 90_000)).toBe(75)
    expect(holdCents(NO_LIMITS, 3_600_000)).toBe(90)
    expect(holdCents(rules({ perCallCents: 35 }), 90_000)).toBe(30)
    expect(holdCents(rules({ perCallCents: 1 }), null)).toBe(15)
  })
})
