import { beforeEach, describe, expect, it } from 'vitest'
import { storeWithCalls } from '../../../../tests/fixtures/store-with-calls.ts'
import { emptyProfile } from '../../../core/contractor.ts'
import { sqliteCampaigns } from '../campaign-store.ts'
import type { Db } from '../database.ts'
import { leadReads } from './lead-reads.ts'

const NOW_MS = Date.UTC(2026, 10, 23, 16)
let db: Db
beforeEach(() => {
  db = storeWithCalls(1).db
  db.exec(`INSERT INTO property (lead_id) VALUES ('lead_1')`)
})

/** Another attempt to call the same lead, in a campaign of its own. */
function again(attempt: number): string {
  const campaigns = sqliteCampaigns(db)
  const campaignId = `campaign_${attempt}`
  campaigns.beginLaunch({
    campaignId,
    name: 'Again',
    contractorId: 'contractor_1',
    engine: 'ridgeline',
    scriptId: null,
    createdAtMs: attempt,
    idempotencyKey: null,
    requestHash: campaignId,
    leadIds: ['lead_1'],
  })
  const callId = `call_1_${attempt}`
  const call = {
    callId,
    leadId: 'lead_1',
    phone: '+15125550001',
    priority: 0,
    evidenceId: 'e',
    notBeforeMs: 0,
  }
  campaigns.addToLaunch(campaignId, { calls: [call], blocked: [], done: 1 }, attempt)
  return callId
}

const become = (callId: string, status: string, outcome: string | null, startedAtMs: number | null) =>
  db
    .prepare('UPDATE voice_call SET status = ?, outcome = ?, started_at_ms = ? WHERE call_id = ?')
    .run(status, outcome, startedAtMs, callId)

const lastCall = () =>
  leadReads({
    db,
    gate: {
      permission: () =>
        ({ allowed: false, reasons: [], rulesVersion: 'test', nextAllowedAtMs: null }) as never,
    },
    consents: { deciding: () => null },
    neighborhood: { near: () => [] as never },
    contractor: () => ({
      contractorId: 'contractor_1',
      profile: { ...emptyProfile, time_zone: 'America/Chicago' },
    }),
    nowMs: () => NOW_MS,
  }).get('lead_1').last_call

describe('the last call of a lead', () => {
  it('is none while the first one waits in line', () => {
    expect(lastCall()).toBeNull()
  })

  it('is the one under way, before it has an outcome', () => {
    become('call_1', 'live', null, NOW_MS)
    expect(lastCall()).toEqual({ call_id: 'call_1', outcome: null, at: '2026-11-23T16:00:00.000Z' })
  })

  it('is the latest attempt, not the one that was changed last', () => {
    const second = again(2)
    become(second, 'ended', 'booked', NOW_MS - 1_000)
    become('call_1', 'ended', 'no_answer', NOW_MS - 60_000)
    expect(lastCall()).toMatchObject({ call_id: second, outcome: 'booked' })
  })

  it('stays the one before while another attempt waits in line', () => {
    become('call_1', 'ended', 'callback', NOW_MS - 60_000)
    again(2)
    expect(lastCall()).toMatchObject({ call_id: 'call_1', outcome: 'callback' })
  })

  it('is not one that was canceled before anything rang, but is one that was hung up while it rang', () => {
    become('call_1', 'ended', 'no_answer', NOW_MS - 60_000)
    const second = again(2)
    become(second, 'ended', 'canceled', null)
    expect(lastCall()).toMatchObject({ call_id: 'call_1' })
    become(second, 'ended', 'canceled', NOW_MS)
    expect(lastCall()).toMatchObject({ call_id: second, outcome: 'canceled' })
  })
})
