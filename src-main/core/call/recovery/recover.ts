import { type Ids, pause } from '../../clock.ts'
import type { CallRecord } from '../call-record.ts'
import type { PhoneLine } from '../phone-line.ts'
import { endLostCall, type LostCallParts } from './lost-call.ts'

export interface RecoverParts extends LostCallParts {
  readonly ids: Ids
  /** Who can tell of the calls of this engine and end them. */
  readonly lineOf: (engine: CallRecord['engine']) => Pick<PhoneLine, 'hangUp' | 'lookUp' | 'findDialed'>
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 60_000
/** A dial that the carrier does not list yet may still come up for this long (reliability.md C1). */
const UNCLEAR_FOR_MS = 45_000
/** A line that could not be hung up in so many attempts has met the carrier's own cap. */
const MAX_HANG_UPS = 40

/**
 * Brings every call that lost its session to a true end: the carrier is asked until it answers, a line that is open
 * is hung up, the money is settled once (design invariants 3 and 7). Nothing is redialed, and no other call waits.
 */
export class Recovery {
  readonly #parts: RecoverParts
  readonly #stop = new AbortController()
  readonly #working = new Map<string, Promise<void>>()

  constructor(parts: RecoverParts) {
    this.#parts = parts
  }

  /** Takes up what the last run of the program left unfinished; answers how many calls that are. */
  start(): number {
    const lost = this.#parts.calls.unfinished()
    for (const { callId } of lost) this.take(callId)
    return lost.length
  }

  take(callId: string): void {
    this.#work(callId, () => this.#bringToEnd(callId))
  }

  /**
   * Ends a line that nobody is on, and keeps trying while the carrier does not take the command. Such a call may be on no
   * record here, so it is told whose it is.
   */
  hangUp(carrierCallId: string, engine: CallRecord['engine']): void {
    this.#work(carrierCallId, async () => {
      for (let attempt = 1; attempt <= MAX_HANG_UPS && !this.#stop.signal.aborted; attempt++) {
        const done = await this.#try(carrierCallId, async () => {
          const { ids, lineOf } = this.#parts
          await lineOf(engine).hangUp(carrierCallId, ids.next('cmd'))
          return true
        })
        if (done) return
        await this.#pauseAfter(attempt)
      }
    })
  }

  /** The program is going down; what is unfinished is taken up by the next start. */
  stop(): void {
    this.#stop.abort()
  }

  /** Resolves when nothing is left to be brought to an end. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working.values())
  }

  #work(key: string, work: () => Promise<void>): void {
    if (this.#working.has(key) || this.#stop.signal.aborted) return
    this.#working.set(
      key,
      work().finally(() => this.#working.delete(key)),
    )
  }

  async #bringToEnd(callId: string): Promise<void> {
    for (let attempt = 1; !this.#stop.signal.aborted; attempt++) {
      const done = await this.#try(callId, async () => {
        const call = this.#parts.calls.get(callId)
        if (!call || call.status === 'ended' || call.status === 'queued') return true
        if (!(await this.#isOver(call)) || this.#stop.signal.aborted) return false
        endLostCall(callId, { cause: 'unknown', talkMs: null }, this.#parts)
        return true
      })
      if (done) return
      await this.#pauseAfter(attempt)
    }
  }

  async #isOver(call: CallRecord): Promise<boolean> {
    const { lineOf, calls, clock, ids } = this.#parts
    const phoneLine = lineOf(call.engine)
    const carrierCallId = call.carrierCallId ?? (await phoneLine.findDialed(call.callId))
    if (carrierCallId === null) return clock.nowMs() - (call.startedAtMs ?? 0) >= UNCLEAR_FOR_MS
    if (calls.get(call.callId)?.carrierCallId === null) calls.change(call.callId, { carrierCallId })
    const fate = await phoneLine.lookUp(carrierCallId)
    if (fate === 'alive') await phoneLine.hangUp(carrierCallId, ids.next('cmd'))
    return fate !== 'alive'
  }

  async #try(id: string, attempt: () => Promise<boolean>): Promise<boolean> {
    try {
      return await attempt()
    } catch (error) {
      this.#parts.logError('a lost call could not be brought to its end yet', { id, detail: String(error) })
      return false
    }
  }

  #pauseAfter(attempt: number): Promise<void> {
    const delayMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 10))
    return pause(this.#parts.clock, delayMs, this.#stop.signal)
  }
}
