/** Pairs each carrier connection with its call at the desktop, and keeps the last seconds for a desktop that was away. */
import type { WebSocket } from 'ws'
import type { Clock } from '../clock.ts'
import type { Inheritance } from '../control/hand-over.ts'
import type { RelayMetrics } from '../relay-metrics.ts'
import type { StreamNews } from '../wire/control-messages.ts'
import { type CarrierSocket, carrierSocket } from './carrier-socket.ts'
import { type RecentAudio, recentAudio } from './recent-audio.ts'
import { streamTickets } from './stream-tickets.ts'

const MAX_STREAMS = 1_024
/** Ends of a stream that say nothing of its call (reliability.md section 0, finding 4). */
const SOUND_BROKE_OFF: ReadonlySet<string> = new Set([
  'carrier-closed',
  'carrier-socket-failed',
  'carrier-silent',
])

/** The desktop's end. It may be away; then news waits in the reliable lane, and audio is caught up from here. */
export interface DesktopEnd {
  audio(streamId: number, frame: Buffer): void
  news(streamId: number, news: StreamNews): void
}

export interface StreamHub {
  openStream(callId: string): { streamId: number; token: string } | 'too_many_streams'
  /** The stream id for the upgrade, or `undefined`: answer 401. */
  redeem(callId: string, token: string | undefined): number | undefined
  connectCarrier(streamId: number, callId: string, socket: WebSocket): void
  sendAudio(streamId: number, pcmu: Buffer): void
  /** Audio that came too late to be spoken: a mark behind it must not vouch for it. */
  dropLateAudio(streamId: number): void
  sendMark(streamId: number, name: string): void
  clear(streamId: number): void
  closeStream(streamId: number): void
  callOf(streamId: number): string | undefined
  liveStreams(): readonly { streamId: number; callId: string }[]
  liveCount(): number
  /** Sends again what the desktop missed while its link was cut. */
  catchUp(streamId: number, fromOffsetMs: number): void
  check(): void
  /** Streams that no carrier has opened yet, for the relay that takes over. */
  bequeath(): Pick<Inheritance, 'last_stream_id' | 'tickets'>
  inherit(inheritance: Pick<Inheritance, 'last_stream_id' | 'tickets'>): void
  closeAll(): void
}

interface Live {
  readonly callId: string
  readonly carrier: CarrierSocket
  readonly recent: RecentAudio
}

export function streamHub(
  clock: Clock,
  metrics: RelayMetrics,
  desktop: DesktopEnd,
  streamEnded: (streamId: number, callGoesOn: boolean) => void,
): StreamHub {
  const tickets = streamTickets(clock)
  const live = new Map<number, Live>()
  let lastStreamId = 0

  return {
    openStream(callId) {
      if (live.size + tickets.waiting() >= MAX_STREAMS) return 'too_many_streams'
      lastStreamId += 1
      return { streamId: lastStreamId, token: tickets.issue(callId, lastStreamId) }
    },
    redeem: tickets.redeem,
    connectCarrier(streamId, callId, socket) {
      for (const other of live.values()) if (other.callId === callId) other.carrier.close('replaced')
      const carrier = carrierSocket({
        socket,
        streamId,
        clock,
        counts: metrics.audio,
        listener: {
          started: ({ callControlId, encoding, sampleRateHz }) =>
            desktop.news(streamId, {
              type: 'started',
              call_control_id: callControlId,
              encoding,
              sample_rate_hz: sampleRateHz,
            }),
          audio(frame, offsetMs) {
            stream.recent.remember(frame, offsetMs)
            desktop.audio(streamId, frame)
          },
          markReturned: (name) => desktop.news(streamId, { type: 'mark_returned', name }),
          digitPressed: (digit) => desktop.news(streamId, { type: 'digit_pressed', digit }),
          stopped(reason) {
            live.delete(streamId)
            streamEnded(streamId, SOUND_BROKE_OFF.has(reason))
            desktop.news(streamId, { type: 'stopped', reason })
          },
        },
      })
      const stream: Live = { callId, carrier, recent: recentAudio() }
      live.set(streamId, stream)
    },
    sendAudio(streamId, pcmu) {
      const stream = live.get(streamId)
      if (stream) stream.carrier.sendAudio(pcmu)
      else metrics.audio.outboundDropped.noCarrier += 1
    },
    dropLateAudio: (streamId) => live.get(streamId)?.carrier.dropLateAudio(),
    sendMark: (streamId, name) => live.get(streamId)?.carrier.sendMark(name),
    clear: (streamId) => live.get(streamId)?.carrier.clear(),
    closeStream(streamId) {
      tickets.revoke(streamId)
      live.get(streamId)?.carrier.close('desktop-closed')
    },
    callOf: (streamId) => live.get(streamId)?.callId,
    liveStreams: () => [...live].map(([streamId, { callId }]) => ({ streamId, callId })),
    liveCount: () => live.size,
    catchUp(streamId, fromOffsetMs) {
      for (const frame of live.get(streamId)?.recent.since(fromOffsetMs) ?? []) desktop.audio(streamId, frame)
    },
    check() {
      for (const { carrier } of live.values()) carrier.check()
    },
    bequeath: () => ({ last_stream_id: lastStreamId, tickets: tickets.export() }),
    inherit({ last_stream_id, tickets: inherited }) {
      // Numbers go on: the desktop holds streams of both relays at once.
      lastStreamId = last_stream_id
      tickets.import(inherited)
    },
    closeAll() {
      for (const { carrier } of live.values()) carrier.close('relay-stopping')
    },
  }
}
