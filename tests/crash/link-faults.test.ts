/** The desktop's link through a network that misbehaves: nothing said once is lost, and nothing stale is spoken. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../cloud-relay/testing/eventually.ts'
import { type FaultProxy, faultProxy } from '../../cloud-relay/testing/fault-proxy.ts'
import {
  deliver,
  type RelayUnderTest,
  relayUnderTest,
  telnyxEvent,
  testCarrier,
} from '../../cloud-relay/testing/relay-under-test.ts'
import type { DesktopRelayLink } from '../../src-main/adapters/relay/relay-link.ts'
import { type Chance, chanceOf } from '../doubles/chance.ts'
import { frontOfficeLink } from './front-office.ts'

const SEEDS = [1, 3, 5, 6]
const STEPS = 6
const FRAME_MS = 20
/** What the link may add, the longest latency played here, and a machine that does much else. */
const OLDEST_SPOKEN_MS = 200 + 150 + 150
/** With a call on the link (reliability.md section 4). Nothing else runs beside these tests. */
const NOTICED_WITHIN_MS = 3_000

let relay: RelayUnderTest
let proxy: FaultProxy
let link: DesktopRelayLink

beforeEach(async () => {
  relay = await relayUnderTest()
  proxy = await faultProxy(relay.url())
})
afterEach(async () => {
  await link.close()
  await proxy.close()
  await relay.remove()
})

describe('the link', () => {
  it.each(SEEDS)('loses no event and no digit and speaks nothing stale, seed %i', async (seed) => {
    const call = await openCall()
    const chance = chanceOf(seed)
    const sent: string[] = []
    const digits: string[] = []
    for (let step = 0; step < STEPS; step++) {
      const heal = misbehave(chance)
      for (let n = 0; n < 3; n++) {
        const id = `e-${sent.length}`
        const body = telnyxEvent(id, { padding: 'x'.repeat(chance.between(0, 9_000)) })
        expect((await deliver(relay.url(), { body })).status).toBe(200)
        sent.push(id)
        const digit = String(digits.length % 10)
        call.press(digit)
        digits.push(digit)
        await call.speakFor(chance.between(100, 500))
      }
      await heal()
      await call.speakFor(300)
    }
    proxy.shape({})
    link.retryNow()
    await eventually(`every event, seed ${seed}`, () => call.events.length >= sent.length, 20_000)
    await eventually(`every digit, seed ${seed}`, () => call.digits.length >= digits.length, 20_000)
    expect(call.events).toEqual(sent)
    expect(call.digits).toEqual(digits)
    expect(call.agesMs.length).toBeGreaterThan(50)
    expect(Math.max(...call.agesMs)).toBeLessThan(OLDEST_SPOKEN_MS)
  })

  it('speaks nothing that waited in a network which stood still for a second', async () => {
    const call = await openCall()
    await call.speakFor(300)
    proxy.stall(true)
    await call.speakFor(1_000)
    proxy.stall(false)
    const before = call.agesMs.length
    await call.speakFor(600)
    await eventually('speech passes again', () => call.agesMs.length - before > 5)
    expect(Math.max(...call.agesMs)).toBeLessThan(OLDEST_SPOKEN_MS)
  })

  it('notices within three seconds that nothing passes any more, and goes on when it does', async () => {
    const call = await openCall()
    await call.speakFor(200)
    proxy.swallow(true)
    const begunMs = performance.now()
    await eventually('offline', () => link.state().status !== 'online')
    expect(performance.now() - begunMs).toBeLessThan(NOTICED_WITHIN_MS)
    proxy.swallow(false)
    proxy.cut()
    link.retryNow()
    await eventually('online again', () => link.state().status === 'online')
    const before = call.agesMs.length
    await call.speakFor(400)
    expect(call.agesMs.length).toBeGreaterThan(before)
  })
})

/** Begins one fault; answers how to end it. */
function misbehave(chance: Chance): () => Promise<void> {
  switch (chance.from(['cut', 'stall', 'swallow', 'slow', 'narrow', 'sliced'] as const)) {
    case 'cut':
      proxy.cut()
      return () => Promise.resolve()
    case 'stall':
      proxy.stall(true)
      return () => Promise.resolve(proxy.stall(false))
    case 'swallow':
      proxy.swallow(true)
      return () => {
        proxy.swallow(false)
        proxy.cut()
        return Promise.resolve()
      }
    case 'slow':
      proxy.shape({ latencyMs: chance.between(20, 150) })
      return () => Promise.resolve()
    case 'narrow':
      proxy.shape({ bytesPerSecond: chance.between(16_000, 64_000) })
      return () => Promise.resolve(proxy.shape({}))
    case 'sliced':
      proxy.shape({ sliceBytes: chance.between(3, 200) })
      return () => Promise.resolve(proxy.shape({}))
  }
}

async function openCall() {
  const [digits, agesMs]: [string[], number[]] = [[], []]
  const desk = frontOfficeLink(proxy.url, relay.pairingCode())
  const { events } = desk
  link = desk.link
  const started = Promise.withResolvers<void>()
  const { streamUrl, authToken } = await link.openStream(
    'call_1',
    {
      streamStarted: () => started.resolve(),
      audioArrived: () => {},
      markReturned: () => {},
      digitPressed: (digit) => digits.push(digit),
      streamBroke: () => {},
      streamResumed: () => {},
      streamStopped: () => {},
    },
    AbortSignal.timeout(10_000),
  )
  const carrier = await testCarrier(streamUrl, authToken)
  carrier.socket.on('message', (data) => {
    const { media } = JSON.parse(String(data)) as { media?: { payload: string } }
    if (media) agesMs.push(performance.now() - Buffer.from(media.payload, 'base64').readDoubleBE(0))
  })
  carrier.start()
  await started.promise
  let chunk = 0
  return {
    events,
    digits,
    agesMs,
    press: (digit: string) => carrier.send({ event: 'dtmf', dtmf: { digit } }),
    /** A frame every 20 ms both ways, each of the desktop's with the moment at which it was said. */
    async speakFor(durationMs: number) {
      const untilMs = performance.now() + durationMs
      while (performance.now() < untilMs) {
        const frame = Buffer.alloc(160, 0x55)
        frame.writeDoubleBE(performance.now(), 0)
        link.stream('call_1').sendAudio(frame)
        chunk += 1
        carrier.media(chunk, frame)
        await new Promise((resolve) => setTimeout(resolve, FRAME_MS))
      }
    },
  }
}
