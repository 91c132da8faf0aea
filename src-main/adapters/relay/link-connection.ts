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
import { type DeviceIdentity, isSignedByRelay, signTranscript } from './device-identity.ts'
import type { LinkClock } from './link-parts.ts'

const HANDSHAKE_MS = 5_000
/** Speech that could not leave for so long belongs to a moment that has passed. */
const MAX_AUDIO_AGE_MS = 200

export type LinkEnd =
  | { why: 'lost'; reason: string }
  | { why: 'refused'; code: RefusalCode | 'not_our_relay' }

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
  resume: (challenge: Challenge) => ResumePoint
  welcomed: (welcome: Welcome) => void
  /** False when the relay breaks the rules. */
  received: (frame: Frame) => boolean
  ended: (end: LinkEnd) => void
}

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
      end({ why: 'lost', reason: 'The relay did not finish the handshake.' })
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
    end({ why: 'lost', reason: 'The relay did not follow the protocol.' })
  }

  function prove(challenge: Challenge) {
    const { deviceId, relayFingerprint } = identity
    const { relay_key, signature, nonce: relayNonce, log_id: logId } = challenge
    const facts = { host, deviceId, relayFingerprint, deviceNonce: nonce, relayNonce, logId }
    if (!isSignedByRelay(relayFingerprint, relay_key, sessionTranscript('relay', facts), signature)) {
      return end({ why: 'refused', code: 'not_our_relay' })
    }
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
    if (next === 'dead') end({ why: 'lost', reason: 'The relay fell silent.' })
  }

  function perform(frame: Frame) {
    switch (status) {
      case 'hello':
      case 'proof':
        return shake(frame)
      case 'open':
        if (frame.type === FrameType.ping) writer.sendNow(encodeFrame(FrameType.pong, 0, lane.received()))
        if (frame.type === FrameType.pong && pingedAtMs !== null) {
          parts.roundTrip(clock.monotonicMs() - pingedAtMs)
          pingedAtMs = null
        }
        if (frame.type === FrameType.ping || frame.type === FrameType.pong) return lane.confirm(frame.number)
        if (!parts.received(frame)) end({ why: 'lost', reason: 'The relay did not follow the protocol.' })
        return
      case 'ended':
        return
      default:
        status satisfies never
    }
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
      end({ why: 'lost', reason: 'The relay did not follow the protocol.' })
    }
  })
  socket.on('error', () => end({ why: 'lost', reason: 'The relay cannot be reached.' }))
  socket.on('close', (code) => {
    if (code === LinkClose.superseded) end({ why: 'refused', code: 'superseded' })
    else
      end({
        why: 'lost',
        reason: code === LinkClose.relayStops ? 'The relay is restarting.' : 'The connection was cut.',
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
      end({ why: 'lost', reason: 'The app closed the link.' })
    },
  }
}
