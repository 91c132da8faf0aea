/** Desktops at one real relay over loopback sockets, behind a network that can be cut. */
import { eventually } from '../../../../cloud-relay/testing/eventually.ts'
import { type FaultProxy, faultProxy } from '../../../../cloud-relay/testing/fault-proxy.ts'
import {
  type RelayUnderTest,
  relayUnderTest,
  type TestCarrier,
  testCarrier,
} from '../../../../cloud-relay/testing/relay-under-test.ts'
import type { StreamListener, StreamTicket } from '../../../core/call/relay-link.ts'
import { type DesktopRelayLink, relayLink } from '../relay-link.ts'
import { hangUpGrant, memory, quiet } from './link-surroundings.ts'

export interface Desktop {
  readonly link: DesktopRelayLink
  /** Event ids in the order in which their effects were committed. */
  readonly committed: string[]
}

export interface LinkedDesktops {
  readonly relay: RelayUnderTest
  readonly proxy: FaultProxy
  readonly desktops: readonly Desktop[]
  desktop(kept?: ReturnType<typeof memory>, pairingCode?: string | undefined): Desktop
  /** A new desktop with a call whose carrier has connected. */
  call(kept?: ReturnType<typeof memory>): Promise<{
    office: Desktop
    ears: Ears
    carrier: TestCarrier
    ticket: StreamTicket
  }>
  close(): Promise<void>
}

export async function linkedDesktops(): Promise<LinkedDesktops> {
  const relay = await relayUnderTest()
  const proxy = await faultProxy(relay.url())
  const desktops: Desktop[] = []

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

  return {
    relay,
    proxy,
    desktops,
    desktop,
    async call(kept = memory()) {
      const office = desktop(kept)
      await online(office)
      const ears = new Ears()
      const ticket = await office.link.openStream('call_1', ears, never)
      const carrier = await testCarrier(ticket.streamUrl, ticket.authToken)
      carrier.connected()
      carrier.start()
      await eventually('started', () => ears.log.length === 1)
      return { office, ears, carrier, ticket }
    },
    async close() {
      for (const { link } of desktops) await link.close()
      await proxy.close()
      await relay.remove()
    },
  }
}

export const online = ({ link }: Desktop): Promise<void> =>
  eventually('online', () => link.state().status === 'online')

/** Writes down what a call hears. */
export class Ears implements StreamListener {
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

export const never = new AbortController().signal
export const frame = (value: number): Uint8Array => new Uint8Array(160).fill(value)
