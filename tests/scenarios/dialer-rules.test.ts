import { describe, expect, it } from 'vitest'
import { CampaignControl } from '../../src-main/core/campaign/control-campaign.ts'
import { CampaignEditor } from '../../src-main/core/campaign/edit-campaign.ts'
import { news, placed, type World, world } from './dialing-world.ts'

const HOUR = 3_600_000

function campaign(more: Partial<World> = {}) {
  const w = world({ dial: placed, ...more })
  const parts = {
    clock: w.clock,
    ids: w.ids,
    transactions: w.transactions,
    campaigns: w.campaigns,
    settings: w.settings,
    activity: w.activity,
    changed: () => w.dialer.pump(),
  }
  const editor = new CampaignEditor({
    ...parts,
    scripts: { get: () => null },
    leads: { get: (leadId) => w.contextOf(leadId).lead },
    gate: w.session.gate,
  })
  const control = new CampaignControl({ ...parts, logError: () => {}, prepare: () => {} })
  const rows = (leadId: string) =>
    w.db
      .prepare(
        'SELECT call_id, status, outcome, not_before_ms FROM voice_call WHERE lead_id = ? ORDER BY attempt_no',
      )
      .all(leadId) as { call_id: string; status: string; outcome: string | null; not_before_ms: number }[]
  return { ...w, editor, control, rows }
}

describe('retries', () => {
  it('put a lead that did not answer in line again, once, however often the program starts', async () => {
    const w = campaign()
    w.dialer.start()
    await w.run(1_000)
    w.dialer.carrierSaid(news.ended('call_1', { cause: 'no_answer' }))
    const endedAtMs = w.clock.nowMs()
    for (let i = 0; i < 5; i++) {
      w.dialer.pump()
      await w.run(10_000)
    }
    expect(w.rows('lead_1')).toMatchObject([
      { status: 'ended', outcome: 'no_answer' },
      { status: 'queued', not_before_ms: endedAtMs + 20 * HOUR },
    ])
    expect(w.campaigns.get('campaign_1')?.status).toBe('running')
  })

  it('are not made for what a homeowner decided', async () => {
    const w = campaign()
    w.dialer.start()
    await w.run(1_000)
    w.dialer.carrierSaid(news.answered('call_1'))
    w.dialer.carrierSaid(news.ended('call_1'))
    await w.run(10_000)
    expect(w.rows('lead_1')).toMatchObject([{ outcome: 'hung_up' }])
    expect(w.campaigns.get('campaign_1')?.status).toBe('completed')
  })

  it('are asked of the gate, which may forbid them', async () => {
    let allowed = true
    const w = campaign({ allowed: () => allowed })
    w.dialer.start()
    await w.run(1_000)
    allowed = false
    w.dialer.carrierSaid(news.ended('call_1', { cause: 'no_answer' }))
    await w.run(10_000)
    expect(w.rows('lead_1')).toHaveLength(1)
  })
})

describe('sharing', () => {
  it('gives two campaigns their turns, whichever is larger', async () => {
    const w = campaign({ calls: 8 })
    w.db.exec(`INSERT INTO call_campaign (campaign_id, name, contractor_id, engine, status, request_hash, lead_count, estimated_cost_cents, created_at_ms)
        VALUES ('campaign_2', 'Small', 'contractor_1', 'ridgeline', 'running', '', 2, 0, 1);
      UPDATE voice_call SET campaign_id = 'campaign_2' WHERE call_id IN ('call_7', 'call_8')`)
    w.dialer.start()
    await w.run(1_000)
    expect(w.dialed.map(({ callId }) => callId)).toEqual(['call_1', 'call_7', 'call_2'])
    for (const callId of ['call_1', 'call_2']) w.dialer.carrierSaid(news.ended(callId, { cause: 'rejected' }))
    await w.run(1_000)
    expect(w.dialed.slice(3).map(({ callId }) => callId)).toEqual(['call_3', 'call_8'])
  })

  it('keeps a campaign to its own number of calls at once and its calls a minute', async () => {
    const w = campaign({ calls: 6 })
    w.editor.set('campaign_1', { max_concurrent_calls: 1 })
    w.dialer.start()
    await w.run(10_000)
    expect(w.dialed).toHaveLength(1)
    w.editor.set('campaign_1', { max_concurrent_calls: null, calls_per_minute: 2 })
    await w.run(10_000)
    expect(w.dialed).toHaveLength(2)
    await w.run(60_000)
    expect(w.dialed).toHaveLength(3)
  })

  it('holds a limit of a campaign that was lowered while its calls were being prepared', async () => {
    const ready = Promise.withResolvers<void>()
    const w = campaign({ calls: 5, prepared: () => ready.promise, maxConcurrent: () => 5 })
    w.dialer.start()
    await w.run(1_000)
    w.editor.set('campaign_1', { max_concurrent_calls: 2 })
    ready.resolve()
    await w.run(10_000)
    expect(w.dialed).toHaveLength(2)
    w.dialer.carrierSaid(news.ended(w.dialed[0]?.callId ?? '', { cause: 'rejected' }))
    await w.run(10_000)
    expect(w.dialed).toHaveLength(3)
    expect(w.calls.unfinished()).toHaveLength(2)
  })

  it("holds the account's limit that was lowered while calls of two campaigns were being prepared", async () => {
    const ready = Promise.withResolvers<void>()
    let most = 4
    const w = campaign({ calls: 4, prepared: () => ready.promise, maxConcurrent: () => most })
    w.db.exec(`INSERT INTO call_campaign (campaign_id, name, contractor_id, engine, status, request_hash, lead_count, estimated_cost_cents, created_at_ms)
        VALUES ('campaign_2', 'Small', 'contractor_1', 'ridgeline', 'running', '', 2, 0, 1);
      UPDATE voice_call SET campaign_id = 'campaign_2' WHERE call_id IN ('call_3', 'call_4')`)
    w.dialer.start()
    await w.run(1_000)
    most = 1
    ready.resolve()
    await w.run(10_000)
    expect(w.dialed).toHaveLength(1)
    expect(w.ledger.balanceCents('held')).toBe(45)
  })

  it('calls the best leads first', async () => {
    const w = campaign({ calls: 5 })
    w.db.exec(
      `UPDATE voice_call SET priority = CASE call_id WHEN 'call_4' THEN 90 WHEN 'call_2' THEN 80 ELSE 10 END`,
    )
    w.dialer.start()
    await w.run(1_000)
    expect(w.dialed.map(({ callId }) => callId)).toEqual(['call_4', 'call_2', 'call_1'])
  })
})

it('pauses with the reasons when dials fail, and goes on when a person says so', async () => {
  const w = campaign({
    calls: 6,
    dial: async () => ({
      placed: false,
      reason: 'no route to this number',
      detail: 'no route to this number',
      because: 'refused',
    }),
  })
  w.dialer.start()
  await w.run(30_000)
  expect(w.campaigns.get('campaign_1')).toMatchObject({
    status: 'paused',
    statusReason: expect.stringMatching(
      /^Paused after 3 of the last 3 dials failed: no route to this number \(3 times\)\. Resume in a few minutes\./,
    ),
  })
  const before = w.dialed.length
  resume(w)
  await w.run(30_000)
  expect(w.dialed.length).toBeGreaterThan(before)
})

it('lets fewer calls up when the carrier has no more channels', async () => {
  let up = 0
  const w = campaign({
    calls: 6,
    dial: async (request) => {
      if (up >= 1)
        return { placed: false, reason: 'channel limit', detail: 'channel limit', because: 'rate-limited' }
      up++
      return placed(request)
    },
  })
  w.dialer.start()
  await w.run(40_000)
  expect(w.desk.size).toBe(1)
  expect(w.campaigns.get('campaign_1')?.status).toBe('running')
  // Without what was learned it would have tried two more every fifteen seconds.
  expect(w.dialed.length).toBeLessThanOrEqual(4)
})

describe('abandoned calls', () => {
  async function abandoned(count: number) {
    const w = campaign({ calls: count + 2 })
    w.dialer.start()
    for (let i = 1; i <= count; i++) {
      await w.run(1_000)
      w.dialer.carrierSaid(news.answered(`call_${i}`))
      await w.run(3_000)
      w.dialer.carrierSaid(news.ended(`call_${i}`))
    }
    await w.run(1_000)
    return w
  }

  it('pause the campaign, which a person may resume until the next one', async () => {
    const few = await abandoned(2)
    expect(few.campaigns.get('campaign_1')?.status).toBe('running')
    const w = await abandoned(3)
    expect(w.campaigns.get('campaign_1')).toMatchObject({
      status: 'paused',
      statusReason: expect.stringContaining('heard nothing within two seconds'),
    })
    expect(w.editor.pace('campaign_1').abandonment).toEqual({ answered: 3, abandoned: 3, percent: 100 })
    resume(w)
    await w.run(10_000)
    expect(w.campaigns.get('campaign_1')?.status).toBe('running')
  })

  it('block it at three in a hundred', async () => {
    const w = await abandoned(3)
    w.db.exec(
      `UPDATE voice_call SET abandoned = 1, answered_at_ms = ${w.clock.nowMs()}, answered_by = 'human'`,
    )
    const insert = w.db.prepare(
      `INSERT INTO voice_call (call_id, campaign_id, lead_id, attempt_no, phone, engine, status, outcome, answered_by, queued_at_ms, not_before_ms, answered_at_ms, abandoned, decided_at)
       VALUES (?, 'campaign_1', 'lead_1', ?, '+15125550100', 'ridgeline', 'ended', 'hung_up', 'human', 1, 1, ?, 0, 1)`,
    )
    for (let i = 2; i < 97; i++) insert.run(`old_${i}`, i, w.clock.nowMs())
    expect(() => w.control.resume('campaign_1')).toThrow('cannot be resumed')
  })
})

describe('a campaign that is changed while it runs', () => {
  it('takes leads out and in', async () => {
    const w = campaign({ calls: 6 })
    w.editor.set('campaign_1', { max_concurrent_calls: 1 })
    w.dialer.start()
    await w.run(1_000)
    const out = await later(w, w.editor.changeLeads('campaign_1', [], ['lead_2', 'lead_3']))
    expect(out).toEqual({ added: 0, not_added: [], removed: 2 })
    expect(w.rows('lead_2')).toMatchObject([{ status: 'ended', outcome: 'canceled' }])
    const back = await later(w, w.editor.changeLeads('campaign_1', ['lead_2', 'lead_4'], []))
    expect(back).toMatchObject({ added: 1, not_added: [{ lead_id: 'lead_4' }] })
    expect(w.rows('lead_2').at(-1)).toMatchObject({ status: 'queued' })
    w.dialer.carrierSaid(news.ended('call_1', { cause: 'rejected' }))
    await w.run(5_000)
    expect(w.dialed.map(({ callId }) => callId)).not.toContain('call_3')
  })

  it('makes no retry for a lead that was taken out', async () => {
    const w = campaign({ calls: 2 })
    w.dialer.start()
    await w.run(1_000)
    await later(w, w.editor.changeLeads('campaign_1', [], ['lead_1']))
    w.dialer.carrierSaid(news.ended('call_1', { cause: 'no_answer' }))
    await w.run(10_000)
    expect(w.rows('lead_1')).toHaveLength(1)
  })

  it('is not changed once it is over', () => {
    const w = campaign()
    w.control.pause('campaign_1')
    void w.control.cancel('campaign_1')
    expect(() => w.editor.set('campaign_1', { calls_per_minute: 3 })).toThrow('cannot be changed')
  })
})

/** The campaign of this world has no script that would have to be written first. */
function resume(w: ReturnType<typeof campaign>): void {
  w.control.resume('campaign_1')
  w.campaigns.setStatus('campaign_1', 'running', null, w.clock.nowMs())
  w.dialer.pump()
}

async function later<T>(w: { run: (ms: number) => Promise<void> }, work: Promise<T>): Promise<T> {
  await w.run(200)
  return work
}
