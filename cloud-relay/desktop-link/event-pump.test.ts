import { describe, expect, it } from 'vitest'
import type { EventStore, StoredEvent } from '../events/event-store.ts'
import { EVENT_PIECE_BYTES, FrameType, readFrames } from '../wire/frame.ts'
import { eventPump } from './event-pump.ts'

/** A log of so many events with bodies of that size, and the pump of one session that reads it. */
function pumpOver(events: number, bodyBytes: number, afterSeq = 0) {
  const stored = Array.from(
    { length: events },
    (_, index): StoredEvent => ({
      seq: index + 1,
      source: 'telnyx',
      eventId: `e-${index + 1}`,
      receivedAtMs: 0,
      body: Buffer.alloc(bodyBytes, 'x'),
    }),
  )
  const store: Pick<EventStore, 'readAfter'> = {
    readAfter: (seq, limit) => stored.filter((event) => event.seq > seq).slice(0, limit),
  }
  const whole: number[] = []
  const pieceBytes: number[] = []
  const pump = eventPump(store, afterSeq, (piece) =>
    readFrames(piece, ({ type, number, body }) => {
      pieceBytes.push(body.length)
      if (type === FrameType.eventEnd) whole.push(number)
    }),
  )
  return { pump, whole, pieceBytes }
}

describe('stored events', () => {
  it('are sent from the desktop’s cursor on, in order, once', () => {
    const { pump, whole } = pumpOver(5, 10, 2)
    pump.wake()
    pump.wake()
    expect(whole).toEqual([3, 4, 5])
  })

  it('are never more than 256 ahead of what the desktop has committed', () => {
    const { pump, whole } = pumpOver(1_000, 10)
    pump.wake()
    expect(whole).toHaveLength(256)
    pump.acknowledged(10)
    expect(whole).toHaveLength(266)
    pump.acknowledged(266)
    expect(whole).toHaveLength(522)
  })

  it('are never more than a megabyte and one event ahead either', () => {
    const { pump, whole } = pumpOver(20, 300_000)
    pump.wake()
    expect(whole).toEqual([1, 2, 3, 4])
    pump.acknowledged(1)
    expect(whole).toEqual([1, 2, 3, 4, 5])
  })

  it('travel in pieces that let audio pass in between', () => {
    const { pump, pieceBytes } = pumpOver(1, 3 * EVENT_PIECE_BYTES)
    pump.wake()
    expect(pieceBytes).toHaveLength(4)
    expect(Math.max(...pieceBytes)).toBe(EVENT_PIECE_BYTES)
  })
})
