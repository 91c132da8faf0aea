import { messageOf } from '../message-of.ts'
import { Refused } from '../refused.ts'
import type { ApprovalStore, Approvals } from './approvals.ts'
import type { Purchases } from './purchases.ts'
import type { AutoSpend } from './spend-rules.ts'
import type { Ledger } from './wallet.ts'

export interface TopUpParts {
  readonly rules: () => AutoSpend
  readonly ledger: Ledger
  readonly approvals: Approvals
  readonly store: ApprovalStore
  readonly purchases: Pick<Purchases, 'bundles' | 'open'>
  readonly today: () => string
  readonly nowMs: () => number
  readonly log: (message: string, fields: Record<string, unknown>) => void
}

/**
 * When the wallet runs low, asks once a day whether to buy the bundle of the rule; opens its checkout once that was
 * approved, at the price that was approved.
 */
export class TopUp {
  readonly #parts: TopUpParts
  #working = false
  constructor(parts: TopUpParts) {
    this.#parts = parts
  }

  async look(): Promise<void> {
    if (this.#working) return
    this.#working = true
    try {
      await this.#ask()
      await this.#openApproved()
    } catch (error) {
      this.#parts.log('a top-up has to wait', { detail: messageOf(error) })
    } finally {
      this.#working = false
    }
  }

  async #ask(): Promise<void> {
    const { rules, ledger, approvals, store, purchases, today } = this.#parts
    const { topUp } = rules()
    if (!topUp || ledger.balanceCents('wallet') >= topUp.belowCents) return
    const subject = `${topUp.bundleId} ${today()}`
    if (store.asked('top_up', subject)) return
    const bundle = (await purchases.bundles()).find(({ bundleId }) => bundleId === topUp.bundleId)
    if (!bundle) return
    approvals.request({
      kind: 'top_up',
      subject,
      summary: `The wallet is low. Buy ${bundle.name}?`,
      amountCents: bundle.priceCents,
      parameters: {
        bundle_id: bundle.bundleId,
        bundle_name: bundle.name,
        price_cents: bundle.priceCents,
        currency: bundle.currency,
      },
    })
  }

  async #openApproved(): Promise<void> {
    const { store, purchases, nowMs } = this.#parts
    for (const { approvalId, kind, status, parameters, approvedCents } of store.open()) {
      if (kind !== 'top_up' || status !== 'approved' || approvedCents === null) continue
      try {
        await purchases.open(String(parameters.bundle_id), {
          approvalId,
          priceCents: approvedCents,
          used: () => store.change(approvalId, { status: 'used', usedAtMs: nowMs() }),
        })
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        // The bundle or its price is another one now: what was approved is not for sale any more.
        store.change(approvalId, { status: 'expired', decisionNote: error.detail })
      }
    }
  }
}
