import type { Clock } from '../../clock.ts'
import { RepeatedLook } from '../../repeated-look.ts'
import { DAY_MS } from '../../time.ts'
import type { Transactions } from '../../transactions.ts'
import type { Ledger } from '../../wallet/wallet.ts'
import type { CallRecord, CallStore } from '../call-record.ts'
import { giveUpBills } from '../closing/price-call.ts'
import type { CarrierEvent } from '../phone-line.ts'

/** The carrier's own record of what it reported. */
export interface CallHistory {
  /** In the order in which it happened. */
  newsSince(sinceMs: number): Promise<readonly CarrierEvent[]>
}

export interface MissingNewsParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly ledger: Ledger
  readonly history: CallHistory
  /** Takes the news as if a webhook had brought it. */
  readonly apply: (event: CarrierEvent) => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

/** So far back the carrier tells of all calls at once (reliability.md A3). */
const HISTORY_MS = DAY_MS

/**
 * Asks the carrier for the news that no webhook brought. It repeats a webhook for a minute at most, so after a longer
 * outage of the relay an end or a bill would never be known (reliability.md A3). Soon after each `wake`, then ever
 * more rarely, and only while a call lacks its end or its bill. What the carrier no longer tells is given up.
 */
export class MissingNews {
  readonly #parts: MissingNewsParts
  readonly #looks: RepeatedLook

  constructor(parts: MissingNewsParts) {
    this.#parts = parts
    this.#looks = new RepeatedLook({
      clock: parts.clock,
      look: () => this.#look(),
      failed: (error) => parts.logError('missing news could not be asked for', { detail: String(error) }),
    })
  }

  start(): void {
    this.#looks.start()
  }

  /** The relay can be reached again: what was reported meanwhile may be lost. */
  wake(): void {
    this.#looks.wake()
  }

  stop(): void {
    this.#looks.stop()
  }

  async #look(): Promise<void> {
    const { clock, calls, history, transactions, log } = this.#parts
    const sinceMs = clock.nowMs() - HISTORY_MS
    giveUpBills(sinceMs, 'ridgeline', this.#parts)
    if (calls.unbilled(sinceMs, 'ridgeline').length === 0) return
    const events = await history.newsSince(sinceMs)
    if (this.#looks.stopped.aborted) return
    // Of a day full of calls hardly any news is missing: only for that a transaction is opened, which asks once more.
    const known = new Map<string, CallRecord | null>()
    const mayLack = (event: CarrierEvent) => {
      const call = known.get(event.carrierCallId) ?? this.#callOf(event)
      known.set(event.carrierCallId, call)
      return call !== null && isMissing(event, call)
    }
    const applied = events.filter(
      (event) => mayLack(event) && transactions.run(() => this.#apply(event)),
    ).length
    if (applied > 0) log('news that no webhook brought was taken from the carrier', { events: applied })
  }

  #callOf({ carrierCallId, callId }: CarrierEvent): CallRecord | null {
    const { calls } = this.#parts
    return calls.byCarrierId(carrierCallId) ?? (callId ? calls.get(callId) : null)
  }

  #apply(event: CarrierEvent): boolean {
    const { calls, apply } = this.#parts
    const call = this.#callOf(event)
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
