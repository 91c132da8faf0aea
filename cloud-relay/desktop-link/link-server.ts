/** The account's one desktop: whoever proves a paired key last holds the lease, and every older session is closed. */
import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import type { Billing } from '../billing/checkout.ts'
import type { Clock } from '../clock.ts'
import type { Inheritance, Predecessor } from '../control/hand-over.ts'
import type { EventStore } from '../events/event-store.ts'
import { type Questions, questions } from '../hosted/questions.ts'
import { hangUpAtCarrier } from '../lifeboat/hang-up.ts'
import { type Lifeboat, lifeboat } from '../lifeboat/lifeboat.ts'
import { lifeboatNews, protectionIn } from '../lifeboat/lifeboat-news.ts'
import type { Log } from '../log.ts'
import { type DesktopEnd, type StreamHub, streamHub } from '../media/stream-hub.ts'
import type { RelayMetrics } from '../relay-metrics.ts'
import { unreachable } from '../unreachable.ts'
import { LinkClose } from '../wire/close-codes.ts'
import { controlFrame, type Proof, type StreamOrder } from '../wire/control-messages.ts'
import { encodeFrame, FrameType } from '../wire/frame.ts'
import { reliableLane } from '../wire/reliable-lane.ts'
import { acknowledgements } from './acknowledgements.ts'
import { admission } from './admission.ts'
import type { CommandResults } from './command-results.ts'
import { desktopRequests } from './desktop-requests.ts'
import { type DeviceDesk, deviceDesk } from './device-desk.ts'
import type { Devices } from './devices.ts'
import { type LinkSession, linkSession } from './link-session.ts'
import type { Pairing } from './pairing.ts'
import type { RelayKeys } from './relay-key.ts'

export interface LinkServerParts {
  relayKeys: RelayKeys
  devices: Devices
  commandResults: CommandResults
  pairing: () => Pairing
  store: EventStore
  billing: Billing
  /** What proves the hosted engine's messages genuine, as headers that it is told to send; undefined when nothing can. */
  hostedHeaders: Record<string, string> | undefined
  clock: Clock
  log: Log
  metrics: RelayMetrics
  publicUrl: string
  isOurHost: (host: string) => boolean
  /** The relay whose place this one took, while it drains. */
  predecessor: Predecessor | undefined
  /** Whether strangers can reach this relay. */
  relayIsPublic: boolean
}

export interface LinkServer {
  readonly hub: StreamHub
  readonly lifeboat: Lifeboat
  readonly questions: Questions
  readonly deviceDesk: DeviceDesk
  accept(socket: WebSocket): void
  eventStored(): void
  connectedDeviceId(): string | null
  /** Stores what it has to, and leaves everything but live sound to the relay that takes over. */
  letGo(): Inheritance
  /** The new relay can be reached. */
  sendDesktopOn(): void
  /** Another computer acts, or this one may not act any more. */
  dropDesktop(): void
  /** The call has its sound at another relay. */
  release(callId: string): void
  close(): void
}

export function linkServer(parts: LinkServerParts): LinkServer {
  const { devices, store, clock, log, metrics, publicUrl } = parts
  const runId = randomUUID()
  const lane = reliableLane()
  const acknowledged = acknowledgements(store, clock)
  let desktopRunId = ''
  let session: (LinkSession & { readonly deviceId: string }) | undefined
  let leaving = false

  const boat = lifeboat({
    relayIsPublic: parts.relayIsPublic,
    phone: {
      sendAudio: (streamId, pcmu) => hub.sendAudio(streamId, pcmu),
      clear: (streamId) => hub.clear(streamId),
    },
    hangUp: hangUpAtCarrier,
    tell: lifeboatNews({ store, clock, log, metrics, stored: () => session?.wakeEvents() }),
  })
  const asked = questions({
    clock,
    send(question) {
      session?.sendNow(controlFrame({ type: 'question', ...question }))
      return session !== undefined
    },
  })
  const desktopEnd: DesktopEnd = {
    audio: (streamId, frame) => session?.sendAudio(streamId, frame),
    news(streamId, news) {
      const body = Buffer.from(JSON.stringify(news))
      const frame = lane.push((position) => encodeFrame(FrameType.streamControl, streamId, position, body))
      session?.sendNow(frame)
    },
  }
  const hub = streamHub(clock, metrics, desktopEnd, boat.streamEnded)
  if (parts.predecessor) hub.inherit(parts.predecessor.inheritance)

  function ordered(streamId: number, order: StreamOrder): void {
    switch (order.type) {
      case 'close':
        return hub.closeStream(streamId)
      case 'protect': {
        const callId = hub.callOf(streamId)
        if (callId !== undefined && !boat.protect(streamId, callId, protectionIn(order)))
          log.warn('a hang-up grant for an unknown carrier was refused')
        return
      }
      default:
        return unreachable(order)
    }
  }

  const desk = deviceDesk({
    devices,
    clock,
    pairing: parts.pairing,
    tellDevice(deviceId, message) {
      if (session?.deviceId !== deviceId) return false
      session.sendNow(controlFrame(message))
      return true
    },
    dropDevice(deviceId) {
      if (parts.predecessor?.inheritance.desktop_device_id === deviceId) parts.predecessor.dropDesktop()
      if (session?.deviceId !== deviceId) return
      log.warn('the connected computer was removed')
      session.sendNow(controlFrame({ type: 'refused', code: 'removed' }))
      session.close(LinkClose.refused)
    },
  })

  const answerDesktop = desktopRequests({
    ...parts,
    hub,
    lifeboat: boat,
    questions: asked,
    deviceDesk: desk,
  })

  function begin(socket: WebSocket, deviceId: string, proof: Proof): void {
    session?.close(proof.run_id === desktopRunId ? LinkClose.resumed : LinkClose.superseded)
    if (proof.run_id !== parts.predecessor?.inheritance.desktop_run_id) parts.predecessor?.dropDesktop()
    acknowledged.received(proof.last_committed_seq)
    const epoch = devices.nextEpoch()
    devices.seen(deviceId, clock.wallMs())
    // Another run of the desktop knows nothing of these calls: they are kept company to their end.
    if (proof.run_id === desktopRunId || desktopRunId === '') boat.desktopBack()
    if (proof.run_id !== desktopRunId) lane.reset()
    desktopRunId = proof.run_id
    const opened = linkSession({
      socket,
      store,
      hub,
      lane,
      clock,
      counts: metrics.audio,
      lastCommittedSeq: proof.last_committed_seq,
      answer(message) {
        // The new relay answers; only what the lifeboat needs is still for this one.
        if (leaving && message.type !== 'lifeboat_clip') return null
        return answerDesktop(message, deviceId)
      },
      acknowledged: acknowledged.received,
      ordered,
      closed() {
        if (session === current) {
          session = undefined
          boat.desktopLost()
        }
        log.info('link closed', { epoch })
      },
    })
    const current = { ...opened, deviceId }
    session = current
    welcome(current, proof, epoch)
    log.info('link open', { epoch })
  }

  function welcome(current: LinkSession, proof: Proof, epoch: number): void {
    current.sendNow(
      controlFrame({
        type: 'welcome',
        epoch,
        relay_name: new URL(publicUrl).host,
        public_url: publicUrl,
        from_seq: store.readAfter(proof.last_committed_seq, 1)[0]?.seq ?? store.lastSeq() + 1,
        reliable_received: lane.received(),
        live_streams: hub
          .liveStreams()
          .map(({ streamId, callId }) => ({ stream_id: streamId, call_id: callId })),
      }),
    )
    for (const frame of lane.resumeFrom(proof.reliable_received)) current.sendNow(frame)
    for (const { stream_id, next_offset_ms } of proof.streams) hub.catchUp(stream_id, next_offset_ms)
    asked.desktopBack()
    current.wakeEvents()
  }

  return {
    hub,
    lifeboat: boat,
    questions: asked,
    deviceDesk: desk,
    accept: admission({ ...parts, runId, begin }),
    eventStored: () => session?.wakeEvents(),
    connectedDeviceId: () => session?.deviceId ?? null,
    letGo() {
      leaving = true
      session?.onlySound()
      acknowledged.end()
      return {
        desktop_run_id: desktopRunId,
        desktop_device_id: session?.deviceId ?? null,
        ...hub.bequeath(),
      }
    },
    sendDesktopOn: () => session?.sendNow(controlFrame({ type: 'moving' })),
    dropDesktop: () => session?.close(LinkClose.superseded),
    release(callId) {
      for (const stream of hub.liveStreams()) if (stream.callId === callId) hub.closeStream(stream.streamId)
    },
    close() {
      if (!leaving) acknowledged.end()
      hub.closeAll()
      session?.close(LinkClose.relayStops)
    },
  }
}
