import { CENTS_PER_MINUTE, HOLD_CENTS } from './rates.ts'

/** What may be spent without a person; null is no limit. */
export interface AutoSpend {
  /** Off: each campaign waits until a person allows its spending. */
  readonly enabled: boolean
  readonly perCallCents: number | null
  readonly perDayCents: number | null
  readonly perCampaignCents: number | null
  /** What a booking may cost, on average of a campaign. */
  readonly perBookingCents: number | null
  readonly topUp: TopUpRule | null
}

/** Below so much, ask to buy this bundle. The rule asks; a person approves each purchase. */
export interface TopUpRule {
  readonly bundleId: string
  readonly belowCents: number
}

export const NO_LIMITS: AutoSpend = {
  enabled: true,
  perCallCents: null,
  perDayCents: null,
  perCampaignCents: null,
  perBookingCents: null,
  topUp: null,
}

export type SpendKind = 'campaign_spend' | 'day_limit' | 'campaign_limit' | 'booking_cost'

/** What was spent or is set aside already, and what a person has allowed on top. Read only where a rule asks for it. */
export interface SpendFacts {
  campaignCents(): number
  dayCents(): number
  bookings(): number
  allowedCents(kind: SpendKind): number
}

export type SpendDecision =
  | { readonly allowed: true }
  | {
      readonly allowed: false
      readonly kind: SpendKind
      readonly limitCents: number
      readonly spentCents: number
    }

/** May so much more be set aside? The first limit that it would pass says no. */
export function decideSpend(rules: AutoSpend, nextCents: number, facts: SpendFacts): SpendDecision {
  const limits: readonly [SpendKind, number | null, () => number][] = [
    ['campaign_spend', rules.enabled ? null : 0, facts.campaignCents],
    ['day_limit', rules.perDayCents, facts.dayCents],
    ['campaign_limit', rules.perCampaignCents, facts.campaignCents],
    [
      'booking_cost',
      rules.perBookingCents === null ? null : rules.perBookingCents * Math.max(1, facts.bookings()),
      facts.campaignCents,
    ],
  ]
  for (const [kind, limitCents, spent] of limits) {
    if (limitCents === null) continue
    const spentCents = spent()
    const withAllowance = limitCents + facts.allowedCents(kind)
    if (spentCents + nextCents > withAllowance)
      return { allowed: false, kind, limitCents: withAllowance, spentCents }
  }
  return { allowed: true }
}

/** Answered dials before an account has figures of its own talk about so much of the time. */
const USUALLY_ANSWERED = 0.45
const MOST_HELD_MINUTES = 6

/**
 * Set aside before a dial: the minutes that a call is expected to last and one more, by the rate table. A call that lasts
 * longer holds more as it goes.
 */
export function holdCents(rules: AutoSpend, averageTalkMs: number | null): number {
  const expected =
    averageTalkMs === null
      ? HOLD_CENTS
      : CENTS_PER_MINUTE *
        Math.min(MOST_HELD_MINUTES, Math.max(2, Math.ceil(averageTalkMs / USUALLY_ANSWERED / 60_000) + 1))
  const most = mostCallCents(rules)
  return most === null ? expected : Math.min(expected, most)
}

/** Whole minutes only: a limit between two minutes ends the call at the earlier one. */
export const mostCallCents = ({ perCallCents }: AutoSpend): number | null =>
  perCallCents === null ? null : Math.max(1, Math.floor(perCallCents / CENTS_PER_MINUTE)) * CENTS_PER_MINUTE
