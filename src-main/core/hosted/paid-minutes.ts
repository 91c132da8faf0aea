import type { CallStore } from '../call/call-record.ts'
import type { Clock } from '../clock.ts'
import type { Transactions } from '../transactions.ts'
import { CENTS_PER_MINUTE, RATES } from '../wallet/rates.ts'
import { debitMinute, type Ledger } from '../wallet/wallet.ts'

export interface PaidMinutesParts {
  readonly callId: string
  readonly clock: Clock
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly ledger: Ledger
  readonly isOver: () => boolean
  readonly wake: (delayMs: number, step: () => void) => void
  /** The money ends in a moment. */
  readonly runsOut: () => void
}

/** The wrap-up line needs this long before the money ends. */
const WRAP_UP_MS = 25_000

/** Debits each minute of a call as it begins. */
export class PaidMinutes {
  readonly #parts: PaidMinutesParts

  constructor(parts: PaidMinutesParts) {
    this.#parts = parts
  }

  begin(): void {
    this.#debit(1)
  }

  #debit(minuteNo: number): void {
    const { callId, clock, transactions, calls, ledger, isOver, wake, runsOut } = this.#parts
    if (isOver()) return
    transactions.run(() => {
      const { coveredMinutes } = debitMinute(ledger, callId, minuteNo, clock.nowMs())
      calls.change(callId, { costCents: minuteNo * CENTS_PER_MINUTE })
      transactions.afterCommit(() => {
        if (coveredMinutes <= minuteNo) wake(RATES.intervalMs - WRAP_UP_MS, runsOut)
        else wake(RATES.intervalMs, () => this.#debit(minuteNo + 1))
      })
    })
  }
}
