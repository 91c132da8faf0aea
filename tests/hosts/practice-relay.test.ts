import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, type RunningHost, startHost } from './running-host.ts'
import { sampleLeads } from './sample-leads.ts'

/**
 * The practice relay was killed with calls up. Nobody started it again: the header said "Relay offline", the Live screen
 * that the next call was on its way, and a campaign was "Calling" for ever.
 */
let host: RunningHost
const leads = sampleLeads()

interface Launched {
  readonly calls: readonly { call_id: string }[]
  readonly held_back_by: readonly { code: string; message: string }[]
}
interface PhoneCall {
  readonly status: string
  readonly answered_at_ms: number | null
  readonly heard: readonly { endMs: number }[]
}

async function launch(name: string): Promise<Launched> {
  await host.post('/leads/import', [leads[0], leads.find((line) => line.includes(name))].join('\n'))
  const lead = (await host.get(`/leads?q=${encodeURIComponent(name.replace(',', ' '))}`)).body.items[0]
  await fetch(`${host.practiceControl}/homeowners/${encodeURIComponent(lead.phone)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ character: 'sceptical-about-price', name: lead.name }),
  })
  const contractor = (await host.get('/contractors')).body.items[0]
  const { body, status } = await host.post('/ai-voice/campaign', {
    lead_ids: [lead.lead_id],
    contractor_id: contractor.contractor_id,
  })
  expect(status, JSON.stringify(body)).toBe(201)
  return body
}

const callOf = ({ calls }: Launched) =>
  host.get(`/ai-voice/calls/${calls[0]?.call_id}`).then(({ body }) => body)
const phones = async (): Promise<PhoneCall[]> =>
  ((await (await fetch(`${host.practiceControl}/calls`)).json()) as { calls: PhoneCall[] }).calls

/** The relay that the host runs: its process, and the port it was told. */
function relayProcess(): { pid: number; port: string | undefined } | undefined {
  const line = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((each) => each.trim().split(/\s+/))
    .find(([, parent, ...args]) => parent === String(host.process.pid) && args.join(' ').includes('relay.js'))
  return line && { pid: Number(line[0]), port: line[line.indexOf('--port') + 1] }
}

beforeAll(async () => {
  host = await startHost()
})
afterAll(async () => {
  await host?.stop()
})

describe('in practice', () => {
  it('a relay that is killed with a call up is started anew, and the call goes on', async () => {
    const launched = await launch('Lucia,Santerra')
    await eventually(
      () => callOf(launched),
      ({ status, turns }) => status === 'live' && turns.length >= 2,
      90_000,
    )
    const before = relayProcess()
    process.kill(before?.pid ?? 0, 'SIGKILL')
    const killedAtMs = Date.now()
    const heardSince = ({ answered_at_ms, heard }: PhoneCall) =>
      heard.some(({ endMs }) => (answered_at_ms ?? 0) + endMs > killedAtMs + 3_000)
    const up = await eventually(phones, (calls) => calls.some(heardSince), 30_000)
    expect(up.filter(heardSince)).toHaveLength(1)
    expect(relayProcess()?.pid).not.toBe(before?.pid)
    expect(relayProcess()?.pid).toBeDefined()
    // It is found where the link and the webhooks know it.
    const { status } = await host.post('/relay/connect', {})
    expect(status).toBe(200)
    const ended = await eventually(
      () => callOf(launched),
      ({ status }) => status === 'ended',
      120_000,
    )
    expect(ended).toMatchObject({ status: 'ended' })
    expect(ended.outcome).not.toBe('failed')
  })

  it('a launch while spending is paused says so, and its call is dialed once spending goes on', async () => {
    await host.post('/wallet/pause', {})
    const launched = await launch('Priya,Pendrake')
    expect(launched.held_back_by).toMatchObject([
      { code: 'spending_paused', message: 'No call can start: all spending is paused.' },
    ])
    expect(await callOf(launched)).toMatchObject({ status: 'queued' })
    await host.post('/wallet/resume', {})
    const dialed = await eventually(
      () => callOf(launched),
      ({ status }) => status !== 'queued',
      60_000,
    )
    expect(dialed.status).not.toBe('queued')
  })
})
