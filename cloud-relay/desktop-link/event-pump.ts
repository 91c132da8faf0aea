/** Sends stored events to one desktop session, in order, never more than a window ahead of its acknowledgements. */
import type { EventStore, StoredEvent } from '../events/event-store.ts'
import type { EventHeading } from '../wire/control-messages.ts'
import { EVENT_PIECE_BYTES, encodeFrame, FrameType } from '../wire/frame.ts'

const WINDOW_EVENTS = 256
const WINDOW_BYTES = 1_048_576
const READ_AT_ONCE = 32

export interface EventPump {
  /** Something may have become possible: a new event, or room in the window. */
  wake(): void
  acknowledged(upToSeq: number): void
}

export function eventPump(
  store: Pick<EventStore, 'readAfter'>,
  afterSeq: number,
  send: (piece: Buffer) => void,
): EventPump {
  let sentSeq = afterSeq
  let unacknowledged: { seq: number; bytes: number }[] = []
  let unacknowledgedBytes = 0

  const hasRoom = () => unacknowledged.length < WINDOW_EVENTS && unacknowledgedBytes < WINDOW_BYTES

  function wake(): void {
    while (hasRoom()) {
      const events = store.readAfter(sentSeq, READ_AT_ONCE)
      if (events.length === 0) return
      for (const event of events) {
        if (!hasRoom()) return
        const content = contentOf(event)
        for (const piece of piecesOf(event.seq, content)) send(piece)
        sentSeq = event.seq
        unacknowledged.push({ seq: event.seq, bytes: content.length })
        unacknowledgedBytes += content.length
      }
    }
  }

  return {
    wake,
    acknowledged(upToSeq) {
      unacknowledged = unacknowledged.filter(({ seq }) => seq > upToSeq)
      unacknowledgedBytes = unacknowledged.reduce((sum, { bytes }) => sum + bytes, 0)
      wake()
    },
  }
}

function contentOf({ source, eventId, receivedAtMs, body }: StoredEvent): Buffer {
  const heading: EventHeading = {
    source,
    event_id: eventId,
    received_at: new Date(receivedAtMs).toISOString(),
  }
  return Buffer.concat([Buffer.from(`${JSON.stringify(heading)}\n`), body])
}

function* piecesOf(seq: number, content: Buffer): Generator<Buffer> {
  let at = 0
  for (; content.length - at > EVENT_PIECE_BYTES; at += EVENT_PIECE_BYTES) {
    yield encodeFrame(FrameType.eventPiece, 0, seq, content.subarray(at, at + EVENT_PIECE_BYTES))
  }
  yield encodeFrame(FrameType.eventEnd, 0, seq, content.subarray(at))
}
