/** The real link against the real relay over loopback sockets, with a network that can be cut. */
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
import type { CommitCursor } from './link-parts.ts'
import { type DesktopRelayLink, relayLink } from './relay-link.ts'

const quiet = { info: () => {}, warn: () => {}, error: () => {} }

interface Desktop {
  readonly link: DesktopRelayLink
  /** Event ids in the order in which their effects were committed. */
  readonly committed: string[]
}

/** What a desktop keeps across restarts: its key, and its place in the log with the effects. */
function memory() {
  let key: string | null = null
  let place = { logId: '', seq: 0 }
  const cursor: CommitCursor = {
    resume(logId) {
      if (place.logId !== logId) place = { logId, seq: 0 }
      return place.seq
    },
    advance(seq) {
      place = { ...place, seq }
    },
  }
  return {
    cursor,
    deviceKeyStore: {
      load: () => Promise.resolve(key),
      save: (value: string) => {
        key = value
        return Promise.resolve()
      },
    },
    keptKey: () => key,
  }
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
  streamStopped(reason: string) {
    this.log.push(`stopped ${reason}`)
  }
}

const never = new AbortController().signal
const frame = (value: number) => new Uint8Array(160).fill(value)

describe('a desktop and its relay', () => {
  it('pair with the printed code, once, and meet again without it', async () => {
    const kept = memory()
    const first = desktop(kept)
    await online(first)
    await first.link.close()
    const second = desktop(kept, undefined)
    await online(second)
    expect(second.link.publicUrl).toBe(relay.url())
  })

  it('deliver a webhook to the desktop', async () => {
    const office = desktop()
    await online(office)
    expect((await deliver(relay.url(), { body: telnyxEvent('e-1') })).status).toBe(200)
    await eventually('the event', () => office.committed.length === 1)
    expect(office.committed).toEqual(['e-1'])
  })

  it('carry a call both ways', async () => {
    const office = desktop()
    await online(office)
    const ears = new Ears()
    const ticket = await office.link.openStream('call_1', ears, never)
    const carrier = await testCarrier(ticket.streamUrl, ticket.authToken)
    carrier.connected()
    carrier.start()
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
})
