import type { Clock, Ids } from '../clock.ts'
import { messageOf } from '../message-of.ts'
import { Refused } from '../refused.ts'
import { HOUR_MS } from '../time.ts'
import type { Transactions } from '../transactions.ts'
import { VendorFailure } from '../vendor-failure.ts'
import type { Bundle, MinuteSeller } from './bundle.ts'
import type { Payments } from './payments.ts'
import type { Purchase, PurchaseStore } from './purchase.ts'
import { CENTS_PER_MINUTE } from './rates.ts'

export interface PurchaseParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly store: PurchaseStore
  readonly seller: MinuteSeller
  /** Takes what the seller knows of a checkout. */
  readonly payments: Pick<Payments, 'seen'>
  /** Once in a while, whatever is bought. */
  readonly tick: () => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
}

/** How often a checkout is asked after whose event has not come; older ones less often. */
const LOOK_EVERY_MS = 20_000
const SHARE_OF_AGE = 10
const LONGEST_WAIT_MS = 10 * 60_000
/** A checkout of the vendor's lives a day at most. */
const GIVE_UP_AFTER_MS = 26 * HOUR_MS
const ASK_WITHIN_MS = 15_000

/** Minutes bought in bundles: checkouts are opened, and asked after until their end is known. */
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
        'Another price was approved, so nothing was bought. Look at the bundles again and buy at the new price.',
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

  /** Asks after every checkout whose end has not been told, where it is time to ask again. */
  async lookAtUnfinished(): Promise<void> {
    const { clock, store, seller, payments, log } = this.#parts
    for (const { purchaseId, sessionId, openedAtMs } of store.unfinished()) {
      const ageMs = clock.nowMs() - openedAtMs
      const lastMs = this.#lookedAtMs.get(purchaseId) ?? Number.NEGATIVE_INFINITY
      const everyMs = Math.max(LOOK_EVERY_MS, ageMs / SHARE_OF_AGE)
      if (ageMs > GIVE_UP_AFTER_MS || clock.monotonicMs() - lastMs < Math.min(everyMs, LONGEST_WAIT_MS))
        continue
      this.#lookedAtMs.set(purchaseId, clock.monotonicMs())
      try {
        const session = await seller.look(sessionId, this.#within())
        if (session) payments.seen(session)
      } catch (error) {
        log('a checkout could not be asked after', { purchaseId, detail: messageOf(error) })
      }
    }
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
