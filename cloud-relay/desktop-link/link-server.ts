/** The account's one desktop: whoever proves a paired key last holds the lease, and every older session is closed. */
import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import { answerOnBilling } from '../billing/billing-requests.ts'
import type { Billing } from '../billing/checkout.ts'
import type { Clock } from '../clock.ts'
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
import {
  controlFrame,
  type DesktopMessage,
  type Proof,
  type RelayMessage,
  type StreamOrder,
} from '../wire/control-messages.ts'
import { encodeFrame, FrameType } from '../wire/frame.ts'
import { reliableLane } from '../wire/reliable-lane.ts'
import type { Devices } from './devices.ts'
import { shakeHands } from './link-handshake.ts'
import { type LinkSession, linkSession } from './link-session.ts'
import type { RelayKey } from './relay-key.ts'

const ACKNOWLEDGE_EVERY_MS = 1_000
const MAX_UNPROVEN = 64

export interface LinkServerParts {
  relayKey: RelayKey
  devices: Devices
  store: EventStore
  billing: Billing
  /** What proves the hosted engine's messages genuine, as headers that it is told to send; undefined when nothing can. */
  hostedHeaders: Record<string, string> | undefined
  clock: Clock
  log: Log
  metrics: RelayMetrics
  publicUrl: string
  isOurHost: (host: string) => boolean
  /** Whether strangers can reach this relay. */
  relayIsPublic: boolean
}

export interface LinkServer {
  readonly hub: StreamHub
  readonly lifeboat: Lifeboat
  readonly questions: Questions
  accept(socket: WebSocket): void
  eventStored(): void
  connected(): boolean
  close(): void
}

export function linkServer(parts: LinkServerParts): LinkServer {
  const { devices, store, billing, clock, log, metrics, publicUrl } = parts
  const runId = randomUUID()
  const lane = reliableLane()
  const unproven = new Set<WebSocket>()
  let desktopRunId = ''
  let session: LinkSession | undefined
  let acknowledgedSeq = 0
  let storedAcknowledgedSeq = 0

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

  function answer(request: DesktopMessage): RelayMessage | Promise<RelayMessage> | undefined {
    switch (request.type) {
      case 'open_stream': {
        const { request_id, call_id } = request
        const opened = hub.openStream(call_id)
        if (opened === 'too_many_streams') return { type: 'request_failed', request_id, code: opened }
        const stream_url = `${publicUrl.replace(/^http/, 'ws')}/api/voice/stream/${call_id}`
        return {
          type: 'stream_opened',
          request_id,
          stream_id: opened.streamId,
          stream_url,
          auth_token: opened.token,
        }
      }
      case 'checkout':
      case 'list_bundles':
      case 'look_at_checkout':
        return answerOnBilling(request, billing)
      case 'hosted_webhook': {
        const { request_id } = request
        const headers = parts.hostedHeaders
        if (!headers) return { type: 'request_failed', request_id, code: 'hosted_not_configured' }
        return { type: 'hosted_webhook', request_id, url: `${publicUrl}/api/webhooks/vapi`, headers }
      }
      case 'answer': {
        const { event_id, body } = request
        return { type: 'answer_taken', event_id, taken: asked.answered(event_id, body) }
      }
      case 'lifeboat_clip':
        boat.keepClip(request.clip_id, Buffer.from(request.pcmu, 'base64'))
        return { type: 'clip_kept', clip_id: request.clip_id }
      case 'hello':
      case 'proof':
        return undefined
      default:
        return unreachable(request)
    }
  }

  async function accept(socket: WebSocket): Promise<void> {
    socket.on('error', () => socket.terminate())
    // The oldest goes, not the newest: a flood of strangers must not keep the desktop out.
    const [oldest] = unproven
    if (oldest && unproven.size >= MAX_UNPROVEN) oldest.terminate()
    unproven.add(socket)
    const result = await shakeHands(socket, { ...parts, runId, logId: () => store.logId() })
    unproven.delete(socket)
    metrics.linkSessions.inc({ result: result.proven ? 'accepted' : result.code })
    if (!result.proven) {
      if (result.code === 'gone') return socket.terminate()
      log.warn('link refused', { code: result.code })
      socket.send(controlFrame({ type: 'refused', code: result.code }))
      return socket.close(LinkClose.refused)
    }
    if (result.proof.last_committed_seq > store.lastSeq()) {
      // This folder is an old copy: its numbers would be taken for ones the desktop has seen.
      log.warn('the event log is older than the desktop: starting a new one')
      store.startNewLog()
      return socket.close(LinkClose.relayStops)
    }
    begin(socket, result.proof)
  }

  function acknowledged(upToSeq: number): void {
    acknowledgedSeq = Math.max(acknowledgedSeq, Math.min(upToSeq, store.lastSeq()))
  }

  function begin(socket: WebSocket, proof: Proof): void {
    session?.close(LinkClose.superseded)
    acknowledged(proof.last_committed_seq)
    const epoch = devices.nextEpoch()
    // Another run of the desktop knows nothing of these calls: they are kept company to their end.
    if (proof.run_id === desktopRunId || desktopRunId === '') boat.desktopBack()
    if (proof.run_id !== desktopRunId) lane.reset()
    desktopRunId = proof.run_id
    const current = linkSession({
      socket,
      store,
      hub,
      lane,
      clock,
      counts: metrics.audio,
      lastCommittedSeq: proof.last_committed_seq,
      answer,
      acknowledged,
      ordered,
      closed() {
        if (session === current) {
          session = undefined
          boat.desktopLost()
        }
        log.info('link closed', { epoch })
      },
    })
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

  function storeAcknowledged(): void {
    if (acknowledgedSeq <= storedAcknowledgedSeq) return
    store.acknowledge(acknowledgedSeq, clock.wallMs())
    storedAcknowledgedSeq = acknowledgedSeq
  }
  // Once a second, not once an event: a lost acknowledgement only means that the body is kept longer.
  const acknowledger = setInterval(storeAcknowledged, ACKNOWLEDGE_EVERY_MS)

  return {
    hub,
    lifeboat: boat,
    questions: asked,
    accept: (socket) => {
      accept(socket).catch((cause: unknown) => {
        log.error('link handshake failed', { kind: cause instanceof Error ? cause.name : 'unknown' })
        socket.terminate()
      })
    },
    eventStored: () => session?.wakeEvents(),
    connected: () => session !== undefined,
    close() {
      clearInterval(acknowledger)
      storeAcknowledged()
      hub.closeAll()
      session?.close(LinkClose.relayStops)
    },
  }
}
