import type { WalletView } from '../../../src-preload/contract/account.ts'
import type { AutoSpendView } from '../../../src-preload/contract/money.ts'
import type { ActivityLog } from '../activity.ts'
import type { Clock, Ids } from '../clock.ts'
import type { Transactions } from '../transactions.ts'
import { dollars } from './dollars.ts'
import { CENTS_PER_MINUTE } from './rates.ts'
import type { AutoSpend } from './spend-rules.ts'
import { credit, type Ledger } from './wallet.ts'

export interface SpendingParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly ledger: Ledger
  readonly activity: ActivityLog
  /** Survives a kill: stored before the request is answered. */
  readonly flag: { read(): boolean; write(paused: boolean): void }
  readonly rules: { read(): AutoSpend; write(rules: AutoSpend): void }
  /** In the transaction that changes them. */
  readonly rulesChanged: () => void
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

  /** By a person, and not for the ledger's sake. */
  get pausedByPerson(): boolean {
    return this.#parts.flag.read()
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
      owed_cents: -this.#parts.ledger.balanceCents('owed'),
      disputed_cents: this.#parts.ledger.balanceCents('disputed'),
      cents_per_minute: CENTS_PER_MINUTE,
      auto_spend: autoSpendView(this.#parts.rules.read()),
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

  /** What stays unnamed stays as it is. */
  setRules(changes: Partial<AutoSpendView>): WalletView {
    const { transactions, rules, activity, clock } = this.#parts
    transactions.run(() => {
      rules.write(autoSpendOf({ ...autoSpendView(rules.read()), ...changes }))
      activity.append(
        'spending_rules_changed',
        'What may be spent without asking was changed',
        changes,
        clock.nowMs(),
      )
      this.#parts.rulesChanged()
    })
    this.#parts.changed()
    return this.view()
  }

  credit(amountCents: number, reason: string): WalletView {
    const { clock, ids, ledger, transactions, activity } = this.#parts
    transactions.run(() => {
      credit(ledger, ids.next('credit'), amountCents, reason, clock.nowMs())
      activity.append(
        'wallet_credited',
        `${dollars(amountCents)} added: ${reason}`,
        { amount_cents: amountCents },
        clock.nowMs(),
      )
    })
    this.#parts.changed()
    return this.view()
  }
}

const autoSpendView = (rules: AutoSpend): AutoSpendView => ({
  enabled: rules.enabled,
  per_call_cents: rules.perCallCents,
  per_day_cents: rules.perDayCents,
  per_campaign_cents: rules.perCampaignCents,
  per_booking_cents: rules.perBookingCents,
  top_up: rules.topUp && { bundle_id: rules.topUp.bundleId, below_cents: rules.topUp.belowCents },
})

const autoSpendOf = (view: AutoSpendView): AutoSpend => ({
  enabled: view.enabled,
  perCallCents: view.per_call_cents,
  perDayCents: view.per_day_cents,
  perCampaignCents: view.per_campaign_cents,
  perBookingCents: view.per_booking_cents,
  topUp: view.top_up && { bundleId: view.top_up.bundle_id, belowCents: view.top_up.below_cents },
})
