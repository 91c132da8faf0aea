import { describe, expect, it } from 'vitest'
import { liveDesktop } from './live-desktop.ts'
import { eventually } from './running-host.ts'

const at = liveDesktop()

describe('when a vendor fails', () => {
  it('apologises and says goodbye when Claude refuses every answer', async () => {
    await at.fault({ vendor: 'anthropic', fault: 'refuse', times: 1_000 })
    const { callId } = await at.launch('Marcus,Melvane')
    const ended = await at.hasEnded(callId, 90_000)
    await at.noFaults()
    const agent = ended.turns
      .filter((turn: { speaker: string }) => turn.speaker === 'agent')
      .map((turn: { heard_text: string }) => turn.heard_text)
      .join(' ')
    expect(agent).toContain('technical problem')
    expect(ended.end_reason).toMatch(/technical problem/)
    expect(ended.script_version).toBeGreaterThanOrEqual(1)
    const scripts = (await at.host.get(`/ai-voice/campaigns/${ended.campaign_id}`)).body.script
    expect(scripts).toMatchObject({
      written_by: 'builder',
      note: expect.stringContaining('Claude could not write'),
    })
  })

  it('holds a whole call with the recogniser and the voice that stand in for the first ones', async () => {
    await at.fault({
      vendor: 'deepgram',
      fault: 'refuse',
      place: 'upgrade',
      match: '/v2/listen',
      times: 1_000,
    })
    await at.fault({ vendor: 'elevenlabs', fault: 'refuse', times: 1_000 })
    const { callId } = await at.launch('Greta,Marchetta')
    const ended = await at.hasEnded(callId, 150_000)
    await at.noFaults()
    expect(ended).toMatchObject({ outcome: 'booked' })
    const { troubles } = (await at.host.get(`/ai-voice/calls/${callId}/timeline`)).body
    const told = troubles.map(({ what, detail }: { what: string; detail: string }) => `${what}: ${detail}`)
    expect(told).toContain('recogniser-changed: Deepgram Flux is out of order; Deepgram Nova listens')
    expect(told).toContain('voice-changed: ElevenLabs is out of order; Deepgram Aura speaks')
    const metrics = await fetch(at.host.api.replace('/api/v1', '/metrics'), {
      headers: { authorization: `Bearer ${at.host.token}` },
    })
    expect(await metrics.text()).toContain('ridgeline_troubles_total{how="voice-changed"} 1')
  })

  it('places no call and says why when no voice can be reached', async () => {
    await at.fault({ vendor: 'elevenlabs', fault: 'refuse', times: 1_000 })
    await at.fault({ vendor: 'deepgram', fault: 'refuse', place: 'request', times: 1_000 })
    const { callId, campaignId } = await at.launch('Lucia,Santerra')
    const campaign = await eventually(
      () => at.host.get(`/ai-voice/campaigns/${campaignId}`).then(({ body }) => body),
      ({ status }) => status === 'paused',
      60_000,
    )
    await at.noFaults()
    expect(campaign).toMatchObject({
      status: 'paused',
      status_reason: expect.stringContaining('the voice service could not be reached'),
    })
    expect(await at.call(callId)).toMatchObject({ status: 'queued', cost_cents: 0 })
    await at.host.post(`/ai-voice/campaigns/${campaignId}/cancel`, {})
    expect(await at.call(callId)).toMatchObject({ status: 'ended', outcome: 'canceled' })
  })

  it.each([
    [
      'fails a call that the carrier refuses',
      422,
      'Bram,Torrence',
      { outcome: 'failed', end_reason: expect.stringContaining('Telnyx refused') },
    ],
    [
      'hands a call to a person when the carrier gives no clear answer',
      503,
      'Silas,Quarrington',
      { outcome: 'needs_review', end_reason: expect.stringContaining('will not be dialed again') },
    ],
  ])('%s', async (_, status, name, expected) => {
    await at.fault({ vendor: 'telnyx', fault: 'refuse', place: 'request', match: '/calls', status })
    const { callId } = await at.launch(name)
    expect(await at.hasEnded(callId)).toMatchObject({ ...expected, cost_cents: 0, answered_at: null })
    await at.noFaults()
    expect((await at.host.get('/wallet')).body.held_cents).toBe(0)
  })
})
