/** Strangers at the relay's doors, and carriers that send nonsense, while calls go on. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../cloud-relay/testing/eventually.ts'
import { deliver, telnyxEvent } from '../../cloud-relay/testing/relay-under-test.ts'
import { chanceOf } from '../doubles/chance.ts'
import { flood } from './flood.ts'
import { attackWebhooks, STRIPE_SECRET, VAPI_SECRET } from './hostile-webhooks.ts'
import { keptIn } from './kept-events.ts'
import { type OpenCall, openCalls } from './open-calls.ts'
import { type RelayProcess, startRelayProcess, stopRelayProcess } from './relay-process.ts'

const MAX_RSS_MB = 512
const HEARD_WITHIN_MS = 8_000
const SPEAK_AGAIN_AFTER_MS = 150

let dataDir: string
let relay: RelayProcess
let url: string
let open: (() => Promise<void>)[]

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'relay-hostile-'))
  relay = startRelayProcess({
    dataDir,
    env: { STRIPE_WEBHOOK_SECRET: STRIPE_SECRET, VAPI_WEBHOOK_SECRET: VAPI_SECRET },
  })
  url = (await relay.url) ?? ''
  open = []
})
afterEach(async () => {
  for (const close of open) await close()
  await stopRelayProcess(relay)
  rmSync(dataDir, { recursive: true, force: true })
})

describe('webhooks that no vendor sent', () => {
  it('are refused, every one, and leave nothing behind', async () => {
    const outcome = await attackWebhooks(url, 5_000, chanceOf(7))
    expect(outcome.accepted).toEqual([])
    expect(outcome.unanswered).toBe(0)
    expect(outcome.statuses.get(401)).toBeGreaterThan(4_000)
    expect(outcome.statuses.get(413)).toBeGreaterThan(0)
    expect((await deliver(url, { body: telnyxEvent('genuine') })).status).toBe(200)
    expect(keptIn(dataDir).eventIds).toEqual(new Set(['genuine']))
  })
})

describe('the suite itself', () => {
  it('notices a relay that does not look at signatures', async () => {
    const folder = join(dataDir, 'careless')
    const careless = startRelayProcess({ dataDir: folder, plantedFault: 'a-signature-that-is-not-looked-at' })
    const { accepted } = await attackWebhooks((await careless.url) ?? '', 200, chanceOf(7))
    await stopRelayProcess(careless)
    expect(accepted).toContain('signed with another key')
  })
})

describe('a carrier that sends nonsense', () => {
  it('neither ends the relay nor mutes the call', async () => {
    const [call] = await calls(1)
    for (const nonsense of NONSENSE) {
      call?.carrier.socket.send(nonsense)
      await hearsBothWays(call, String(nonsense).slice(0, 80))
    }
  })

  it('does not with chance nonsense either', async () => {
    const [call] = await calls(1)
    const nonsense = fc.oneof(
      fc.string(),
      fc.json(),
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      fc
        .record({
          chunk: fc.oneof(fc.integer(), fc.string()),
          payload: fc.oneof(fc.string(), fc.base64String()),
        })
        .map((media) =>
          JSON.stringify({ event: 'media', media: { track: 'inbound', ...media, chunk: undefined } }),
        ),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(nonsense, { minLength: 5, maxLength: 20 }), async (messages) => {
        for (const message of messages) if (!endsTheStream(message)) call?.carrier.socket.send(message)
        await hearsBothWays(call, JSON.stringify(messages))
      }),
      { numRuns: 40, seed: 4 },
    )
  })

  it('may stop twice: only that call ends', async () => {
    const [stopping, other] = await calls(2)
    stopping?.carrier.send({ event: 'stop' })
    stopping?.carrier.send({ event: 'stop' })
    await eventually('the call has stopped', () => stopping?.stopped() === true)
    await hearsBothWays(other, 'after the stop of the other')
  })
})

describe('a flood of strangers', () => {
  it('leaves calls two-way and memory bounded', async () => {
    const live = await calls(5)
    const stop = await flood(url, { slowClients: 300, handshakesAtOnce: 20 })
    open.push(stop)
    for (let round = 0; round < 10; round++) {
      for (const call of live) await hearsBothWays(call, `round ${round}`)
    }
    expect(rssMb(await metrics())).toBeLessThan(MAX_RSS_MB)
    await stop()
    for (const call of live) await hearsBothWays(call, 'afterwards')
  })
})

async function calls(count: number): Promise<readonly OpenCall[]> {
  const pairingCode = await relay.pairingCode
  const opened = await openCalls(url, pairingCode ?? '', count)
  open.push(opened.close)
  return opened.calls
}

async function hearsBothWays(call: OpenCall | undefined, after: string): Promise<void> {
  if (!call) throw new Error('there is no call')
  await heard(`the desktop, after ${after}`, call.sayAtPhone, call.heardAtDesktop)
  await heard(`the phone, after ${after}`, call.sayAtDesktop, call.heardAtPhone)
}

/** Nonsense counts against the rate of a stream, so that a frame right behind it may be one too many: speak on. */
async function heard(where: string, say: () => number, wasHeard: (number: number) => boolean): Promise<void> {
  const untilMs = performance.now() + HEARD_WITHIN_MS
  while (performance.now() < untilMs) {
    const number = say()
    try {
      return await eventually('heard', () => wasHeard(number), SPEAK_AGAIN_AFTER_MS)
    } catch {
      // Not this one.
    }
  }
  throw new Error(`nothing is heard any more by ${where}`)
}

const metrics = async () => (await fetch(`${url}/metrics`)).text()
const rssMb = (text: string) =>
  Number(/relay_process_resident_memory_bytes (\d+)/.exec(text)?.[1] ?? Number.NaN) / 1_048_576

const endsTheStream = (message: string | Buffer) => String(message).includes('stop')

const media = (fields: object) => JSON.stringify({ event: 'media', media: { track: 'inbound', ...fields } })
const NONSENSE: readonly (string | Buffer)[] = [
  media({ payload: '!!!not base64!!!' }),
  media({ payload: 'QUJ' }),
  media({ payload: '' }),
  media({ payload: null }),
  media({ payload: 7 }),
  media({ chunk: 'many', payload: 'AAAA' }),
  media({ chunk: -4, payload: 'AAAA' }),
  media({ payload: Buffer.alloc(161, 0x55).toString('base64') }),
  media({ payload: Buffer.alloc(240_000, 0x55).toString('base64') }),
  media({ payload: 'A'.repeat(900_000) }),
  JSON.stringify({ event: 'media' }),
  JSON.stringify({ event: 'media', media: [] }),
  JSON.stringify({
    event: 'start',
    start: { call_control_id: 'v3:x', media_format: { encoding: 'OPUS', sample_rate: 48_000 } },
  }),
  JSON.stringify({ event: 'mark', mark: { name: 'x'.repeat(5_000) } }),
  JSON.stringify({ event: 'dtmf', dtmf: { digit: '123456789' } }),
  JSON.stringify({ event: '__proto__' }),
  '{"event":"media","media":{"track":"inbound","chunk":"1","payload":"AAAA',
  '{"event":"media","media":{"track":"inbound","chunk":"1","payload":"AA\\u0041A"}}',
  '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[',
  'null',
  '',
  Buffer.from([0, 1, 2, 3]),
]
