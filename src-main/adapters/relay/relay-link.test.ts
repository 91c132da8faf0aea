/** The real link against the real relay over loopback sockets, with a network that can be cut. */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../../cloud-relay/testing/eventually.ts'
import { type FaultProxy, faultProxy } from '../../../cloud-relay/testing/fault-proxy.ts'
import {
  deliver,
  type RelayUnderTest,
  relayUnderTest,
  telnyxEvent,
  testCarrier,
} from '../../../cloud-relay/testing/relay-under-test.ts'
import type { StreamListener } from '../../core/call/relay-link.ts'
import { type DesktopRelayLink, relayLink } from './relay-link.ts'
import { hangUpGrant, memory, quiet } from './testing/link-surroundings.ts'

interface Desktop {
  readonly link: DesktopRelayLink
  /** Event ids in the order in which their effects were committed. */
  readonly committed: string[]
}

let relay: RelayUnderTest
let proxy: FaultProxy
let desktops: Desktop[]

beforeEach(async () => {
  relay = await relayUnderTest()
  proxy = await faultProxy(relay.url())
  desktops = []
})
afterEach(async () => {
  for (const { link } of desktops) await link.close()
  await proxy.close()
  await relay.remove()
})

function desktop(
  kept = memory(),
  pairingCode: string | undefined = relay.pairingCode() || undefined,
): Desktop {
  const committed: string[] = []
  const link = relayLink({
    url: proxy.url,
    pairingCode,
    deviceKeyStore: kept.deviceKeyStore,
    deviceName: 'Front office',
    hangUpGrant,
    commitCursor: kept.cursor,
    log: quiet,
  })
  link.onEvent((event) => committed.push(event.eventId))
  const made = { link, committed }
  desktops.push(made)
  return made
}

const online = ({ link }: Desktop) => eventually('online', () => link.state().status === 'online')

class Ears implements StreamListener {
  readonly log: string[] = []
  readonly audio: { offsetMs: number; first: number; bytes: number }[] = []
  streamStarted({ callControlId, encoding }: { callControlId: string; encoding: string }) {
    this.log.push(`started ${callControlId} ${encoding}`)
  }
  audioArrived(audio: Uint8Array, offsetMs: number) {
    this.audio.push({ offsetMs, first: audio[0] ?? -1, bytes: audio.length })
  }
  markReturned(name: string) {
    this.log.push(`mark ${name}`)
  }
  digitPressed(digit: string) {
    this.log.push(`digit ${digit}`)
  }
  streamBroke() {
    this.log.push('broke')
  }
  streamResumed() {
    this.log.push('resumed')
  }
  streamStopped(reason: string) {
    this.log.push(`stopped ${reason}`)
  }
}

const never = new AbortController().signal
const frame = (value: number) => new Uint8Array(160).fill(value)

describe('pairing', () => {
  it('happens with the printed code, once, and is remembered', async () => {
    const kept = memory()
    const first = desktop(kept)
    await online(first)
    await first.link.close()
    const second = desktop(kept, undefined)
    await online(second)
    expect(second.link.publicUrl).toBe(relay.url())
  })

  it('is refused with a wrong code, and the desktop says so instead of trying for ever', async () => {
    const [secret = '', fingerprint = ''] = relay.pairingCode().split('-')
    const wrong = desktop(memory(), `${secret.startsWith('A') ? 'B' : 'A'}${secret.slice(1)}-${fingerprint}`)
    await eventually('refused', () => wrong.link.state().status === 'refused')
    expect(wrong.link.state()).toMatchObject({ reason: 'The pairing code is wrong.' })
    await expect(wrong.link.openStream('call_1', new Ears(), never)).rejects.toMatchObject({
      vendor: 'relay',
    })
  })

  it('never trusts a relay whose key is not the one in the code', async () => {
    const [secret = ''] = relay.pairingCode().split('-')
    const misled = desktop(memory(), `${secret}-${'A'.repeat(26)}`)
    await eventually('refused', () => misled.link.state().status === 'refused')
    expect(misled.link.state()).toMatchObject({ reason: expect.stringContaining('Another relay') })
  })

  it('can be repeated after the operator dropped all devices', async () => {
    const kept = memory()
    await online(desktop(kept))
    await relay.stop()
    await relay.start({ resetPairing: true })
    await eventually('refused', () => desktops[0]?.link.state().status === 'refused')
    await online(desktop(kept, relay.pairingCode()))
  })

  it('is not asked for over plain http beyond this computer', async () => {
    const link = relayLink({
      url: 'http://relay.example.com',
      pairingCode: relay.pairingCode(),
      deviceKeyStore: memory().deviceKeyStore,
      deviceName: 'Office',
      hangUpGrant,
      commitCursor: memory().cursor,
      log: quiet,
    })
    await eventually('refused', () => link.state().status === 'refused')
    await link.close()
  })
})

describe('the lease', () => {
  it('goes to the newest session, and the older desktop stops instead of fighting', async () => {
    const kept = memory()
    const older = desktop(kept)
    await online(older)
    const newer = desktop(kept, undefined)
    await online(newer)
    await eventually('superseded', () => older.link.state().status === 'refused')
    await deliver(relay.url(), { body: telnyxEvent('e-1') })
    await eventually('the event', () => newer.committed.length === 1)
    expect(older.committed).toEqual([])
  })
})

describe('events', () => {
  it('reach the desktop in order, large ones whole', async () => {
    const office = desktop()
    const bodies: unknown[] = []
    office.link.onEvent(({ eventId, body }) => {
      office.committed.push(eventId)
      bodies.push(body)
    })
    await online(office)
    const large = telnyxEvent('e-2', { text: 'ü'.repeat(200_000) })
    for (const body of [telnyxEvent('e-1'), large, telnyxEvent('e-3')]) await deliver(relay.url(), { body })
    await eventually('three events', () => office.committed.length === 3)
    expect(office.committed).toEqual(['e-1', 'e-2', 'e-3'])
    expect(bodies[1]).toEqual(JSON.parse(large))
  })

  it('wait for the desktop, also across a restart of the relay', async () => {
    const kept = memory()
    const before = desktop(kept)
    await online(before)
    await before.link.close()
    for (const id of ['e-1', 'e-2']) await deliver(relay.url(), { body: telnyxEvent(id) })
    await relay.stop()
    await relay.start()
    const after = desktop(kept, undefined)
    await eventually('both events', () => after.committed.length === 2)
  })

  it('are tried again when their effect could not be committed, and hold back later ones meanwhile', async () => {
    const kept = memory()
    const office = desktop(kept)
    let failures = 1
    office.link.onEvent(({ eventId }) => {
      if (eventId === 'e-1' && failures-- > 0) throw new Error('disk is busy')
      office.committed.push(eventId)
    })
    await online(office)
    for (const id of ['e-1', 'e-2']) await deliver(relay.url(), { body: telnyxEvent(id) })
    await eventually('both events', () => office.committed.length === 2)
    expect(office.committed).toEqual(['e-1', 'e-2'])
  })

  it('are not acknowledged before their effect is committed, so a crash in between loses nothing', async () => {
    const kept = memory()
    const crashing = desktop(kept)
    let seen = 0
    crashing.link.onEvent(() => {
      seen += 1
      throw new Error('killed before the commit')
    })
    await online(crashing)
    await deliver(relay.url(), { body: telnyxEvent('e-1') })
    await eventually('the event was seen', () => seen === 1)
    await crashing.link.close()
    const restarted = desktop(kept, undefined)
    await eventually('the event', () => restarted.committed.length === 1)
  })

  it('come again under a new name of the log when the relay was restored from an old copy', async () => {
    const kept = memory()
    kept.cursor.resume('not this log')
    const office = desktop(kept)
    await online(office)
    await deliver(relay.url(), { body: telnyxEvent('e-1') })
    await eventually('the event', () => office.committed.length === 1)
    kept.cursor.advance(40)
    proxy.cut()
    await deliver(relay.url(), { body: telnyxEvent('e-2') })
    await eventually('the next event', () => office.committed.includes('e-2'))
    expect(office.committed).toEqual(['e-1', 'e-1', 'e-2'])
  })

  it('are neither lost nor doubled, wherever the network is cut', async () => {
    const kept = memory()
    const office = desktop(kept)
    await online(office)
    const sent: string[] = []
    const step = fc.oneof(
      fc.record({ do: fc.constant('webhooks' as const), count: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ do: fc.constant('cut-after' as const), bytes: fc.integer({ min: 1, max: 3_000 }) }),
      fc.record({ do: fc.constant('cut' as const) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
        for (const next of steps) {
          if (next.do === 'cut') proxy.cut()
          else if (next.do === 'cut-after') proxy.cutAfterBytes(next.bytes)
          else {
            for (let n = 0; n < next.count; n++) {
              const id = `e-${sent.length}`
              await deliver(relay.url(), { body: telnyxEvent(id, { padding: 'x'.repeat(n * 1_500) }) })
              sent.push(id)
            }
          }
        }
        proxy.cutAfterBytes(Number.POSITIVE_INFINITY)
        await eventually('every event', () => office.committed.length >= sent.length)
        expect(office.committed).toEqual(sent)
      }),
      { numRuns: 8, endOnFailure: true },
    )
  })

  it('drain fast after a long absence', async () => {
    const kept = memory()
    const before = desktop(kept)
    await online(before)
    await before.link.close()
    for (let batch = 0; batch < 8; batch++) {
      await Promise.all(
        Array.from({ length: 150 }, (_, n) => deliver(relay.url(), { body: telnyxEvent(`e-${batch}-${n}`) })),
      )
    }
    const after = desktop(kept, undefined)
    await eventually('all events', () => after.committed.length === 1_200)
    expect(new Set(after.committed).size).toBe(1_200)
  })
})

describe('a call', () => {
  it('is carried both ways', async () => {
    const { office, ears, carrier } = await call()
    for (let chunk = 1; chunk <= 5; chunk++) carrier.media(chunk, frame(chunk))
    await eventually('five frames', () => ears.audio.length === 5)
    expect(ears.audio.map(({ first }) => first)).toEqual([1, 2, 3, 4, 5])
    expect(ears.audio.map(({ offsetMs }) => offsetMs)).toEqual([0, 20, 40, 60, 80])
    const stream = office.link.stream('call_1')
    stream.sendAudio(frame(9))
    stream.sendMark('said')
    await eventually('audio and mark', () => carrier.heard.length === 2)
    expect(carrier.heard[0]).toEqual({
      event: 'media',
      media: { payload: Buffer.from(frame(9)).toString('base64') },
    })
    carrier.send({ event: 'mark', stream_id: 's-1', mark: { name: 'said' } })
    carrier.send({ event: 'dtmf', stream_id: 's-1', dtmf: { digit: '1' } })
    carrier.send({ event: 'stop' })
    await eventually('stopped', () => ears.log.length === 4)
    expect(ears.log).toEqual(['started v3:test PCMU', 'mark said', 'digit 1', 'stopped carrier-stopped'])
  })

  it('hears a clear before audio that was queued ahead of it', async () => {
    const { office, carrier } = await call()
    const stream = office.link.stream('call_1')
    for (let n = 0; n < 50; n++) stream.sendAudio(frame(n))
    stream.clear()
    stream.sendAudio(frame(77))
    await eventually('clear and audio', () => carrier.heard.length === 2)
    expect(carrier.heard.map(({ event }) => event)).toEqual(['clear', 'media'])
  })

  it('loses no digit, mark or clear in a cut, and catches up the homeowner’s words', async () => {
    const { office, ears, carrier } = await call()
    const stream = office.link.stream('call_1')
    carrier.media(1, frame(1))
    await eventually('first audio', () => ears.audio.length === 1)
    proxy.refuse(true)
    proxy.cut()
    await eventually('offline', () => office.link.state().status === 'offline')
    for (let chunk = 2; chunk <= 10; chunk++) carrier.media(chunk, frame(chunk))
    carrier.send({ event: 'dtmf', dtmf: { digit: '5' } })
    stream.clear()
    stream.sendAudio(frame(9))
    proxy.refuse(false)
    office.link.retryNow()
    await eventually('ten frames', () => ears.audio.length === 10)
    await eventually('the clear', () => carrier.heard.length === 1)
    expect(ears.audio.map(({ first }) => first)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(ears.log).toEqual(['started v3:test PCMU', 'broke', 'resumed', 'digit 5'])
    expect(carrier.heard).toEqual([{ event: 'clear' }])
  })

  it('notices within two seconds that the link has gone dead without a word', async () => {
    const { office } = await call()
    await eventually('settled', () => office.link.state().status === 'online')
    const startedMs = performance.now()
    proxy.swallow(true)
    await eventually('offline', () => office.link.state().status === 'offline', 4_000)
    expect(performance.now() - startedMs).toBeLessThan(2_500)
    proxy.swallow(false)
    proxy.cut()
    await online(office)
  })

  it('continues on a new carrier socket, which needs a new token', async () => {
    const { office, ears, carrier, ticket } = await call()
    await expect(testCarrier(ticket.streamUrl, ticket.authToken)).rejects.toThrow('401')
    const again = await office.link.openStream('call_1', ears, never)
    const second = await testCarrier(again.streamUrl, again.authToken, 'v3:test')
    second.start()
    await eventually('started again', () => ears.log.length === 3)
    expect(ears.log).toEqual(['started v3:test PCMU', 'stopped replaced', 'started v3:test PCMU'])
    office.link.stream('call_1').sendAudio(frame(3))
    await eventually('audio on the new socket', () => second.heard.length === 1)
    expect(carrier.heard).toEqual([])
  })

  it('ends at the carrier when the desktop closes it', async () => {
    const { office, carrier } = await call()
    office.link.stream('call_1').close()
    await eventually('closed', () => carrier.socket.readyState === carrier.socket.CLOSED)
  })

  it('of a desktop that has died is not left open when another takes its place', async () => {
    const kept = memory()
    const { office, carrier } = await call(kept)
    await office.link.close()
    expect(carrier.socket.readyState).toBe(carrier.socket.OPEN)
    await online(desktop(kept, undefined))
    await eventually('closed', () => carrier.socket.readyState === carrier.socket.CLOSED)
  })

  it('hears that the relay restarted', async () => {
    const { ears } = await call()
    await relay.stop()
    await relay.start()
    await eventually('stopped', () => ears.log.some((line) => line.startsWith('stopped')))
  })

  it('in A-law reaches the desktop as μ-law, and one in another codec is refused', async () => {
    const office = desktop()
    await online(office)
    const ears = new Ears()
    const first = await office.link.openStream('call_1', ears, never)
    const carrier = await testCarrier(first.streamUrl, first.authToken)
    carrier.start({ encoding: 'PCMA', sample_rate: 8_000 })
    carrier.media(1, frame(0xd5))
    await eventually('audio', () => ears.audio.length === 1)
    expect(ears.audio[0]?.first).toBe(0xfe)
    const second = await office.link.openStream('call_2', ears, never)
    const wide = await testCarrier(second.streamUrl, second.authToken)
    wide.start({ encoding: 'L16', sample_rate: 16_000 })
    await eventually('refused', () => ears.log.includes('stopped unsupported-codec'))
  })

  it('stays two-way whatever nonsense the carrier sends', async () => {
    const { office, ears, carrier } = await call()
    const media = (media: object) => carrier.send({ event: 'media', media: { track: 'inbound', ...media } })
    for (const odd of ['not json', '[]', '{"event":"media"}', '{"event":"start","start":{}}'])
      carrier.socket.send(odd)
    carrier.socket.send(Buffer.from([1, 2, 3]))
    media({ chunk: '1', payload: '%%%%' })
    media({ chunk: '2', payload: '' })
    media({ chunk: '3', payload: 'AAAAA' })
    media({ chunk: '4', payload: Buffer.alloc(240_000).toString('base64') })
    media({ chunk: '999999999999999', payload: 'AAAA' })
    media({ chunk: 'x', payload: 'AAAA' })
    carrier.start()
    for (let chunk = 1; chunk <= 10; chunk++) carrier.media(chunk, frame(chunk))
    await eventually('the homeowner is heard', () => ears.audio.some(({ first }) => first === 10))
    office.link.stream('call_1').sendAudio(new Uint8Array(80_000).fill(9))
    await eventually('the agent is heard', () => carrier.heard.length === 5)
    carrier.send({ event: 'stop' })
    await eventually('stopped', () => ears.log.length === 2)
  })

  it('leaves nothing behind when whoever asked for a ticket gave up', async () => {
    const office = desktop()
    await online(office)
    const giveUp = new AbortController()
    const asked = office.link.openStream('call_1', new Ears(), giveUp.signal)
    giveUp.abort(new Error('hung up'))
    await expect(asked).rejects.toThrow('hung up')
  })

  it('can ask for a ticket while the link is down and gets it when it returns', async () => {
    const office = desktop()
    await online(office)
    proxy.refuse(true)
    proxy.cut()
    await eventually('offline', () => office.link.state().status === 'offline')
    const asked = office.link.openStream('call_1', new Ears(), never)
    proxy.refuse(false)
    expect((await asked).streamUrl).toBe(`${relay.url().replace('http', 'ws')}/api/voice/stream/call_1`)
  })
})

describe('buying minutes', () => {
  it('is declined with the reason while the relay sells none', async () => {
    const office = desktop()
    await online(office)
    const purchase = { bundleId: 'm500', purchaseId: 'p-1' }
    expect(await office.link.minutes.open(purchase, never)).toEqual({
      opened: false,
      code: 'checkout_not_configured',
    })
  })
})

async function call(kept = memory()) {
  const office = desktop(kept)
  await online(office)
  const ears = new Ears()
  const ticket = await office.link.openStream('call_1', ears, never)
  const carrier = await testCarrier(ticket.streamUrl, ticket.authToken)
  carrier.connected()
  carrier.start()
  await eventually('started', () => ears.log.length === 1)
  return { office, ears, carrier, ticket }
}
