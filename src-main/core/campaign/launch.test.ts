import { describe, expect, it } from 'vitest'
import type { LeadId } from '../../../src-preload/contract/primitives.ts'
import { launching, settled } from '../../../tests/fixtures/launching.ts'

const HOUR_MS = 3_600_000

describe('launching a campaign', () => {
  it('queues a lead whose hours have not begun for when they begin, and the others for now', async () => {
    const { estimate, gate, launch, calls, nowMs } = launching(3)
    gate.answer('lead_2', { nextAllowedAtMs: nowMs + HOUR_MS })
    gate.answer('lead_3', { nextAllowedAtMs: null })
    const { calls: queued, blocked } = await launch()
    expect(queued.map(({ call_id }) => calls.get(call_id)?.notBeforeMs)).toEqual([nowMs, nowMs + HOUR_MS])
    expect(blocked.map(({ lead_id }) => lead_id)).toEqual(['lead_3'])
    expect(await estimate(['lead_1', 'lead_2', 'lead_3'])).toMatchObject({
      callable: queued.length,
      callable_now: 1,
      next_allowed_at: new Date(nowMs + HOUR_MS).toISOString(),
      blocked: [{ lead_id: 'lead_3' }],
    })
  })

  it('launches while all calls are held back, and says by what', async () => {
    const hold = {
      code: 'spending_paused',
      message: 'All spending is paused.',
      advice: 'Resume it.',
    } as const
    const { launch } = launching(1, { holds: [hold] })
    expect(await launch()).toMatchObject({ calls: [{ lead_id: 'lead_1' }], held_back_by: [hold] })
    expect((await launching(1).launch()).held_back_by).toEqual([])
  })

  it('tells before which moment none of its calls is dialed', async () => {
    const { gate, launch, reads, nowMs } = launching(2)
    gate.answer('lead_1', { nextAllowedAtMs: nowMs + 2 * HOUR_MS })
    gate.answer('lead_2', { nextAllowedAtMs: nowMs + HOUR_MS })
    const { campaign_id } = await launch()
    expect(reads.view(campaign_id).next_call_at).toBe(new Date(nowMs + HOUR_MS).toISOString())
  })

  it('writes the script anew when a campaign was paused, the program ended and somebody resumes it', async () => {
    const before = launching(1, { writes: () => new Promise(() => {}) })
    const { campaign_id } = await before.launch()
    before.control.pause(campaign_id)
    const after = before.restarted()
    after.preparation.resume()
    after.control.resume(campaign_id)
    expect(after.campaigns.get(campaign_id)?.status).toBe('preparing')
    await settled()
    expect(after.campaigns.get(campaign_id)).toMatchObject({
      status: 'running',
      scriptId: expect.stringContaining('script_'),
    })
  })

  it('writes one script only when it is paused and resumed while the first is being written', async () => {
    let written = 0
    const { launch, control, campaigns } = launching(1, { writes: async () => void written++ })
    const { campaign_id } = await launch()
    control.pause(campaign_id)
    control.resume(campaign_id)
    await settled()
    expect(written).toBe(1)
    expect(campaigns.get(campaign_id)?.status).toBe('running')
  })

  it('is paused with its reason when its script cannot be kept, and resumes', async () => {
    let broken = true
    const { launch, control, campaigns, errors } = launching(1, {
      writes: async () => {
        if (broken) throw Object.assign(new Error('disk full'), { code: 'SQLITE_FULL' })
      },
    })
    const { campaign_id } = await launch()
    await settled()
    expect(campaigns.get(campaign_id)).toMatchObject({
      status: 'paused',
      statusReason: expect.stringContaining('the disk of this computer is full'),
    })
    expect(errors).toEqual(['a campaign could not be prepared'])
    broken = false
    control.resume(campaign_id)
    await settled()
    expect(campaigns.get(campaign_id)?.status).toBe('running')
  })
})

describe('launching very many leads', () => {
  const queuedOf = (subject: ReturnType<typeof launching>, campaignId: string) =>
    subject.campaigns.calls(campaignId).map(({ leadId }) => leadId)

  const newest = ({ reads }: ReturnType<typeof launching>): string => {
    const [campaign] = reads.list({ limit: 1 }).items
    if (!campaign) throw new Error('no campaign was launched')
    return campaign.campaign_id
  }

  it('goes part by part, tells how far it is, and lets nothing be dialed before the last lead', async () => {
    const subject = launching(450)
    subject.gate.answer('lead_7', { nextAllowedAtMs: null })
    const launched = subject.launch()
    await settled()
    const [campaign] = subject.reads.list({ limit: 1 }).items
    expect(campaign).toMatchObject({ status: 'launching', launch: { done: 200, total: 450 } })
    expect(subject.campaigns.withStatus('running').map(({ name }) => name)).toEqual(['Test'])
    await subject.clock.run(100)
    const { campaign_id, calls, blocked, estimated_cost_cents } = await launched
    expect([calls.length, blocked.length]).toEqual([449, 1])
    expect(estimated_cost_cents).toBeGreaterThan(0)
    expect(subject.reads.view(campaign_id)).toMatchObject({
      status: 'running',
      launch: null,
      name: 'Campaign of 449 leads',
      leads: 450,
    })
  })

  it('is taken up after a crash in the middle of it, with every lead once', async () => {
    const before = launching(450)
    void before.launch()
    await settled()
    const campaign_id = newest(before)
    const after = before.restarted()
    after.launcher.resume()
    await after.clock.run(100)
    expect(queuedOf(after, campaign_id)).toHaveLength(450)
    expect(new Set(queuedOf(after, campaign_id)).size).toBe(450)
    expect(after.campaigns.get(campaign_id)?.status).toBe('running')
  })

  it('is one launch for two requests with the same key, also while the first is under way', async () => {
    const subject = launching(450)
    const first = subject.launch({ idempotency_key: 'once' })
    await settled()
    const second = subject.launch({ idempotency_key: 'once' })
    await subject.clock.run(100)
    expect((await second).campaign_id).toBe((await first).campaign_id)
    expect((await second).calls).toHaveLength(450)
    expect(subject.reads.list({ limit: 10 }).items).toHaveLength(2)
  })

  it('stops when it is canceled, and ends the calls that were in line already', async () => {
    const subject = launching(450)
    const launched = subject.launch()
    await settled()
    const campaign_id = newest(subject)
    const canceled = subject.control.cancel(campaign_id)
    await subject.clock.run(100)
    await canceled
    expect((await launched).status).toBe('canceled')
    expect(subject.reads.view(campaign_id)).toMatchObject({
      status: 'canceled',
      counts: { queued: 0, canceled: 200 },
    })
  })

  it('leaves nothing that could be dialed when it breaks off, and its key may be used again', async () => {
    const subject = launching(450)
    subject.gate.breakAt('lead_300')
    const launched = subject.launch({ idempotency_key: 'once' })
    const failed = expect(launched).rejects.toThrow('disk full')
    await subject.clock.run(100)
    await failed
    expect(subject.reads.list({ limit: 1 }).items[0]).toMatchObject({
      status: 'failed',
      status_reason: expect.stringContaining('its log has the details'),
      counts: { queued: 0, canceled: 200 },
    })
    subject.gate.repair()
    const again = subject.launch({ idempotency_key: 'once' })
    await subject.clock.run(100)
    expect((await again).calls).toHaveLength(450)
  })

  it('refuses a lead that is not there before anything is written', async () => {
    const subject = launching(3)
    await expect(subject.launch({ lead_ids: ['lead_1', 'nobody'] as LeadId[] })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(subject.reads.list({ limit: 10 }).items).toHaveLength(1)
  })

  it('ends the line of a canceled campaign at the next start when a crash cut that short', async () => {
    const subject = launching(3)
    const { campaign_id } = await subject.launch()
    subject.campaigns.setStatus(campaign_id, 'canceled', 'Canceled by a person.', 1)
    const after = subject.restarted()
    after.control.resumeCanceling()
    await settled()
    expect(after.reads.view(campaign_id).counts).toMatchObject({ queued: 0, canceled: 3 })
  })
})
