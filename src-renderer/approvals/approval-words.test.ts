import { describe, expect, it } from 'vitest'
import type { ApprovalView } from '../../src-preload/contract/account.ts'
import {
  amountProblem,
  approvalFacts,
  approvalTitle,
  campaignOf,
  decisionWords,
  hasFreeAmount,
  timeLeft,
} from './approval-words.ts'

const asked: ApprovalView = {
  approval_id: 'approval_1',
  kind: 'day_limit',
  summary: 'Fall inspections: the next call would pass the limit of $50.00 for today. Allow $5.00 more?',
  amount_cents: 500,
  parameters: {
    campaign_id: 'campaign_1',
    campaign_name: 'Fall inspections',
    subject: '2026-11-23',
    limit_cents: 5_000,
    spent_cents: 4_980,
    next_call_cents: 45,
  },
  status: 'waiting',
  requested_at: '2026-11-23T16:00:00.000Z',
  expires_at: '2026-11-24T16:00:00.000Z',
  decided_at: null,
  approved_cents: null,
  decided_by: null,
  decision_note: null,
  used_at: null,
}

describe('what a request tells', () => {
  it('is every parameter that it is bound to, as a person reads it', () => {
    expect(approvalFacts(asked)).toEqual([
      ['Day', 'Nov 23, 2026'],
      ['May be spent so far', '$50.00'],
      ['Spent or set aside', '$49.80'],
      ['The next call sets aside', '$0.45'],
    ])
    expect(campaignOf(asked)).toEqual({ id: 'campaign_1', name: 'Fall inspections' })
  })

  it('is a price that cannot be changed where a bundle is to be bought', () => {
    const topUp = {
      ...asked,
      kind: 'top_up',
      parameters: { bundle_id: 'm_100', bundle_name: '100 minutes', price_cents: 1_400, currency: 'usd' },
    }
    expect(approvalFacts(topUp)).toEqual([
      ['Bundle', '100 minutes'],
      ['Price', '$14.00'],
      ['Currency', 'USD'],
    ])
    expect([hasFreeAmount(topUp), hasFreeAmount(asked)]).toEqual([false, true])
    expect(campaignOf(topUp)).toBeNull()
  })

  it('keeps its own name where a newer core asks for something new', () => {
    expect(approvalTitle({ ...asked, kind: 'new_number' })).toBe('New number')
  })

  it('says how long it can be decided', () => {
    const at = (iso: string) => timeLeft(asked.expires_at, Date.parse(iso))
    expect(at('2026-11-24T12:30:00Z')).toBe('in 3 hours')
    expect(at('2026-11-24T15:59:00Z')).toBe('in 1 minute')
    expect(at('2026-11-24T15:59:30Z')).toBe('in less than a minute')
  })

  it('says whether another amount was allowed', () => {
    expect(decisionWords({ ...asked, status: 'used', approved_cents: 500 }).words).toBe('Approved')
    expect(decisionWords({ ...asked, status: 'used', approved_cents: 200 }).words).toBe('Approved, changed')
    expect(decisionWords({ ...asked, status: 'expired' }).words).toBe('Expired')
  })
})

describe('another amount', () => {
  it('is refused in words when it is none', () => {
    for (const wrong of ['', 0, -3, '.', 'abc'])
      expect(amountProblem(wrong)).toBe('An amount of at least $0.01')
    expect(amountProblem(100_001)).toBe('At most $100,000.00')
    for (const right of [0.01, 5, '12.50', 100_000]) expect(amountProblem(right)).toBeNull()
  })
})
