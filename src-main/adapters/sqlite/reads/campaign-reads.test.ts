import { describe, expect, it } from 'vitest'
import { storeWithCalls } from '../../../../tests/fixtures/store-with-calls.ts'
import { credit, transfer } from '../../../core/wallet/wallet.ts'
import { sqliteDailyMetrics } from '../daily-metrics.ts'
import { sqliteLedger } from '../ledger.ts'
import { accountReads } from './account-reads.ts'
import { campaignReads } from './campaign-reads.ts'

const ZONE = 'America/Chicago'

describe('a campaign as it is shown', () => {
  it('counts calls that never rang apart from those that were made', () => {
    const { db, campaignId } = storeWithCalls(5)
    const end = db.prepare(`UPDATE voice_call SET status = 'ended', outcome = ? WHERE call_id = ?`)
    end.run('booked', 'call_1')
    end.run('no_answer', 'call_2')
    end.run('canceled', 'call_3')
    db.prepare(`UPDATE voice_call SET status = 'live' WHERE call_id = 'call_4'`).run()
    const { counts, outcomes } = campaignReads(db).view(campaignId)
    expect(counts).toEqual({ queued: 1, active: 1, ended: 2, canceled: 1, blocked: 0 })
    expect(outcomes).toEqual({ booked: 1, no_answer: 1, canceled: 1 })
  })

  it('has cost the same in the list, by itself, in its money and in the days of its calls', () => {
    const { db, campaignId, callIds } = storeWithCalls(2)
    const ledger = sqliteLedger(db)
    const [callId = ''] = callIds
    credit(ledger, 'first', 1_000, 'Entered by the owner', 0)
    // Half past eleven at night in Chicago: the next day in London.
    const startedAtMs = Date.UTC(2026, 10, 4, 5, 30)
    const end = db.prepare(
      `UPDATE voice_call SET status = 'ended', outcome = 'booked', started_at_ms = ?, answered_at_ms = ?, cost_cents = 30 WHERE call_id = ?`,
    )
    end.run(startedAtMs, startedAtMs, callId)
    sqliteDailyMetrics(db, () => ZONE).recount()
    const entries = transfer('adjustment', 'wallet', 12)
    ledger.post({ fact: 'fault', reason: 'Credit for a fault of ours', callId, entries }, startedAtMs)
    const reads = campaignReads(db)
    const costs = { cost_cents: 30, credited_cents: 12 }
    expect(reads.list({ limit: 5 }).items).toMatchObject([costs])
    expect(reads.view(campaignId)).toMatchObject(costs)
    expect(reads.detail(campaignId, [], null).money).toMatchObject({ spent_cents: 18, credited_cents: 12 })
    expect(accountReads(db, () => ZONE).daily('2026-11-03')).toMatchObject([{ day: '2026-11-03', ...costs }])
  })
})
