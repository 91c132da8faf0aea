import { describe, expect, it } from 'vitest'
import { sqliteApprovals, sqliteSpendReads } from '../../src-main/adapters/sqlite/approval-store.ts'
import { CampaignControl } from '../../src-main/core/campaign/control-campaign.ts'
import { WaitingCampaigns } from '../../src-main/core/campaign/waiting-campaigns.ts'
import { Approvals } from '../../src-main/core/wallet/approvals.ts'
import { type SpendGate, spendGate } from '../../src-main/core/wallet/spend-gate.ts'
import { type AutoSpend, NO_LIMITS } from '../../src-main/core/wallet/spend-rules.ts'
import { news, placed, type World, world } from './dialing-world.ts'

const DAY_MS = 86_400_000

/** The real gate, approvals and dialer; only vendors and homeowners are played. */
function limited(changes: Partial<AutoSpend>, more: Partial<World> = {}) {
  let today = '2026-11-23'
  const rules: AutoSpend = { ...NO_LIMITS, ...changes }
  // The world is built around its gate, and the gate reads the world's books.
  let real: SpendGate | null = null
  const gate = () => {
    if (!real) throw new Error('asked before the world stood')
    return real
  }
  const w = world({
    dial: placed,
    spend: { permitDial: (call) => gate().permitDial(call), mayExtend: (call) => gate().mayExtend(call) },
    ...more,
  })
  const store = sqliteApprovals(w.db)
  const allowed: string[] = []
  const approvals = new Approvals({
    ...w,
    store,
    ended: (approval, how) => {
      if (how === 'allowed') allowed.push(approval.kind)
      waiting.answered(approval, how)
    },
  })
  const control = new CampaignControl({
    ...w,
    changed: () => w.dialer.pump(),
    logError: () => {},
    // Its script is written at once.
    prepare(campaignId) {
      w.campaigns.setStatus(campaignId, 'running', null, w.clock.nowMs())
      w.dialer.pump()
    },
  })
  const waiting = new WaitingCampaigns({
    ...w,
    control,
    approvals: store,
    logError: (message) => w.errors.push(message),
  })
  real = spendGate({
    rules: () => rules,
    approvals,
    reads: sqliteSpendReads(w.db),
    today: () => today,
    averageTalkMs: () => null,
  })
  const approval = () => {
    const row = w.db.prepare('SELECT approval_id FROM approval ORDER BY requested_at_ms DESC').get() as
      | { approval_id: string }
      | undefined
    return row ? store.get(row.approval_id) : null
  }
  const resume = () => {
    w.campaigns.setStatus('campaign_1', 'running', null, w.clock.nowMs())
    w.dialer.pump()
  }
  const count = () => w.db.prepare('SELECT count(*) FROM approval').pluck().get()
  const nextDay = () => {
    today = '2026-11-24'
    approvals.withdraw(({ kind, subject }) => kind === 'day_limit' && subject !== today, 'That day is over.')
  }
  return { ...w, rules, nextDay, approvals, approval, allowed, resume, count, store }
}

describe('a call that goes on', () => {
  it.each([
    ['campaign', 'perCampaignCents'],
    ['day', 'perDayCents'],
  ] as const)('never takes its %s beyond the limit, the minute that begins included', async (_, limit) => {
    const heldAtDial = 45
    for (const limitCents of [45, 50, 59, 60, 74, 75]) {
      const w = limited({ [limit]: limitCents })
      w.dialer.start()
      await w.run(100)
      const spent = () => w.ledger.callCents('call_1', 'usage') + w.ledger.callCents('call_1', 'held')
      expect(spent()).toBe(heldAtDial)
      w.dialer.carrierSaid(news.answered('call_1'))
      let most = 0
      for (let seconds = 0; seconds < 360; seconds++) {
        await w.run(1_000)
        most = Math.max(most, spent())
      }
      expect(most).toBe(Math.floor(limitCents / 15) * 15)
    }
  })
})

describe('spending that needs a word', () => {
  it('waits, with its parameters, while auto-spend is off, and nothing rings', async () => {
    const w = limited({ enabled: false }, { calls: 3 })
    w.dialer.start()
    await w.run(20_000)
    expect(w.dialed).toEqual([])
    expect(w.campaigns.get('campaign_1')).toMatchObject({
      status: 'paused',
      statusReason: expect.stringMatching(/^Waits for your approval/),
    })
    expect(w.approval()).toMatchObject({
      kind: 'campaign_spend',
      subject: 'campaign_1',
      amountCents: 500,
      status: 'waiting',
      parameters: {
        campaign_id: 'campaign_1',
        campaign_name: 'Test',
        limit_cents: 0,
        spent_cents: 0,
        next_call_cents: 45,
      },
    })
    expect(w.ledger.balanceCents('held')).toBe(0)
  })

  it.each([
    ['half as much again as the campaign is expected to need', 108, 162],
    ['no less than the next call', 20, 45],
  ])('asks for %s', async (_, estimatedCents, askedCents) => {
    const w = limited({ enabled: false }, { calls: 3 })
    w.db.prepare('UPDATE call_campaign SET estimated_cost_cents = ?').run(estimatedCents)
    w.dialer.start()
    await w.run(1_000)
    expect(w.approval()?.amountCents).toBe(askedCents)
  })

  it('asks once, however often it is tried', async () => {
    const w = limited({ enabled: false }, { calls: 3 })
    w.dialer.start()
    for (let i = 0; i < 5; i++) {
      await w.run(6_000)
      w.resume()
    }
    await w.run(6_000)
    expect(w.count()).toBe(1)
  })

  it('is spent as far as a person allowed, to the cent, and then asks again', async () => {
    const w = limited({ enabled: false }, { calls: 3 })
    w.dialer.start()
    await w.run(1_000)
    w.approvals.decide(w.approval()?.approvalId ?? '', { decision: 'approve', amountCents: 90, by: 'Pat' })
    expect(w.approval()).toMatchObject({
      status: 'used',
      approvedCents: 90,
      decidedBy: 'Pat',
      amountCents: 500,
    })
    expect(w.allowed).toEqual(['campaign_spend'])
    w.resume()
    await w.run(1_000)
    expect(w.dialed).toHaveLength(2)
    expect(w.ledger.balanceCents('held')).toBe(90)
    expect(w.campaigns.get('campaign_1')?.status).toBe('paused')
    expect(w.count()).toBe(2)
  })

  it('cannot be allowed twice by one word, nor after that word has expired or was no', async () => {
    const w = limited({ enabled: false })
    w.dialer.start()
    await w.run(1_000)
    const id = w.approval()?.approvalId ?? ''
    const yes = { decision: 'approve', by: 'Pat' } as const
    w.approvals.decide(id, yes)
    expect(() => w.approvals.decide(id, yes)).toThrow(/decided before/)
    expect(() => w.approvals.decide(id, { decision: 'decline', by: 'Pat' })).toThrow(/decided before/)
    expect(() =>
      w.store.allow({
        approvalId: id,
        kind: 'campaign_spend',
        subject: 'campaign_1',
        amountCents: 1,
        grantedAtMs: 0,
        expiresAtMs: 1e15,
      }),
    ).toThrow(/UNIQUE/)
    expect(w.approvals.allowedCents('campaign_spend', 'campaign_1')).toBe(500)
    expect(w.approvals.allowedCents('campaign_spend', 'campaign_2')).toBe(0)
    expect(w.approvals.allowedCents('day_limit', 'campaign_1')).toBe(0)
    expect(w.store.allowedCents('campaign_spend', 'campaign_1', w.clock.nowMs() + 8 * DAY_MS)).toBe(0)
  })

  it('expires unanswered, and is asked anew', async () => {
    const w = limited({ enabled: false })
    w.dialer.start()
    await w.run(1_000)
    const id = w.approval()?.approvalId ?? ''
    w.db.prepare('UPDATE approval SET expires_at_ms = ?').run(Math.round(w.clock.nowMs()))
    expect(() => w.approvals.decide(id, { decision: 'approve', by: 'Pat' })).toThrow(/expired/)
    expect(w.store.get(id)?.status).toBe('expired')
    w.resume()
    await w.run(6_000)
    expect(w.count()).toBe(2)
  })

  it('stops at the limit of the day and of the campaign', async () => {
    for (const limit of [{ perDayCents: 100 }, { perCampaignCents: 100 }]) {
      const w = limited(limit, { calls: 4 })
      w.dialer.start()
      await w.run(6_000)
      expect(w.dialed).toHaveLength(2)
      expect(w.approval()?.kind).toBe('perDayCents' in limit ? 'day_limit' : 'campaign_limit')
    }
  })

  it('lets the other campaigns go on when one of those that waited may not', async () => {
    const w = limited({ perDayCents: 0 }, { calls: 2 })
    w.dialer.start()
    await w.run(1_000)
    aSecondCampaign(w)
    hangUpsOnSilence(w, 'campaign_1', 60)
    const waits = w.campaigns.get('campaign_1')?.statusReason ?? ''
    w.campaigns.setStatus('campaign_2', 'paused', waits, w.clock.nowMs())
    w.approvals.decide(w.approval()?.approvalId ?? '', { decision: 'approve', by: 'Pat' })
    expect(w.approval()?.status).toBe('used')
    expect(w.campaigns.get('campaign_1')).toMatchObject({
      status: 'paused',
      statusReason: expect.stringContaining('heard nothing within two seconds'),
    })
    // It has no calls, so it goes on to its end.
    expect(w.campaigns.get('campaign_2')?.status).toBe('completed')
    expect(w.errors).toEqual([])
  })

  it('goes on by itself once allowed, and stays with the reason once declined or left unanswered', async () => {
    const yes = limited({ enabled: false })
    yes.dialer.start()
    await yes.run(1_000)
    yes.approvals.decide(yes.approval()?.approvalId ?? '', { decision: 'approve', by: 'Pat' })
    await yes.run(6_000)
    expect(yes.dialed).toHaveLength(1)

    const no = limited({ enabled: false })
    no.dialer.start()
    await no.run(1_000)
    no.approvals.decide(no.approval()?.approvalId ?? '', { decision: 'decline', by: 'Pat', note: 'too much' })
    await no.run(60_000)
    expect(no.approval()).toMatchObject({ status: 'declined', decidedBy: 'Pat', decisionNote: 'too much' })
    expect(no.campaigns.get('campaign_1')).toMatchObject({
      status: 'paused',
      statusReason: expect.stringMatching(/^Pat declined: /),
    })
    expect([no.dialed.length, no.count()]).toEqual([0, 1])

    const silent = limited({ enabled: false })
    silent.dialer.start()
    await silent.run(1_000)
    silent.db.prepare('UPDATE approval SET expires_at_ms = ?').run(Math.round(silent.clock.nowMs()))
    silent.approvals.expireDue()
    await silent.run(60_000)
    expect(silent.campaigns.get('campaign_1')).toMatchObject({
      status: 'paused',
      statusReason: expect.stringContaining('Nobody answered'),
    })
    expect([silent.dialed.length, silent.count()]).toEqual([0, 1])
  })

  it('is asked no more, and campaigns go on, when the day of the limit is over', async () => {
    const w = limited({ perDayCents: 100 }, { calls: 3 })
    w.dialer.start()
    await w.run(6_000)
    expect(w.dialed).toHaveLength(2)
    for (const callId of ['call_1', 'call_2']) w.dialer.carrierSaid(news.ended(callId))
    w.nextDay()
    await w.run(6_000)
    expect(w.approval()).toMatchObject({ status: 'expired', decisionNote: 'That day is over.' })
    expect(w.dialed).toHaveLength(3)
  })

  it('is asked anew under the rules of now when they were changed', async () => {
    const w = limited({ enabled: false })
    w.dialer.start()
    await w.run(1_000)
    Object.assign(w.rules, { enabled: true, perCampaignCents: 10 })
    w.approvals.withdraw(() => true, 'The spending rules were changed.')
    await w.run(6_000)
    expect(w.count()).toBe(2)
    Object.assign(w.rules, { perCampaignCents: null })
    w.approvals.withdraw(() => true, 'The spending rules were changed.')
    await w.run(6_000)
    expect(w.dialed).toHaveLength(1)
    expect(w.count()).toBe(2)
  })
})

function aSecondCampaign({ campaigns }: ReturnType<typeof limited>): void {
  campaigns.beginLaunch({
    campaignId: 'campaign_2',
    name: 'Second',
    contractorId: 'contractor_1',
    engine: 'ridgeline',
    scriptId: null,
    createdAtMs: 0,
    idempotencyKey: null,
    requestHash: 'y',
    leadIds: [],
  })
}

/** Every answered call of the campaign heard nothing: it may not go on. */
function hangUpsOnSilence(
  { db, clock }: ReturnType<typeof limited>,
  campaignId: string,
  calls: number,
): void {
  const insert = db.prepare(
    `INSERT INTO voice_call (call_id, campaign_id, lead_id, attempt_no, phone, engine, status, outcome, answered_by, queued_at_ms, not_before_ms, answered_at_ms, abandoned, decided_at)
     VALUES (?, ?, 'lead_1', ?, '+15125550100', 'ridgeline', 'ended', 'hung_up', 'human', 1, 1, ?, 1, 1)`,
  )
  for (let i = 0; i < calls; i++) insert.run(`silent_${i}`, campaignId, i + 2, Math.round(clock.nowMs()))
}
