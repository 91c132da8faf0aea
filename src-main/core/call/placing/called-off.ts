import type { CallStore } from '../call-record.ts'
import { notPlaced, type PlaceResult } from './place-result.ts'

export interface CalledOffParts {
  readonly callId: string
  readonly calls: Pick<CallStore, 'get'>
  /** Somebody wants the call to end, though nothing was dialed yet. */
  readonly hangUpWanted: () => boolean
}

/** What keeps a call from being dialed after all, and what tells those who are at work for it to stop. */
export class CalledOff {
  readonly #parts: CalledOffParts
  readonly #callEnds = new AbortController()
  readonly #programEnds = new AbortController()

  constructor(parts: CalledOffParts) {
    this.#parts = parts
  }

  /** The call is over, or is not made: nobody works for it any more. */
  get endOfCall(): AbortSignal {
    return this.#callEnds.signal
  }

  get endOfProgram(): AbortSignal {
    return this.#programEnds.signal
  }

  callEnds(): void {
    this.#callEnds.abort()
  }

  programEnds(): void {
    this.#programEnds.abort()
    this.stopPreparing()
  }

  /** Before the dial there is nothing to hang up: what is opened for the call is given up. */
  stopPreparing(): void {
    if (this.#parts.calls.get(this.#parts.callId)?.status === 'queued') this.#callEnds.abort()
  }

  /** Why it is not dialed; null while nothing keeps it from that. */
  reason(): PlaceResult | null {
    if (this.endOfProgram.aborted) return notPlaced('stopped', 'Ridgeline is closing')
    return this.#parts.hangUpWanted()
      ? notPlaced('canceled', 'Ended by a person before it was dialed.')
      : null
  }
}
