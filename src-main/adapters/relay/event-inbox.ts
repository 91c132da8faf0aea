/** Puts events together, hands them over one by one in order, and acknowledges only what has been committed. */
import { EventHeading } from '../../../cloud-relay/wire/control-messages.ts'
import type { RelayEvent } from '../../core/call/relay-link.ts'
import type { CommitCursor, LinkClock, LinkLog } from './link-parts.ts'

const MAX_EVENT_BYTES = 2_097_152
/** Live audio passes between two slices. */
const SLICE_MS = 8
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 30_000
const NEWLINE = 0x0a

export interface EventInbox {
  handle(handler: (event: RelayEvent) => void): void
  /** A new connection: what was not committed will come again. */
  restart(committedSeq: number): void
  /** False when the relay breaks the rules. */
  piece(seq: number, body: Buffer, isLast: boolean): boolean
}

export interface EventInboxParts {
  cursor: CommitCursor
  clock: LinkClock
  log: LinkLog
  acknowledge: (upToSeq: number) => void
}

export function eventInbox({ cursor, clock, log, acknowledge }: EventInboxParts): EventInbox {
  let handler: ((event: RelayEvent) => void) | undefined
  let waiting: { seq: number; content: Buffer }[] = []
  let pieces: Buffer[] = []
  let pieceBytes = 0
  let receivedSeq = 0
  let working = false
  let retryMs = FIRST_RETRY_MS

  function work(): void {
    if (working || !handler || waiting.length === 0) return
    working = true
    setImmediate(workSlice)
  }

  function workSlice(): void {
    const untilMs = clock.monotonicMs() + SLICE_MS
    let committedSeq = 0
    let failed = false
    while (handler && waiting[0] && !failed && clock.monotonicMs() < untilMs) {
      const { seq, content } = waiting[0]
      if (commit(handler, seq, content)) {
        waiting.shift()
        committedSeq = seq
        retryMs = FIRST_RETRY_MS
      } else failed = true
    }
    if (committedSeq > 0) acknowledge(committedSeq)
    if (failed) clock.wakeAfter(retryMs, workAgain)
    else workAgain()
    if (failed) retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2)
  }

  function workAgain(): void {
    working = false
    work()
  }

  function commit(handleEvent: (event: RelayEvent) => void, seq: number, content: Buffer): boolean {
    try {
      handleEvent(readEvent(seq, content))
      cursor.advance(seq)
      return true
    } catch (cause) {
      // Later events wait: an acknowledgement covers everything before it, so none may be skipped.
      log.error('a relay event could not be applied and will be tried again', { seq, kind: kindOf(cause) })
      return false
    }
  }

  return {
    handle(newHandler) {
      handler = newHandler
      work()
    },
    restart(committedSeq) {
      waiting = []
      pieces = []
      pieceBytes = 0
      receivedSeq = committedSeq
    },
    piece(seq, body, isLast) {
      if (seq <= receivedSeq || pieceBytes + body.length > MAX_EVENT_BYTES) return false
      pieces.push(body)
      pieceBytes += body.length
      if (!isLast) return true
      // A copy, because a body is a view into the whole message it came with.
      waiting.push({ seq, content: Buffer.concat(pieces) })
      pieces = []
      pieceBytes = 0
      receivedSeq = seq
      work()
      return true
    },
  }
}

function readEvent(seq: number, content: Buffer): RelayEvent {
  const end = content.indexOf(NEWLINE)
  const { source, event_id, received_at } = EventHeading.parse(JSON.parse(content.toString('utf8', 0, end)))
  const body: unknown = JSON.parse(content.toString('utf8', end + 1))
  return { seq, source, eventId: event_id, receivedAt: received_at, body }
}

const kindOf = (cause: unknown): string => (cause instanceof Error ? cause.name : 'unknown')
