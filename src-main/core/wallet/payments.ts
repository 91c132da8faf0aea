import type { ActivityLog } from '../activity.ts'
import type { Clock } from '../clock.ts'
import type { Transactions } from '../transactions.ts'
import { unreachable } from '../unreachable.ts'
import type { PaidThing, PaymentNews, PaymentSession, SessionEvent } from './bundle.ts'
import {
  creditPurchase,
  freeze,
  giveBack,
  loseDispute,
  type Purchase,
  type PurchaseStore,
  takeBack,
  thaw,
} from './purchase.ts'
import type { Ledger } from './wallet.ts'

export interface PaymentParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly ledger: Ledger
  readonly activity: ActivityLog
  readonly store: PurchaseStore
  /** There is more to spend: what waited for money may go on. */
  readonly changed: () => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
}

/**
 * What the payment vendor tells of purchases, in the books. It is credited once, whether it comes as a verified event, as
 * the answer to a question, twice, late or in another order.
 */
export class Payments {
  readonly #parts: PaymentParts
  constructor(parts: PaymentParts) {
    this.#parts = parts
  }

  /** Call it in the transaction that stores the event. */
  apply(news: PaymentNews): void {
    this.#parts.transactions.run(() => {
      switch (news.type) {
        case 'session':
          return this.#session(news.what, news.session)
        case 'refunded':
          return this.#about(news.about, 'refund', (purchase) => this.#refunded(purchase, news.refundedCents))
        case 'refund-failed':
          return this.#about(news.about, 'refund', (purchase) =>
            this.#refundFailed(purchase, news.refundId, news.cents),
          )
        case 'disputed':
          return this.#about(news.about, 'dispute', (purchase) =>
            this.#disputed(purchase, news.disputeId, news.outcome),
          )
        default:
          return unreachable(news)
      }
    })
  }

  /** What the vendor answered when it was asked after a checkout. */
  seen(session: PaymentSession): void {
    const what = session.status === 'complete' ? 'completed' : session.status === 'expired' ? 'expired' : null
    if (what) this.#parts.transactions.run(() => this.#session(what, session))
  }

  #session(what: SessionEvent, session: PaymentSession): void {
    const { store, log } = this.#parts
    const purchase = session.purchaseId === null ? null : store.get(session.purchaseId)
    if (!purchase) {
      // Somebody else's checkout with the same payment account; or a purchase that this data folder never made.
      if (what === 'completed' && session.purchaseId !== null)
        this.#attention(
          `A payment came for a purchase that this computer does not know (${session.purchaseId}).`,
        )
      return
    }
    if (session.livemode !== purchase.livemode)
      return this.#attention(
        `A ${session.livemode ? 'live' : 'test'} payment was reported for a purchase made in ${purchase.livemode ? 'live' : 'test'} mode. Nothing was credited.`,
      )
    if (session.sessionId !== purchase.sessionId)
      return this.#attention(
        'A payment names one of your purchases but another checkout. Nothing was credited.',
      )
    switch (what) {
      case 'completed':
      case 'paid-later':
        return session.paymentStatus === 'paid' ? this.#paid(purchase, session) : this.#pending(purchase)
      case 'payment-failed':
        return this.#unpaid(purchase, 'failed', `The payment of ${purchase.bundleName} did not go through.`)
      case 'expired':
        log('a checkout expired', { purchaseId: purchase.purchaseId })
        if (purchase.status === 'open') store.change(purchase.purchaseId, { status: 'expired' })
        return
      default:
        return unreachable(what)
    }
  }

  #paid(purchase: Purchase, session: PaymentSession): void {
    const { store, ledger, clock, transactions, activity, changed } = this.#parts
    if (purchase.status === 'paid' || purchase.status === 'refused') return
    const { purchaseId, priceCents, currency, bundleName, creditCents, minutes } = purchase
    if (session.mode !== 'payment' || session.amountCents !== priceCents || session.currency !== currency) {
      const note = `The payment was ${session.amountCents} cents in ${session.currency}, the price ${priceCents} in ${currency}.`
      store.change(purchaseId, { status: 'refused', paymentIntent: session.paymentIntent, note })
      return this.#attention(
        `${bundleName}: nothing was credited. ${note} Look at it in your Stripe account.`,
      )
    }
    const nowMs = clock.nowMs()
    creditPurchase(ledger, purchase, nowMs)
    const paid = store.change(purchaseId, {
      status: 'paid',
      paymentIntent: session.paymentIntent,
      paidAtMs: nowMs,
      note: null,
    })
    // A refund may have been told before the payment.
    if (paid.refundedCents > 0) takeBack(ledger, { ...paid, refundedCents: 0 }, paid.refundedCents, nowMs)
    activity.append(
      'wallet_credited',
      `${bundleName}: ${minutes} minutes added`,
      { purchase_id: purchaseId, amount_cents: creditCents, paid_cents: priceCents },
      nowMs,
    )
    transactions.afterCommit(changed)
  }

  #pending({ purchaseId, status }: Purchase): void {
    if (status === 'open' || status === 'expired')
      this.#parts.store.change(purchaseId, {
        status: 'pending',
        note: 'The bank is still working on the payment.',
      })
  }

  #unpaid({ purchaseId, status }: Purchase, next: 'failed', sentence: string): void {
    if (status !== 'open' && status !== 'pending') return
    this.#parts.store.change(purchaseId, { status: next, note: sentence })
    this.#attention(sentence)
  }

  #refunded(purchase: Purchase, refundedCents: number): void {
    const { store, ledger, clock } = this.#parts
    // The figure is a total: an older one that comes late says nothing new.
    if (refundedCents <= purchase.refundedCents) return
    if (purchase.status === 'paid') {
      takeBack(ledger, purchase, refundedCents, clock.nowMs())
      this.#attention(`${purchase.bundleName} was refunded: its minutes left the wallet.`)
    }
    store.change(purchase.purchaseId, { refundedCents })
  }

  #refundFailed(purchase: Purchase, refundId: string, cents: number): void {
    const { store, ledger, clock, transactions, changed } = this.#parts
    const backCents = Math.min(cents, purchase.refundedCents)
    if (backCents === 0) return
    if (purchase.status === 'paid') giveBack(ledger, purchase, refundId, backCents, clock.nowMs())
    store.change(purchase.purchaseId, { refundedCents: purchase.refundedCents - backCents })
    transactions.afterCommit(changed)
  }

  #disputed(purchase: Purchase, disputeId: string, outcome: 'open' | 'won' | 'lost'): void {
    const { store, ledger, clock, transactions, changed } = this.#parts
    if (purchase.dispute === 'won' || purchase.dispute === 'lost') return
    const nowMs = clock.nowMs()
    const { purchaseId } = purchase
    if (outcome === 'open') {
      if (purchase.dispute === 'open') return
      const frozenCents = purchase.status === 'paid' ? freeze(ledger, purchase, disputeId, nowMs) : 0
      store.change(purchaseId, { dispute: 'open', frozenCents })
      return this.#attention(
        `The bank disputes the payment of ${purchase.bundleName}. What is left of its minutes is frozen.`,
      )
    }
    if (purchase.status === 'paid') {
      if (outcome === 'won') thaw(ledger, purchase, disputeId, nowMs)
      else loseDispute(ledger, purchase, disputeId, nowMs)
    }
    store.change(purchaseId, {
      dispute: outcome,
      frozenCents: 0,
      ...(outcome === 'lost' && { refundedCents: purchase.priceCents }),
    })
    this.#attention(
      outcome === 'won'
        ? `The dispute over ${purchase.bundleName} was decided for you: its minutes are free again.`
        : `The dispute over ${purchase.bundleName} was lost: its minutes left the wallet.`,
    )
    transactions.afterCommit(changed)
  }

  #about(about: PaidThing, what: string, apply: (purchase: Purchase) => void): void {
    const { store } = this.#parts
    const purchase =
      (about.purchaseId === null ? null : store.get(about.purchaseId)) ??
      (about.paymentIntent === null ? null : store.byPaymentIntent(about.paymentIntent))
    if (!purchase)
      return this.#attention(`Stripe told of a ${what} of a payment that this computer does not know.`)
    if (about.livemode !== purchase.livemode)
      return this.#attention(
        `Stripe told of a ${what} in another mode than the purchase. Nothing was changed.`,
      )
    apply(purchase)
  }

  #attention(sentence: string): void {
    const { activity, clock } = this.#parts
    activity.append('attention_needed', sentence, { source: 'stripe' }, clock.nowMs())
  }
}
