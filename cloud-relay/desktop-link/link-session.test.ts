import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { WebSocket } from 'ws'
import type { StoredEvent } from '../events/event-store.ts'
import { relayMetrics } from '../relay-metrics.ts'
import { LinkClose } from '../wire/close-codes.ts'
import { encodeFrame, FrameType, readFrames } from '../wire/frame.ts'
import { reliableLane } from '../wire/reliable-lane.ts'
import { linkSession } from './link-session.ts'

const STREAM = 7
/** `ws` with nobody at the other end: what was sent is kept, and how much waits is set by hand. */
class QuietSocket extends EventEmitter {
  bufferedAmount = 0
  readonly sent: { type: number; number: number }[] = []
  ended: number | 'terminated' | null = null

  send(message: Buffer, sent?: () => void) {
    readFrames(message, ({ type, number }) => this.sent.push({ type, number }))
    sent?.()
  }
  close(code: number) {
    this.ended = code
  }
  terminate() {
    this.ended = 'terminated'
  }
}

function sessionOver(events: number) {
  const socket = new QuietSocket()
  const stored: StoredEvent[] = []
  const store = () => {
    const seq = stored.length + 1
    stored.push({ seq, source: 'telnyx', eventId: `e-${seq}`, receivedAtMs: 0, body: Buffer.from('{}') })
  }
  for (let i = 0; i < events; i++) store()
  const happened: string[] = []
  const acknowledged: number[] = []
  const session = linkSession({
    socket: socket as unknown as WebSocket,
    store: {
      readAfter: (seq: number, limit: number) => stored.filter((event) => event.seq > seq).slice(0, limit),
    },
    hub: {
      liveCount: () => 1,
      sendAudio: () => happened.push('audio'),
      dropLateAudio: () => happened.push('late audio'),
      sendMark: (_: number, name: string) => happened.push(`mark ${name}`),
      clear: () => happened.push('clear'),
    },
    lane: reliableLane(),
    clock: { wallMs: Date.now, monotonicMs: Date.now },
    counts: relayMetrics().audio,
    lastCommittedSeq: 0,
    answer: () => undefined,
    acknowledged: (upToSeq) => acknowledged.push(upToSeq),
    ordered: () => happened.push('order'),
    closed: () => happened.push('closed'),
  })
  const says = (...frames: Buffer[]) => socket.emit('message', Buffer.concat(frames))
  const eventsSent = async () => {
    await vi.advanceTimersByTimeAsync(1)
    return socket.sent.filter(({ type }) => type === FrameType.eventEnd).map(({ number }) => number)
  }
  return { socket, session, store, happened, acknowledged, says, eventsSent }
}

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

describe('the session of one desktop', () => {
  it('is given up when four megabytes wait for a desktop that takes none', async () => {
    const { socket, happened } = sessionOver(0)
    socket.bufferedAmount = 4_194_304
    await vi.advanceTimersByTimeAsync(250)
    expect(socket.ended).toBeNull()
    socket.bufferedAmount += 1
    await vi.advanceTimersByTimeAsync(250)
    expect(socket.ended).toBe('terminated')
    expect(happened).toEqual(['closed'])
  })

  it('is given up within three seconds of silence on a live call', async () => {
    const { socket, says } = sessionOver(0)
    says(encodeFrame(FrameType.pong, 0, 0))
    await vi.advanceTimersByTimeAsync(3_000)
    expect(socket.ended).toBe('terminated')
  })

  it('leaves events and their acknowledgements to the relay that takes over, and sound goes on', async () => {
    const { session, says, happened, acknowledged, eventsSent } = sessionOver(300)
    session.wakeEvents()
    expect(await eventsSent()).toHaveLength(256)
    session.onlySound()
    says(encodeFrame(FrameType.ack, 0, 256))
    expect(await eventsSent()).toHaveLength(256)
    expect(acknowledged).toEqual([])
    says(
      encodeFrame(FrameType.audio, STREAM, 10, Buffer.alloc(160)),
      encodeFrame(FrameType.mark, STREAM, 0, Buffer.from('m1')),
      encodeFrame(FrameType.clear, STREAM, 1),
    )
    expect(happened).toEqual(['audio', 'mark m1', 'clear'])
  })

  it('sends no new event once another relay takes over', async () => {
    const { session, store, eventsSent } = sessionOver(1)
    session.wakeEvents()
    session.onlySound()
    store()
    session.wakeEvents()
    expect(await eventsSent()).toEqual([1])
  })

  it('speaks no words that were held back for more than 200 ms', async () => {
    const { says, happened } = sessionOver(0)
    const audio = (saidAtMs: number) => encodeFrame(FrameType.audio, STREAM, saidAtMs, Buffer.alloc(160))
    says(audio(5_000))
    await vi.advanceTimersByTimeAsync(240)
    says(audio(5_020), audio(5_060))
    expect(happened).toEqual(['audio', 'late audio', 'audio'])
  })

  it('obeys a repeated order once', () => {
    const { says, happened } = sessionOver(0)
    says(encodeFrame(FrameType.clear, STREAM, 1))
    says(encodeFrame(FrameType.clear, STREAM, 1))
    expect(happened).toEqual(['clear'])
  })

  it.each([
    ['half a frame', encodeFrame(FrameType.audio, STREAM, 0, Buffer.alloc(160)).subarray(0, 40)],
    ['an event, which only a relay sends', encodeFrame(FrameType.eventEnd, 0, 1)],
    ['an order that is no JSON', encodeFrame(FrameType.streamControl, STREAM, 1, Buffer.from('close'))],
  ])('ends at %s and does nothing more of the message', (_, wrong) => {
    const { socket, says, happened } = sessionOver(0)
    says(wrong, encodeFrame(FrameType.clear, STREAM, 1))
    expect(socket.ended).toBe(LinkClose.protocol)
    expect(happened).toEqual(['closed'])
  })
})
