import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setUpContractor } from '../fixtures/set-up-contractor.ts'
import { type OutsideWorld, startOutsideWorld } from './outside-world.ts'
import { eventually, type RunningHost, startHost } from './running-host.ts'
import { sampleLeads } from './sample-leads.ts'

/** Live mode against vendors that stay up while the desktop is killed, cut off or let down. */
let outside: OutsideWorld
let host: RunningHost
const dataFolder = mkdtempSync(join(tmpdir(), 'ridgeline-trouble-'))
const leads = sampleLeads()

const start = () => startHost({ dataFolder, args: ['--live'], env: outside.environment })
const fault = (body: object) =>
  fetch(`${outside.control}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
const noFaults = () => fetch(`${outside.control}/faults`, { method: 'DELETE' })

async function launch(name: string): Promise<{ campaignId: string; callId: string }> {
  await host.post('/leads/import', [leads[0], leads.find((line) => line.includes(name))].join('\n'))
  const lead = (await host.get(`/leads?q=${encodeURIComponent(name.replace(',', ' '))}`)).body.items[0]
  const contractor = (await host.get('/contractors')).body.items[0]
  const { body, status } = await host.post('/ai-voice/campaign', {
    lead_ids: [lead.lead_id],
    contractor_id: contractor.contractor_id,
  })
  expect(status, JSON.stringify(body)).toBe(201)
  expect(body.blocked).toEqual([])
  return { campaignId: body.campaign_id, callId: body.calls[0].call_id }
}
const call = (callId: string) => host.get(`/ai-voice/calls/${callId}`).then(({ body }) => body)
const isLive = async (callId: string) => {
  const found = await eventually(
    () => call(callId),
    ({ status, turns }) => status === 'live' && turns.length >= 2,
    60_000,
  )
  expect(found).toMatchObject({ status: 'live' })
}
const hasEnded = (callId: string, withinMs = 60_000) =>
  eventually(
    () => call(callId),
    ({ status }) => status === 'ended',
    withinMs,
  )

beforeAll(async () => {
  outside = await startOutsideWorld()
  host = await start()
  await setUpContractor(host, 10_000)
})
afterAll(async () => {
  await host?.stop()
  await outside?.close()
  rmSync(dataFolder, { recursive: true, force: true })
})

describe('when things go wrong', () => {
  it('brings a call to its true end after the desktop was killed in the middle of it, charged once', async () => {
    const { callId } = await launch('Dana,Fernwick')
    await isLive(callId)
    host.process.kill('SIGKILL')
    await new Promise((resolve) => host.process.once('exit', resolve))
    host = await start()
    const ended = await hasEnded(callId, 30_000)
    expect(ended).toMatchObject({
      status: 'ended',
      outcome: 'failed',
      end_reason: expect.stringContaining('closed during the call'),
    })
    expect(ended.turns.length).toBeGreaterThanOrEqual(2)
    const wallet = (await host.get('/wallet')).body
    expect(wallet.held_cents).toBe(0)
    // The carrier may bill a moment later; what nobody was there for is credited then.
    const { cost } = await eventually(
      () => call(callId),
      ({ cost }) => cost.settlement !== null,
      30_000,
    )
    expect(cost.credit).toMatchObject({ spans: [{ cause: 'program_ended' }] })
    expect((await host.get('/wallet')).body.balance_cents).toBe(10_000 - cost.total_cents + cost.credit.cents)
    const practice = await (await fetch(`${outside.control}/calls`)).json()
    expect(JSON.stringify(practice)).not.toContain('"status":"live"')
    const { notice } = (await host.get('/restart-notice')).body
    expect(notice).toMatchObject({
      cause: 'crash',
      cut_off: [{ call_id: callId, lead_name: 'Dana Fernwick', was: 'live', outcome: 'failed' }],
    })
    await host.post('/restart-notice/dismiss', { notice_id: notice.notice_id })
    expect((await host.get('/restart-notice')).body).toEqual({ notice: null })
  })

  it('names the homeowner whom an orderly close cut off, at the next start', async () => {
    const { callId } = await launch('Grant,Crestmoor')
    await isLive(callId)
    host.process.kill('SIGINT')
    await new Promise((resolve) => host.process.once('exit', resolve))
    host = await start()
    await hasEnded(callId, 30_000)
    const { notice } = (await host.get('/restart-notice')).body
    expect(notice).toMatchObject({
      cause: 'closed',
      cut_off: [{ call_id: callId, lead_name: 'Grant Crestmoor', was: 'live' }],
    })
    await host.post('/restart-notice/dismiss', { notice_id: notice.notice_id })
  })

  it('apologises and says goodbye when Claude refuses every answer', async () => {
    await fault({ vendor: 'anthropic', fault: 'refuse', times: 1_000 })
    const { callId } = await launch('Marcus,Melvane')
    const ended = await hasEnded(callId, 90_000)
    await noFaults()
    const agent = ended.turns
      .filter((turn: { speaker: string }) => turn.speaker === 'agent')
      .map((turn: { heard_text: string }) => turn.heard_text)
      .join(' ')
    expect(agent).toContain('technical problem')
    expect(ended.end_reason).toMatch(/technical problem/)
    expect(ended.script_version).toBeGreaterThanOrEqual(1)
    const scripts = (await host.get(`/ai-voice/campaigns/${ended.campaign_id}`)).body.script
    expect(scripts).toMatchObject({
      written_by: 'builder',
      note: expect.stringContaining('Claude could not write'),
    })
  })

  it('holds a whole call with the recogniser and the voice that stand in for the first ones', async () => {
    await fault({ vendor: 'deepgram', fault: 'refuse', place: 'upgrade', match: '/v2/listen', times: 1_000 })
    await fault({ vendor: 'elevenlabs', fault: 'refuse', times: 1_000 })
    const { callId } = await launch('Greta,Marchetta')
    const ended = await hasEnded(callId, 150_000)
    await noFaults()
    expect(ended).toMatchObject({ outcome: 'booked' })
    const { troubles } = (await host.get(`/ai-voice/calls/${callId}/timeline`)).body
    const told = troubles.map(({ what, detail }: { what: string; detail: string }) => `${what}: ${detail}`)
    expect(told).toContain('recogniser-changed: Deepgram Flux is out of order; Deepgram Nova listens')
    expect(told).toContain('voice-changed: ElevenLabs is out of order; Deepgram Aura speaks')
    const metrics = await fetch(host.api.replace('/api/v1', '/metrics'), {
      headers: { authorization: `Bearer ${host.token}` },
    })
    expect(await metrics.text()).toContain('ridgeline_troubles_total{how="voice-changed"} 1')
  })

  it('places no call and says why when no voice can be reached', async () => {
    await fault({ vendor: 'elevenlabs', fault: 'refuse', times: 1_000 })
    await fault({ vendor: 'deepgram', fault: 'refuse', place: 'request', times: 1_000 })
    const { callId, campaignId } = await launch('Lucia,Santerra')
    const campaign = await eventually(
      () => host.get(`/ai-voice/campaigns/${campaignId}`).then(({ body }) => body),
      ({ status }) => status === 'paused',
      60_000,
    )
    await noFaults()
    expect(campaign).toMatchObject({ status: 'paused', status_reason: expect.stringContaining('ElevenLabs') })
    expect(await call(callId)).toMatchObject({ status: 'queued', cost_cents: 0 })
    await host.post(`/ai-voice/campaigns/${campaignId}/cancel`, {})
    expect(await call(callId)).toMatchObject({ status: 'ended', outcome: 'canceled' })
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
    await fault({ vendor: 'telnyx', fault: 'refuse', place: 'request', match: '/calls', status })
    const { callId } = await launch(name)
    expect(await hasEnded(callId)).toMatchObject({ ...expected, cost_cents: 0, answered_at: null })
    await noFaults()
    expect((await host.get('/wallet')).body.held_cents).toBe(0)
  })

  it('dials nobody while the relay is gone, and the one in line once it is back', async () => {
    outside.relay.kill('SIGKILL')
    const metrics = () =>
      fetch(host.api.replace('/api/v1', '/metrics'), {
        headers: { authorization: `Bearer ${host.token}` },
      }).then((response) => response.text())
    await eventually(metrics, (text) => text.includes('ridgeline_relay_online 0'), 60_000)
    expect(await metrics()).toContain('ridgeline_relay_online 0')
    const { callId, campaignId } = await launch('Priya,Pendrake')
    await eventually(
      () => host.get(`/ai-voice/campaigns/${campaignId}`).then(({ body }) => body),
      ({ status }) => status === 'running',
      60_000,
    )
    expect(await call(callId)).toMatchObject({ status: 'queued', started_at: null })
    await outside.restartRelay('SIGKILL')
    const dialed = await eventually(
      () => call(callId),
      ({ status }) => status !== 'queued',
      60_000,
    )
    expect(dialed.started_at).not.toBeNull()
  })
})
