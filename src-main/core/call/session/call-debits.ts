import type { Clock } from '../../clock.ts'
import type { Transactions } from '../../transactions.ts'
import { CENTS_PER_MINUTE, RATES } from '../../wallet/rates.ts'
import type { SpendGate } from '../../wallet/spend-gate.ts'
import { debitMinute, extendHold, type Ledger } from '../../wallet/wallet.ts'
import type { CallRecord, CallStore } from '../call-record.ts'

/** The wrap-up line is said this long before the money ends (reliability.md B3: at least 20 s). */
const WRAP_UP_MS = 25_000
/**
 * The line is closed this long before a minute would begin that nobody pays: the news of the answer was under way for a
 * while, and so will the hang-up be, and the carrier counts from the one to the other.
 */
const END_BEFORE_MS = 3_000

export interface CallDebitsParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly ledger: Ledger
  readonly spend: Pick<SpendGate, 'mayExtend'>
  readonly wake: (delayMs: number, step: () => void) => void
  readonly hasEnded: () => boolean
  /** The agent says goodbye. */
  readonly wrapUp: () => void
  /** The money is at its end, whatever is being said. */
  readonly end: () => void
}

/** The money of a call while it is up: each minute is debited as it begins, and the one after it is held before that. */
export class CallDebits {
  readonly #call: CallRecord
  readonly #parts: CallDebitsParts
  constructor(call: CallRecord, parts: CallDebitsParts) {
    this.#call = call
    this.#parts = parts
  }

  /** `minuteNo` counts from 1. */
  minuteBegins(minuteNo: number): void {
    const { clock, transactions, calls, ledger, spend, wake, hasEnded } = this.#parts
    if (hasEnded()) return
    const { callId } = this.#call
    transactions.run(() => {
      // First: the limits on spending count what calls cost, and this minute is spent when the next is asked for.
      calls.change(callId, { costCents: minuteNo * CENTS_PER_MINUTE })
      const { coveredMinutes } = debitMinute(ledger, callId, minuteNo, clock.nowMs(), () =>
        spend.mayExtend(this.#call),
      )
      transactions.afterCommit(() => {
        if (coveredMinutes > minuteNo) wake(RATES.intervalMs, () => this.minuteBegins(minuteNo + 1))
        else wake(RATES.intervalMs - WRAP_UP_MS, () => this.#lastMinute(minuteNo))
      })
    })
  }

  /** Money may have come in meanwhile; else the agent is told, and then the line is closed. */
  #lastMinute(minuteNo: number): void {
    const { clock, transactions, ledger, spend, wake, hasEnded, wrapUp, end } = this.#parts
    if (hasEnded()) return
    const goesOn = transactions.run(
      () => spend.mayExtend(this.#call) && extendHold(ledger, this.#call.callId, minuteNo, clock.nowMs()),
    )
    if (goesOn) return wake(WRAP_UP_MS, () => this.minuteBegins(minuteNo + 1))
    wrapUp()
    wake(WRAP_UP_MS - END_BEFORE_MS, end)
  }
}
