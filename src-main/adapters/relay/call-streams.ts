/** Which stream belongs to which call, and who listens to it. */
import type { StreamNews } from '../../../cloud-relay/wire/control-messages.ts'
import { encodeFrame, FrameType } from '../../../cloud-relay/wire/frame.ts'
import type { ReliableLane } from '../../../cloud-relay/wire/reliable-lane.ts'
import type { MediaStream, StreamListener } from '../../core/call/relay-link.ts'
import { unreachable } from '../../core/unreachable.ts'
import type { LifeboatDeposits } from './lifeboat-deposits.ts'
import type { LinkConnection } from './link-connection.ts'
import type { LinkClock } from './link-parts.ts'

const PCMU_BYTES_PER_MS = 8
/** Two seconds: longer audio goes in parts. */
const MAX_AUDIO_BYTES = 16_000

export interface CallStreams {
  opened(streamId: number, callId: string, listener: StreamListener): void
  news(streamId: number, news: StreamNews): void
  audio(streamId: number, offsetMs: number, pcmu: Buffer): void
  stream(callId: string): MediaStream
  /** Ends a stream that nobody here listens to. */
  closeStream(streamId: number): void
  /** Whether a call is on the line, so that silence of the link must be noticed fast. */
  anyLive(): boolean
  knows(streamId: number): boolean
  resumePoints(): { stream_id: number; next_offset_ms: number }[]
  /** The link is cut: nothing passes until it is back. */
  linkLost(): void
  /** The link is back at a relay that still has these streams. */
  linkBack(liveStreamIds: ReadonlySet<number>): void
  relayRestarted(): void
  /** Whether this call's sound goes this way now. */
  carries(callId: string): boolean
  /** Streams that no carrier has opened yet, and no longer this one's. */
  takeWaiting(): readonly WaitingStream[]
  adopt(waiting: readonly WaitingStream[]): void
}

export interface WaitingStream {
  readonly streamId: number
  readonly callId: string
  readonly listener: StreamListener
}

interface Stream {
  readonly callId: string
  readonly listener: StreamListener
  live: boolean
  broken: boolean
  nextOffsetMs: number
}

/** The streams of one way to the relay; a relay that replaces another gets a way of its own. */
export function callStreams(
  lane: ReliableLane,
  connection: () => LinkConnection | undefined,
  clock: Pick<LinkClock, 'monotonicMs'>,
  lifeboat: Pick<LifeboatDeposits, 'orderFor' | 'forget'>,
): CallStreams {
  const streams = new Map<number, Stream>()
  /** The stream that carries each call now. */
  const currentOf = new Map<string, number>()

  function forget(streamId: number): void {
    const stream = streams.get(streamId)
    streams.delete(streamId)
    if (stream && currentOf.get(stream.callId) === streamId) currentOf.delete(stream.callId)
  }

  const closeStream = (streamId: number) => order(streamId, { type: 'close' })

  function order(streamId: number, what: object): void {
    const body = Buffer.from(JSON.stringify(what))
    const frame = lane.push((position) => encodeFrame(FrameType.streamControl, streamId, position, body))
    connection()?.sendNow(frame)
  }

  function opened(streamId: number, callId: string, listener: StreamListener): void {
    for (const [otherId, other] of streams) if (other.callId === callId && !other.live) forget(otherId)
    streams.set(streamId, { callId, listener, live: false, broken: false, nextOffsetMs: 0 })
  }

  return {
    opened,
    news(streamId, news) {
      const stream = streams.get(streamId)
      if (!stream) return
      switch (news.type) {
        case 'started': {
          stream.live = true
          currentOf.set(stream.callId, streamId)
          const protection = lifeboat.orderFor(stream.callId, news.call_control_id)
          if (protection) order(streamId, protection)
          return stream.listener.streamStarted({
            callControlId: news.call_control_id,
            encoding: news.encoding,
            sampleRateHz: news.sample_rate_hz,
          })
        }
        case 'mark_returned':
          return stream.listener.markReturned(news.name)
        case 'digit_pressed':
          return stream.listener.digitPressed(news.digit)
        case 'stopped':
          forget(streamId)
          return stream.listener.streamStopped(news.reason)
        default:
          return unreachable(news)
      }
    },
    audio(streamId, offsetMs, pcmu) {
      const stream = streams.get(streamId)
      // After a resume the same audio may come twice.
      if (!stream || offsetMs < stream.nextOffsetMs) return
      stream.nextOffsetMs = offsetMs + Math.floor(pcmu.length / PCMU_BYTES_PER_MS)
      stream.listener.audioArrived(pcmu, offsetMs)
    },
    stream: (callId) => ({
      sendAudio(pcmu) {
        const streamId = currentOf.get(callId)
        if (streamId === undefined) return
        for (let at = 0; at < pcmu.length; at += MAX_AUDIO_BYTES) {
          const part = pcmu.subarray(at, at + MAX_AUDIO_BYTES)
          connection()?.queueAudio(
            streamId,
            encodeFrame(FrameType.audio, streamId, Math.floor(clock.monotonicMs()), part),
          )
        }
      },
      sendMark(name) {
        const streamId = currentOf.get(callId)
        if (streamId === undefined) return
        connection()?.queueMark(streamId, encodeFrame(FrameType.mark, streamId, 0, Buffer.from(name)))
      },
      clear() {
        const streamId = currentOf.get(callId)
        if (streamId === undefined) return
        connection()?.dropAudio(streamId)
        const frame = lane.push((position) => encodeFrame(FrameType.clear, streamId, position))
        connection()?.sendNow(frame)
      },
      close() {
        lifeboat.forget(callId)
        for (const [streamId, stream] of streams) {
          if (stream.callId !== callId) continue
          forget(streamId)
          closeStream(streamId)
        }
      },
    }),
    closeStream,
    anyLive: () => currentOf.size > 0,
    knows: (streamId) => streams.has(streamId),
    resumePoints: () =>
      [...streams].map(([streamId, { nextOffsetMs }]) => ({
        stream_id: streamId,
        next_offset_ms: nextOffsetMs,
      })),
    linkLost() {
      for (const stream of [...streams.values()]) {
        if (!stream.live || stream.broken) continue
        stream.broken = true
        stream.listener.streamBroke()
      }
    },
    linkBack(liveStreamIds) {
      for (const [streamId, stream] of [...streams]) {
        if (!stream.broken || !liveStreamIds.has(streamId)) continue
        stream.broken = false
        stream.listener.streamResumed()
      }
    },
    carries: (callId) => currentOf.has(callId),
    takeWaiting() {
      const waiting = [...streams].filter(([, { live }]) => !live)
      for (const [streamId] of waiting) forget(streamId)
      return waiting.map(([streamId, { callId, listener }]) => ({ streamId, callId, listener }))
    },
    adopt(waiting) {
      for (const { streamId, callId, listener } of waiting) opened(streamId, callId, listener)
    },
    relayRestarted() {
      const lost = [...streams.values()]
      streams.clear()
      currentOf.clear()
      for (const { listener } of lost) listener.streamStopped('relay-restarted')
    },
  }
}
