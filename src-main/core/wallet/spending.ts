import type { WalletView } from '../../../src-preload/contract/account.ts'
import type { ActivityLog } from '../activity.ts'
import type { Clock, Ids } from '../clock.ts'
import type { Transactions } from '../transactions.ts'
import { credit, type Ledger } from './wallet.ts'

export interface SpendingParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly ledger: Ledger
  readonly activity: ActivityLog
  /** Survives a kill: stored before the request is answered. */
  readonly flag: { read(): boolean; write(paused: boolean): void }
  readonly auditFailure: () => string | null
  readonly changed: () => void
}

/** The wallet as its owner uses it: look, add funds, stop and start all spending. */
export class Spending {
  readonly #parts: SpendingParts
  constructor(parts: SpendingParts) {
    this.#parts = parts
  }

  get paused(): boolean {
    return this.#parts.flag.read() || this.#parts.auditFailure() !== null
  }

  view(): WalletView {
    const availableCents = this.#parts.ledger.balanceCents('wallet')
    const heldCents = this.#parts.ledger.balanceCents('held')
    return {
      balance_cents: availableCents + heldCents,
      held_cents: heldCents,
      available_cents: availableCents,
      paused: this.#parts.flag.read(),
      audit_failure: this.#parts.auditFailure(),
      auto_spend: { enabled: true, per_call_cents: null, per_day_cents: null },
    }
  }

  setPaused(paused: boolean): WalletView {
    const { clock, transactions, flag, activity } = this.#parts
    if (flag.read() !== paused) {
      transactions.run(() => {
        flag.write(paused)
        activity.append(
          paused ? 'wallet_paused' : 'wallet_resumed',
          paused ? 'All spending is paused' : 'Spending goes on',
          {},
          clock.nowMs(),
        )
      })
      this.#parts.changed()
    }
    return this.view()
  }

  credit(amountCents: number, reason: string): WalletView {
    const { clock, ids, ledger, transactions, activity } = this.#parts
    transactions.run(() => {
      credit(ledger, ids.next('credit'), amountCents, reason, clock.nowMs())
      activity.append(
        'wallet_credited',
        `$${(amountCents / 100).toFixed(2)} added: ${reason}`,
        { amount_cents: amountCents },
        clock.nowMs(),
      )
    })
    this.#parts.changed()
    return this.view()
  }
}
