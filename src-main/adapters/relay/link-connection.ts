/** One socket to the relay: mutual proof first, then frames, until it ends. It ends once, and says why. */
import { randomBytes } from 'node:crypto'
import WebSocket from 'ws'
import { LinkClose } from '../../../cloud-relay/wire/close-codes.ts'
import {
  type Challenge,
  controlFrame,
  type DesktopMessage,
  parseBody,
  type RefusalCode,
  RelayMessage,
  type Welcome,
} from '../../../cloud-relay/wire/control-messages.ts'
import {
  encodeFrame,
  type Frame,
  FrameType,
  MAX_MESSAGE_BYTES,
  readFrames,
  WireFailure,
} from '../../../cloud-relay/wire/frame.ts'
import { frameWriter } from '../../../cloud-relay/wire/frame-writer.ts'
import { HEARTBEAT_TICK_MS, heartbeat } from '../../../cloud-relay/wire/heartbeat.ts'
import type { ReliableLane } from '../../../cloud-relay/wire/reliable-lane.ts'
import { sessionTranscript } from '../../../cloud-relay/wire/transcripts.ts'
import {
  type DeviceIdentity,
  fingerprintOf,
  isSignedByRelay,
  isSuccessor,
  signTranscript,
} from './device-identity.ts'
import type { EndedBy } from './early-ends.ts'
import type { LinkClock } from './link-parts.ts'

const HANDSHAKE_MS = 5_000
/** Speech that could not leave for so long belongs to a moment that has passed. */
const MAX_AUDIO_AGE_MS = 200
/** What the platform reports where no close frame came. */
const CLOSED_WITHOUT_A_WORD = 1006
/**
 * A relay that restarts, that hears nothing because the network holds everything back, or that has this very desktop on
 * a newer connection turns nobody away.
 */
const CUTS: ReadonlySet<number> = new Set([
  LinkClose.relayStops,
  LinkClose.resumed,
  LinkClose.lost,
  CLOSED_WITHOUT_A_WORD,
])

export type LinkEnd =
  | { why: 'lost'; reason: string; by: EndedBy }
  | { why: 'refused'; code: RefusalCode | 'not_our_relay' }

const BROKE_THE_RULES: LinkEnd = {
  why: 'lost',
  reason: 'The relay did not follow the protocol.',
  by: 'closed',
}

export interface ResumePoint {
  readonly runId: string
  readonly lastCommittedSeq: number
  readonly streams: { stream_id: number; next_offset_ms: number }[]
}

export interface LinkConnection {
  sendNow(frame: Buffer): void
  request(message: DesktopMessage): void
  queueAudio(streamId: number, frame: Buffer): void
  queueMark(streamId: number, frame: Buffer): void
  dropAudio(streamId: number): void
  close(): void
}

export interface LinkConnectionParts {
  url: string
  identity: DeviceIdentity
  clock: LinkClock
  lane: ReliableLane
  /** A ping was answered after so long. */
  roundTrip: (ms: number) => void
  isLive: () => boolean
  audioShed: (frames: number) => void
  /** The relay that we know has this key now. */
  relayChangedKey: (fingerprint: string) => void
  resume: (challenge: Challenge) => ResumePoint
  welcomed: (welcome: Welcome) => void
  /** False when the relay breaks the rules. */
  received: (frame: Frame) => boolean
  ended: (end: LinkEnd) => void
}

/** One connection: handshake, heartbeat, frames both ways. It ends once, and tells why. */
export function openLink(parts: LinkConnectionParts): LinkConnection {
  const { url, identity, clock, lane } = parts
  const host = new URL(url).host
  const nonce = randomBytes(32).toString('base64url')
  const socket = new WebSocket(new URL('/link', url.replace(/^http/, 'ws')), {
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    handshakeTimeout: HANDSHAKE_MS,
    followRedirects: false,
  })
  let status: 'hello' | 'proof' | 'open' | 'ended' = 'hello'
  const beat = heartbeat(clock.monotonicMs())
  const writer = frameWriter({
    sink: { send: (message, sent) => socket.send(message, sent), bufferedBytes: () => socket.bufferedAmount },
    nowMs: clock.monotonicMs,
    maxAudioAgeMs: MAX_AUDIO_AGE_MS,
    audioDropped: parts.audioShed,
  })
  const cancelDeadline = clock.wakeAfter(2 * HANDSHAKE_MS, () => {
    if (status === 'hello' || status === 'proof')
      end({ why: 'lost', reason: 'The relay did not finish the handshake.', by: 'cut' })
  })
  let ticker: NodeJS.Timeout | undefined
  let pingedAtMs: number | null = null

  function end(ending: LinkEnd) {
    if (status === 'ended') return
    status = 'ended'
    cancelDeadline()
    clearInterval(ticker)
    writer.stop()
    // Never wait for a close: a half-open socket would stay open.
    socket.terminate()
    parts.ended(ending)
  }

  function shake(frame: Frame) {
    const message = frame.type === FrameType.control ? parseBody(RelayMessage, frame) : undefined
    if (message?.type === 'refused') return end({ why: 'refused', code: message.code })
    if (message?.type === 'challenge' && status === 'hello') return prove(message)
    if (message?.type === 'welcome' && status === 'proof') return begin(message)
    end(BROKE_THE_RULES)
  }

  function prove(challenge: Challenge) {
    const { deviceId, relayFingerprint: knownFingerprint } = identity
    const { relay_key, signature, nonce: relayNonce, log_id: logId, succession } = challenge
    const relayFingerprint = fingerprintOf(relay_key)
    if (!isSuccessor(knownFingerprint, relay_key, succession))
      return end({ why: 'refused', code: 'not_our_relay' })
    const facts = { host, deviceId, relayFingerprint, deviceNonce: nonce, relayNonce, logId }
    if (!isSignedByRelay(relayFingerprint, relay_key, sessionTranscript('relay', facts), signature)) {
      return end({ why: 'refused', code: 'not_our_relay' })
    }
    if (relayFingerprint !== knownFingerprint) parts.relayChangedKey(relayFingerprint)
    status = 'proof'
    const { runId, lastCommittedSeq, streams } = parts.resume(challenge)
    const proof = signTranscript(identity, sessionTranscript('desktop', facts))
    socket.send(
      controlFrame({
        type: 'proof',
        signature: proof,
        run_id: runId,
        last_committed_seq: lastCommittedSeq,
        reliable_received: lane.received(),
        streams,
      }),
    )
  }

  function begin(welcome: Welcome) {
    cancelDeadline()
    status = 'open'
    ticker = setInterval(tick, HEARTBEAT_TICK_MS)
    for (const frame of lane.resumeFrom(welcome.reliable_received)) writer.sendNow(frame)
    parts.welcomed(welcome)
  }

  function tick() {
    const next = beat.tick(clock.monotonicMs(), parts.isLive())
    if (next === 'ping') {
      writer.sendNow(encodeFrame(FrameType.ping, 0, lane.received()))
      pingedAtMs ??= clock.monotonicMs()
    }
    if (next === 'dead') end({ why: 'lost', reason: 'The relay fell silent.', by: 'cut' })
  }

  function perform(frame: Frame) {
    switch (status) {
      case 'hello':
      case 'proof':
        return shake(frame)
      case 'open':
        return hear(frame)
      case 'ended':
        return
      default:
        status satisfies never
    }
  }

  function hear(frame: Frame) {
    switch (frame.type) {
      case FrameType.ping:
        writer.sendNow(encodeFrame(FrameType.pong, 0, lane.received()))
        return lane.confirm(frame.number)
      case FrameType.pong:
        if (pingedAtMs !== null) parts.roundTrip(clock.monotonicMs() - pingedAtMs)
        pingedAtMs = null
        return lane.confirm(frame.number)
      case FrameType.control: {
        const message = parseBody(RelayMessage, frame)
        if (message?.type === 'refused') return end({ why: 'refused', code: message.code })
        break
      }
    }
    if (!parts.received(frame)) end(BROKE_THE_RULES)
  }

  socket.on('open', () =>
    socket.send(controlFrame({ type: 'hello', device_id: identity.deviceId, host, nonce })),
  )
  socket.on('message', (data) => {
    beat.heard(clock.monotonicMs())
    try {
      if (Buffer.isBuffer(data)) readFrames(data, perform)
    } catch (cause) {
      if (!(cause instanceof WireFailure)) throw cause
      end(BROKE_THE_RULES)
    }
  })
  socket.on('error', () => end({ why: 'lost', reason: 'The relay cannot be reached.', by: 'cut' }))
  socket.on('close', (code) => {
    if (code === LinkClose.superseded) end({ why: 'refused', code: 'superseded' })
    else
      end({
        why: 'lost',
        reason: code === LinkClose.relayStops ? 'The relay is restarting.' : 'The connection was cut.',
        by: CUTS.has(code) ? 'cut' : 'closed',
      })
  })

  const { sendNow, queueAudio, queueMark, dropAudio } = writer
  return {
    sendNow: (frame) => status === 'open' && sendNow(frame),
    request: (message) => status === 'open' && sendNow(controlFrame(message)),
    queueAudio: (streamId, frame) => status === 'open' && queueAudio(streamId, frame),
    queueMark: (streamId, frame) => status === 'open' && queueMark(streamId, frame),
    dropAudio,
    close() {
      if (status === 'open') socket.close(1000)
      end({ why: 'lost', reason: 'The app closed the link.', by: 'ours' })
    },
  }
}
