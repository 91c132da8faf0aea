import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCallLog } from '../../src-main/adapters/files/call-log-file.ts'
import { replay } from '../../src-main/core/call/log/replay.ts'
import { eventually, type RunningHost, startArguments, startHost } from './running-host.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const resource = (name: string) => readFileSync(join(ROOT, 'resources', 'practice', name), 'utf8')
let host: RunningHost
beforeAll(async () => {
  host = await startHost()
})
afterAll(async () => {
  await host?.stop()
})

describe('the local HTTP API', () => {
  it('opens nothing without the token, and says so as problem JSON', async () => {
    for (const path of ['/leads', '/wallet', '/openapi.json']) {
      const response = await fetch(`${host.api}${path}`)
      expect(response.status).toBe(401)
      expect(response.headers.get('content-type')).toBe('application/problem+json')
      expect(await response.json()).toMatchObject({ code: 'unauthorized', status: 401 })
    }
    expect((await fetch(host.api.replace('/api/v1', '/metrics'))).status).toBe(401)
  })

  it('answers a wrong request with the field that is wrong', async () => {
    const answer = await host.post('/wallet/credit', { amount_cents: -5, reason: '' })
    expect(answer).toMatchObject({
      status: 422,
      type: 'application/problem+json',
      body: { code: 'invalid_input' },
    })
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain('amount_cents')
    expect((await host.get('/ai-voice/calls/call_nobody')).body).toMatchObject({ code: 'not_found' })
    expect((await host.get('/nothing/here')).body).toMatchObject({ code: 'not_found' })
    expect((await host.get('/leads?cursor=zzz')).body).toMatchObject({ code: 'invalid_input' })
  })

  it('stays undisturbed by a second start on its data folder, which says in one sentence where the first one is', async () => {
    const second = spawn(process.execPath, startArguments(host.dataFolder), {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    second.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    const [exitCode] = await once(second, 'exit')
    expect(exitCode).toBe(1)
    const { origin } = new URL(host.url)
    expect(said.trim()).toBe(
      `Ridgeline is already running with the data folder ${join(host.dataFolder, 'practice')} (process ${host.process.pid}, at ${origin}). Use that one, close it, or choose another folder with --data-dir.`,
    )
    expect((await host.get('/wallet')).status).toBe(200)
    expect(host.process.exitCode).toBeNull()
  })

  it('describes every route of the design in its OpenAPI document', async () => {
    const { body } = await host.get('/openapi.json')
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/leads',
        '/leads/{lead_id}',
        '/ai-voice/campaign',
        '/ai-voice/campaigns',
        '/ai-voice/campaigns/{campaign_id}/pause',
        '/ai-voice/calls',
        '/ai-voice/calls/{call_id}',
        '/ai-voice/calls/{call_id}/hangup',
        '/ai-voice/follow-up',
        '/analytics/daily',
        '/bookings',
        '/wallet',
        '/wallet/postings',
        '/wallet/credit',
        '/contractors',
        '/voice-configuration',
        '/suppressions',
        '/consents',
        '/follow-ups',
      ]),
    )
  })

  it('imports the sample leads, and again without doubling them', async () => {
    const first = await host.post('/leads/import', resource('leads.csv'))
    expect(first.status).toBe(200)
    expect(first.body.imported).toBeGreaterThan(50)
    for (const skipped of first.body.skipped)
      expect(skipped).toMatchObject({ line: expect.any(Number), reason: expect.any(String) })
    const again = await host.post('/leads/import', resource('leads.csv'))
    expect(again.body.imported).toBe(0)
    expect(again.body.updated).toBeGreaterThan(50)
    await host.post('/neighborhood/import', resource('neighborhood-jobs.csv'))
    await host.post('/suppressions/import', resource('suppressions.csv'))
    const { body } = await host.get('/leads?limit=100')
    expect(body.items.length).toBe(first.body.imported)
    expect(
      body.items.filter((lead: { permission: { allowed: boolean } }) => lead.permission.allowed).length,
    ).toBeGreaterThanOrEqual(40)
  })

  it('gives reasons for every lead that may not be called', async () => {
    const { body } = await host.get('/leads?limit=100')
    const blocked = body.items.filter(
      (lead: { permission: { allowed: boolean } }) => !lead.permission.allowed,
    )
    expect(blocked.length).toBeGreaterThanOrEqual(8)
    for (const lead of blocked)
      expect(lead.permission.reasons[0]).toMatchObject({
        code: expect.any(String),
        message: expect.any(String),
      })
    const codes = new Set(
      blocked.flatMap((lead: { permission: { reasons: { code: string }[] } }) =>
        lead.permission.reasons.map(({ code }) => code),
      ),
    )
    expect(codes.size).toBeGreaterThanOrEqual(6)
  })

  it('calls the leads: ten calls with differing outcomes and two bookings within three minutes, all true to what was said', async () => {
    const contractor = (await host.get('/contractors')).body.items[0]
    const leads = (await host.get('/leads?limit=100')).body.items
    const request = {
      lead_ids: leads.map((lead: { lead_id: string }) => lead.lead_id),
      contractor_id: contractor.contractor_id,
      campaign_name: 'Fall inspections',
    }
    const launched = await host.post('/ai-voice/campaign', request, { 'idempotency-key': 'fall-1' })
    expect(launched.status).toBe(201)
    expect(launched.body.blocked.length).toBeGreaterThanOrEqual(8)
    expect(launched.body.calls.length + launched.body.blocked.length).toBe(leads.length)
    // The same key launches nothing again; with another request it is refused.
    expect(
      (await host.post('/ai-voice/campaign', request, { 'idempotency-key': 'fall-1' })).body.campaign_id,
    ).toBe(launched.body.campaign_id)
    expect(
      (
        await host.post(
          '/ai-voice/campaign',
          { ...request, campaign_name: 'Other' },
          { 'idempotency-key': 'fall-1' },
        )
      ).status,
    ).toBe(409)

    const ended = () => host.get('/ai-voice/calls?status=ended&limit=100').then((answer) => answer.body.items)
    const calls = await eventually(
      ended,
      (items) =>
        items.length >= 10 &&
        items.filter((call: { outcome: string }) => call.outcome === 'booked').length >= 2,
      180_000,
    )
    expect(calls.length).toBeGreaterThanOrEqual(10)
    expect(new Set(calls.map((call: { outcome: string }) => call.outcome)).size).toBeGreaterThanOrEqual(3)
    expect(
      calls.filter((call: { outcome: string }) => call.outcome === 'booked').length,
    ).toBeGreaterThanOrEqual(2)
    await host.post(`/ai-voice/campaigns/${launched.body.campaign_id}/pause`, {})
    expect((await host.get('/bookings')).body.items.length).toBeGreaterThanOrEqual(2)
  }, 240_000)

  it('keeps transcripts whose words are those the homeowners said', async () => {
    const truth = (await (await fetch(`${host.practiceControl}/calls`)).json()) as
      | { calls?: PracticeCall[] }
      | PracticeCall[]
    const practiceCalls = Array.isArray(truth) ? truth : (truth.calls ?? [])
    const booked = (await host.get('/ai-voice/calls?outcome=booked')).body.items
    for (const call of booked.slice(0, 3)) {
      const detail = (await host.get(`/ai-voice/calls/${call.call_id}`)).body
      const said =
        practiceCalls
          .find((practice) => practice.to === call.phone)
          ?.said.map(({ spokenText }) => words(spokenText)) ?? []
      expect(said.length).toBeGreaterThan(2)
      const transcript = detail.turns
        .filter((turn: { speaker: string }) => turn.speaker === 'homeowner')
        .map((turn: { text: string }) => words(turn.text))
        .join(' ')
      for (const line of said) expect(transcript).toContain(line)
    }
  })

  it('keeps recordings in which both sides speak', async () => {
    const booked = (await host.get('/ai-voice/calls?outcome=booked')).body.items[0]
    const { body, type } = await host.get(`/ai-voice/calls/${booked.call_id}/recording`)
    expect(type).toBe('audio/wav')
    const samples = new Int16Array(body.buffer, body.byteOffset + 44, Math.floor((body.length - 44) / 2))
    for (const side of [0, 1]) {
      let loud = 0
      for (let start = side; start + 320 < samples.length; start += 320) {
        let sum = 0
        for (let i = start; i < start + 320; i += 2) sum += (samples[i] ?? 0) ** 2
        if (Math.sqrt(sum / 160) > 500) loud++
      }
      expect(loud * 20, `milliseconds of speech on side ${side}`).toBeGreaterThan(4_000)
    }
  })

  it('tells where the time of each turn went, and keeps a log from which every decision is made again', async () => {
    const booked = (await host.get('/ai-voice/calls?outcome=booked')).body.items[0]
    const { body: timeline } = await host.get(`/ai-voice/calls/${booked.call_id}/timeline`)
    expect(timeline.turns.length).toBeGreaterThan(2)
    for (const turn of timeline.turns) {
      expect(turn.first_token_ms).toBeGreaterThan(turn.started_ms)
      expect(turn.first_frame_ms).toBeGreaterThanOrEqual(turn.first_audio_ms)
    }
    expect(timeline.tokens.written).toBeGreaterThan(0)
    expect(timeline.early_replies.used).toBeGreaterThan(0)
    const log = await readCallLog(join(host.dataFolder, 'practice', 'call-logs'), booked.call_id)
    const { decisions, divergences } = replay(log ?? [])
    expect(decisions).toBeGreaterThan(100)
    expect(divergences).toEqual([])
  })

  it('keeps a ledger whose transactions sum to zero and whose calls cost what they say', async () => {
    const postings: {
      transaction_id: string
      amount_cents: number
      account: string
      call_id: string | null
    }[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await host.get(`/wallet/postings?limit=200${cursor ? `&cursor=${cursor}` : ''}`)
      postings.push(...body.items)
      cursor = body.next_cursor
    }
    const sums = new Map<string, number>()
    for (const { transaction_id, amount_cents } of postings)
      sums.set(transaction_id, (sums.get(transaction_id) ?? 0) + amount_cents)
    expect([...sums.values()].filter((sum) => sum !== 0)).toEqual([])
    for (const call of (await host.get('/ai-voice/calls?status=ended&limit=100')).body.items) {
      const used = postings
        .filter((posting) => posting.call_id === call.call_id && posting.account === 'usage')
        .reduce((sum, posting) => sum + posting.amount_cents, 0)
      expect(used).toBe(call.cost_cents)
    }
  })

  it('shows its metrics and ends cleanly', async () => {
    const metrics = await (
      await fetch(host.api.replace('/api/v1', '/metrics'), {
        headers: { authorization: `Bearer ${host.token}` },
      })
    ).text()
    expect(metrics).toMatch(/ridgeline_calls_total\{outcome="booked"\} \d/)
    expect(metrics).toContain('ridgeline_turn_e2e_seconds_bucket')
    expect(await host.stop()).toBe(0)
  })
})

interface PracticeCall {
  readonly to: string
  /** What really went out, also when the homeowner was cut short. */
  readonly said: { readonly spokenText: string }[]
}

const words = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
