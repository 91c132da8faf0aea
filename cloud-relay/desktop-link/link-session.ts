/** One proven desktop connection: frames in, frames out, until it closes, falls silent or is superseded. */
import type { WebSocket } from 'ws'
import type { Clock } from '../clock.ts'
import type { EventStore } from '../events/event-store.ts'
import type { StreamHub } from '../media/stream-hub.ts'
import type { AudioCounts } from '../relay-metrics.ts'
import { LinkClose } from '../wire/close-codes.ts'
import {
  controlFrame,
  DesktopMessage,
  parseBody,
  type RelayMessage,
  StreamOrder,
} from '../wire/control-messages.ts'
import { encodeFrame, type Frame, FrameType, readFrames } from '../wire/frame.ts'
import { frameWriter } from '../wire/frame-writer.ts'
import { HEARTBEAT_TICK_MS, heartbeat } from '../wire/heartbeat.ts'
import type { ReliableLane } from '../wire/reliable-lane.ts'
import { audioAge } from './audio-age.ts'
import { eventPump } from './event-pump.ts'

const MAX_AUDIO_AGE_MS = 5_000
/** Older words of the agent are worthless: what a network held back is not spoken late. */
const MAX_SPOKEN_AGE_MS = 200
const MAX_BUFFERED_BYTES = 4_194_304

export interface LinkSession {
  sendNow(frame: Buffer): void
  sendAudio(streamId: number, frame: Buffer): void
  wakeEvents(): void
  /** Events, acknowledgements and requests are the new relay's from now on; sound goes on. */
  onlySound(): void
  close(code: number): void
}

export interface LinkSessionParts {
  socket: WebSocket
  store: Pick<EventStore, 'readAfter'>
  hub: Pick<StreamHub, 'liveCount' | 'sendAudio' | 'dropLateAudio' | 'sendMark' | 'clear'>
  lane: ReliableLane
  clock: Clock
  counts: AudioCounts
  /** The desktop's cursor. Events after it are sent. */
  lastCommittedSeq: number
  /** Undefined for what may not be asked now; null for what is not answered here any more. A promise is answered whenever it is kept; it must not fail. */
  answer: (request: DesktopMessage) => RelayMessage | Promise<RelayMessage> | null | undefined
  acknowledged: (upToSeq: number) => void
  ordered: (streamId: number, order: StreamOrder) => void
  closed: () => void
}

export function linkSession(parts: LinkSessionParts): LinkSession {
  const { socket, store, hub, lane, clock, counts } = parts
  let open = true
  let soundOnly = false
  const beat = heartbeat(clock.monotonicMs())
  const writer = frameWriter({
    sink: { send: (message, sent) => socket.send(message, sent), bufferedBytes: () => socket.bufferedAmount },
    nowMs: clock.monotonicMs,
    maxAudioAgeMs: MAX_AUDIO_AGE_MS,
    audioDropped: (frames) => {
      counts.inboundDropped.linkBehind += frames
    },
  })
  const spoken = audioAge()
  const pump = eventPump(store, parts.lastCommittedSeq, writer.queueEvent)

  function close(code: number) {
    if (!open) return
    open = false
    clearInterval(ticker)
    writer.stop()
    socket.off('message', receive)
    if (code === LinkClose.lost) socket.terminate()
    else socket.close(code)
    parts.closed()
  }

  function receive(data: unknown) {
    beat.heard(clock.monotonicMs())
    try {
      if (Buffer.isBuffer(data)) return readFrames(data, perform)
    } catch {
      // Told to the desktop by the close code below.
    }
    close(LinkClose.protocol)
  }

  function perform(frame: Frame) {
    if (!open) return
    switch (frame.type) {
      case FrameType.audio:
        return speak(frame)
      case FrameType.mark:
        return hub.sendMark(frame.streamId, frame.body.toString('utf8'))
      case FrameType.clear:
        if (lane.accept(frame.number)) hub.clear(frame.streamId)
        return
      case FrameType.streamControl:
        return obey(frame)
      case FrameType.control:
        return reply(frame)
      case FrameType.ack:
        if (soundOnly) return
        pump.acknowledged(frame.number)
        return parts.acknowledged(frame.number)
      case FrameType.ping:
        lane.confirm(frame.number)
        return writer.sendNow(encodeFrame(FrameType.pong, 0, lane.received()))
      case FrameType.pong:
        return lane.confirm(frame.number)
      default:
        return close(LinkClose.protocol)
    }
  }

  function speak({ streamId, number, body }: Frame) {
    if (spoken.ageMs(number, clock.monotonicMs()) > MAX_SPOKEN_AGE_MS) hub.dropLateAudio(streamId)
    else hub.sendAudio(streamId, body)
  }

  function obey(frame: Frame) {
    if (!lane.accept(frame.number)) return
    const order = parseBody(StreamOrder, frame)
    if (order) parts.ordered(frame.streamId, order)
    else close(LinkClose.protocol)
  }

  function reply(frame: Frame) {
    const request = parseBody(DesktopMessage, frame)
    const answer = request && parts.answer(request)
    if (answer === null) return
    if (!answer) return close(LinkClose.protocol)
    if (!(answer instanceof Promise)) return writer.sendNow(controlFrame(answer))
    void answer.then((late) => open && writer.sendNow(controlFrame(late)))
  }

  const ticker = setInterval(() => {
    const next =
      socket.bufferedAmount > MAX_BUFFERED_BYTES
        ? 'dead'
        : beat.tick(clock.monotonicMs(), hub.liveCount() > 0)
    if (next === 'ping') writer.sendNow(encodeFrame(FrameType.ping, 0, lane.received()))
    if (next === 'dead') close(LinkClose.lost)
  }, HEARTBEAT_TICK_MS)

  socket.on('message', receive)
  socket.on('close', () => close(LinkClose.relayStops))
  return {
    sendNow: writer.sendNow,
    sendAudio: writer.queueAudio,
    wakeEvents: () => soundOnly || pump.wake(),
    onlySound() {
      soundOnly = true
    },
    close,
  }
}
