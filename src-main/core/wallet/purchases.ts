import type { ActivityLog } from '../activity.ts'
import type { Clock, Ids } from '../clock.ts'
import { messageOf } from '../message-of.ts'
import { Refused } from '../refused.ts'
import { HOUR_MS } from '../time.ts'
import type { Transactions } from '../transactions.ts'
import { unreachable } from '../unreachable.ts'
import { VendorFailure } from '../vendor-failure.ts'
import type { Bundle, MinuteSeller, PaidThing, PaymentNews, PaymentSession, SessionEvent } from './bundle.ts'
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
import { CENTS_PER_MINUTE } from './rates.ts'
import type { Ledger } from './wallet.ts'

export interface PurchaseParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly ledger: Ledger
  readonly activity: ActivityLog
  readonly store: PurchaseStore
  readonly seller: MinuteSeller
  /** There is more to spend: what waited for money may go on. */
  readonly changed: () => void
  /** Once in a while, whatever is bought. */
  readonly tick: () => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
}

/** How often a checkout is asked after whose event has not come; older ones less often. */
const LOOK_EVERY_MS = 20_000
const SHARE_OF_AGE = 10
/** A checkout of the vendor's lives a day at most. */
const GIVE_UP_AFTER_MS = 26 * HOUR_MS
const ASK_WITHIN_MS = 15_000

/**
 * Minutes bought in bundles. What the payment vendor says is credited once, whether it comes as a verified event, as the
 * answer to a question, twice, late or in another order.
 */
export class Purchases {
  readonly #parts: PurchaseParts
  readonly #lookedAtMs = new Map<string, number>()
  readonly #stop = new AbortController()
  constructor(parts: PurchaseParts) {
    this.#parts = parts
  }

  start(): void {
    this.#parts.clock.wakeAfter(LOOK_EVERY_MS, () => {
      if (this.#stop.signal.aborted) return
      this.#parts.tick()
      void this.lookAtUnfinished().finally(() => this.start())
    })
  }

  stop(): void {
    this.#stop.abort()
  }

  bundles(): Promise<readonly Bundle[]> {
    return this.#parts.seller.bundles(this.#within())
  }

  /** Opens a checkout; nothing is credited before the vendor says that it was paid. `used` is one write with the purchase. */
  async open(
    bundleId: string,
    approved: { approvalId: string; priceCents: number; used: () => void } | null = null,
  ): Promise<Purchase> {
    const { clock, ids, seller, store, transactions } = this.#parts
    const purchaseId = ids.next('purchase')
    const answer = await seller.open({ bundleId, purchaseId }, this.#within())
    if (!answer.opened) throw notSold(answer.code)
    const { bundle, session, url } = answer
    if (approved && approved.priceCents !== bundle.priceCents)
      throw new Refused(
        'conflict',
        'The price has changed',
        'Another price was approved. Nothing was bought.',
      )
    const purchase: Purchase = {
      purchaseId,
      bundleId: bundle.bundleId,
      bundleName: bundle.name,
      minutes: bundle.minutes,
      priceCents: bundle.priceCents,
      currency: bundle.currency,
      creditCents: bundle.minutes * CENTS_PER_MINUTE,
      livemode: session.livemode,
      sessionId: session.sessionId,
      url,
      paymentIntent: session.paymentIntent,
      status: 'open',
      refundedCents: 0,
      dispute: null,
      frozenCents: 0,
      note: null,
      approvalId: approved?.approvalId ?? null,
      openedAtMs: clock.nowMs(),
      expiresAtMs: session.expiresAtMs,
      paidAtMs: null,
    }
    transactions.run(() => {
      store.add(purchase)
      approved?.used()
    })
    return purchase
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

  /** Asks after every checkout whose end has not been told, where it is time to ask again. */
  async lookAtUnfinished(): Promise<void> {
    const { clock, store, seller, log } = this.#parts
    for (const { purchaseId, sessionId, openedAtMs } of store.unfinished()) {
      const ageMs = clock.nowMs() - openedAtMs
      const lastMs = this.#lookedAtMs.get(purchaseId) ?? Number.NEGATIVE_INFINITY
      const everyMs = Math.max(LOOK_EVERY_MS, ageMs / SHARE_OF_AGE)
      if (ageMs > GIVE_UP_AFTER_MS || clock.monotonicMs() - lastMs < Math.min(everyMs, 600_000)) continue
      this.#lookedAtMs.set(purchaseId, clock.monotonicMs())
      try {
        const session = await seller.look(sessionId, this.#within())
        if (session) this.#seen(session)
      } catch (error) {
        log('a checkout could not be asked after', { purchaseId, detail: messageOf(error) })
      }
    }
  }

  #seen(session: PaymentSession): void {
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

  #within(): AbortSignal {
    const ended = new AbortController()
    this.#parts.clock.wakeAfter(ASK_WITHIN_MS, () =>
      ended.abort(new VendorFailure('relay', 'timed_out', 'The relay did not answer in time.')),
    )
    return AbortSignal.any([ended.signal, this.#stop.signal])
  }
}

const notSold = (code: 'checkout_not_configured' | 'bundles_unavailable' | 'unknown_bundle'): Refused =>
  code === 'unknown_bundle'
    ? new Refused(
        'not_found',
        'No such bundle',
        'The relay does not sell this bundle any more. Look at the list again.',
      )
    : new Refused(
        'bundles_unavailable',
        'The relay sells no minute bundles',
        'Ask whoever runs the relay to configure bundles, or add funds yourself.',
      )
