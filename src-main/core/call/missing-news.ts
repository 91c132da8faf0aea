import { type Clock, pause } from '../clock.ts'
import type { Transactions } from '../transactions.ts'
import type { CallRecord, CallStore } from './call-record.ts'
import type { CarrierEvent } from './phone-line.ts'

/** The carrier's own record of what it reported. */
export interface CallHistory {
  /** In the order in which it happened. */
  newsSince(sinceMs: number): Promise<readonly CarrierEvent[]>
}

export interface MissingNewsParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly history: CallHistory
  /** Takes the news as if a webhook had brought it. */
  readonly apply: (event: CarrierEvent) => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

const FIRST_LOOK_MS = 5_000
const LONGEST_WAIT_MS = 15 * 60_000
/** So far back the carrier tells of all calls at once (reliability.md A3). */
const HISTORY_MS = 24 * 3_600_000

/**
 * Asks the carrier for the news that no webhook brought. It repeats a webhook for a minute at most, so after a longer
 * outage of the relay an end or a bill would never be known (reliability.md A3). Soon after each `wake`, then ever
 * more rarely, and only while a call lacks its end or its bill.
 */
export class MissingNews {
  readonly #parts: MissingNewsParts
  readonly #stop = new AbortController()
  #wait = new AbortController()
  #nextWaitMs = FIRST_LOOK_MS

  constructor(parts: MissingNewsParts) {
    this.#parts = parts
  }

  start(): void {
    void this.#watch()
  }

  /** The relay can be reached again: what was reported meanwhile may be lost. */
  wake(): void {
    this.#nextWaitMs = FIRST_LOOK_MS
    this.#wait.abort()
  }

  stop(): void {
    this.#stop.abort()
    this.#wait.abort()
  }

  async #watch(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#wait = new AbortController()
      const waitMs = this.#nextWaitMs
      await pause(this.#parts.clock, waitMs, this.#wait.signal)
      // A wake only shortens the wait for the next look: what webhooks still bring is given its time.
      if (this.#wait.signal.aborted) continue
      this.#nextWaitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)
      await this.#look()
    }
  }

  async #look(): Promise<void> {
    const { clock, calls, history, transactions, log, logError } = this.#parts
    const sinceMs = clock.nowMs() - HISTORY_MS
    try {
      if (calls.unbilled(sinceMs, 'ridgeline').length === 0) return
      const events = await history.newsSince(sinceMs)
      if (this.#stop.signal.aborted) return
      const applied = events.filter((event) => transactions.run(() => this.#apply(event))).length
      if (applied > 0) log('news that no webhook brought was taken from the carrier', { events: applied })
    } catch (error) {
      logError('missing news could not be asked for', { detail: String(error) })
    }
  }

  #apply(event: CarrierEvent): boolean {
    const { calls, apply } = this.#parts
    const call = calls.byCarrierId(event.carrierCallId) ?? (event.callId ? calls.get(event.callId) : null)
    if (!call || !isMissing(event, call)) return false
    if (call.carrierCallId === null) calls.change(call.callId, { carrierCallId: event.carrierCallId })
    apply(event)
    return true
  }
}

function isMissing(event: CarrierEvent, call: CallRecord): boolean {
  if (call.status === 'queued') return false
  switch (event.type) {
    case 'answered':
      return call.status !== 'ended' && call.answeredAtMs === null
    case 'ended':
      return call.status !== 'ended'
    case 'priced':
      return event.billedSeconds !== null && call.carrierBilledSeconds === null
    default:
      return false
  }
}
