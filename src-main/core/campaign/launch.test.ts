import { describe, expect, it } from 'vitest'
import { launching, settled } from '../../../tests/fixtures/launching.ts'

const HOUR_MS = 3_600_000

describe('launching a campaign', () => {
  it('queues a lead whose hours have not begun for when they begin, and the others for now', () => {
    const { launcher, gate, launch, calls, nowMs } = launching(3)
    gate.answer('lead_2', { nextAllowedAtMs: nowMs + HOUR_MS })
    gate.answer('lead_3', { nextAllowedAtMs: null })
    const { calls: queued, blocked } = launch()
    expect(queued.map(({ call_id }) => calls.get(call_id)?.notBeforeMs)).toEqual([nowMs, nowMs + HOUR_MS])
    expect(blocked.map(({ lead_id }) => lead_id)).toEqual(['lead_3'])
    expect(launcher.estimate(['lead_1', 'lead_2', 'lead_3'], 'contractor_1')).toMatchObject({
      callable: queued.length,
      blocked: [{ lead_id: 'lead_3' }],
    })
  })

  it('writes the script anew when a campaign was paused, the program ended and somebody resumes it', async () => {
    const before = launching(1, { writes: () => new Promise(() => {}) })
    const { campaign_id } = before.launch()
    before.control.pause(campaign_id)
    const after = before.restarted()
    after.launcher.resumePreparing()
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
    const { campaign_id } = launch()
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
        if (broken) throw new Error('disk full')
      },
    })
    const { campaign_id } = launch()
    await settled()
    expect(campaigns.get(campaign_id)).toMatchObject({
      status: 'paused',
      statusReason: expect.stringContaining('disk full'),
    })
    expect(errors).toEqual(['a campaign could not be prepared'])
    broken = false
    control.resume(campaign_id)
    await settled()
    expect(campaigns.get(campaign_id)?.status).toBe('running')
  })
})
