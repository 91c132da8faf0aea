import type { Approvals } from './approvals.ts'
import { dollars } from './dollars.ts'
import { CENTS_PER_MINUTE } from './rates.ts'
import {
  type AutoSpend,
  decideSpend,
  holdCents,
  mostCallCents,
  type SpendFacts,
  type SpendKind,
} from './spend-rules.ts'

/** Asked in the transaction that spends: before a dial, and before a call holds one more minute. */
export interface SpendGate {
  permitDial(call: SpendingCall): { allowed: true; holdCents: number } | { allowed: false; detail: string }
  /** A call that may not go on wraps up politely; nobody is asked in the middle of a sentence. */
  mayExtend(call: SpendingCall): boolean
}

export interface SpendingCall {
  readonly callId: string
  readonly campaignId: string
}

export interface SpendGateParts {
  readonly rules: () => AutoSpend
  readonly approvals: Approvals
  readonly reads: SpendReads
  /** The contractor's day, e.g. `2026-11-23`. */
  readonly today: () => string
  readonly averageTalkMs: () => number | null
}

/** Used and set aside, from the stored facts. */
export interface SpendReads {
  campaign(campaignId: string): { name: string; spentCents: number; bookings: number; estimatedCents: number }
  dayCents(day: string): number
  callCents(callId: string): number
}

/** Asked for at a time where no estimate tells what is needed: often enough to notice, seldom enough to work. */
const ASKED_CENTS = 5_00
/** Half as much again as is expected: a call that takes longer is not ended for it. */
const SLACK = 1.5

/** The owner's limits on spending. What passes one is asked of a person, once for each limit and campaign or day. */
export function spendGate({ rules, approvals, reads, today, averageTalkMs }: SpendGateParts): SpendGate {
  const subjectOf = (kind: SpendKind, { campaignId }: SpendingCall) =>
    kind === 'day_limit' ? today() : campaignId
  const factsOf = (call: SpendingCall): SpendFacts => ({
    campaignCents: () => reads.campaign(call.campaignId).spentCents,
    dayCents: () => reads.dayCents(today()),
    bookings: () => reads.campaign(call.campaignId).bookings,
    allowedCents: (kind) => approvals.allowedCents(kind, subjectOf(kind, call)),
  })
  return {
    permitDial(call) {
      const current = rules()
      const nextCents = holdCents(current, averageTalkMs())
      const decision = decideSpend(current, nextCents, factsOf(call))
      if (decision.allowed) return { allowed: true, holdCents: nextCents }
      const { kind, limitCents, spentCents } = decision
      const { name, estimatedCents } = reads.campaign(call.campaignId)
      const expectedCents = kind === 'day_limit' ? 0 : estimatedCents - spentCents
      const amountCents = Math.max(
        nextCents,
        expectedCents > 0 ? Math.ceil(expectedCents * SLACK) : ASKED_CENTS,
      )
      const summary = `${name}: ${WORDS[kind](dollars(limitCents))} Allow ${dollars(amountCents)} more?`
      const subject = subjectOf(kind, call)
      approvals.request({
        kind,
        subject,
        summary,
        amountCents,
        parameters: {
          campaign_id: call.campaignId,
          campaign_name: name,
          subject,
          limit_cents: limitCents,
          spent_cents: spentCents,
          next_call_cents: nextCents,
        },
      })
      return { allowed: false, detail: summary }
    },
    mayExtend(call) {
      const current = rules()
      const most = mostCallCents(current)
      if (most !== null && reads.callCents(call.callId) + CENTS_PER_MINUTE > most) return false
      return decideSpend(current, CENTS_PER_MINUTE, factsOf(call)).allowed
    },
  }
}

const WORDS: Record<SpendKind, (limit: string) => string> = {
  campaign_spend: (limit) => `it may spend ${limit} so far, and spending by itself is switched off.`,
  day_limit: (limit) => `the next call would pass the limit of ${limit} for today.`,
  campaign_limit: (limit) => `the next call would pass the limit of ${limit} for the campaign.`,
  booking_cost: (limit) => `the next call would pass the ${limit} that its bookings may cost.`,
}
