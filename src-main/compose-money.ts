import type { BundleView, PurchaseView } from '../src-preload/contract/money.ts'
import type { Db } from './adapters/sqlite/database.ts'
import { sqlitePurchases } from './adapters/sqlite/purchase-store.ts'
import { paymentNews } from './adapters/stripe/stripe-event.ts'
import type { ActivityLog } from './core/activity.ts'
import type { Inbox } from './core/call/carrier-news.ts'
import type { RelayEvent } from './core/call/relay-link.ts'
import type { Clock, Ids } from './core/clock.ts'
import { isoInstant } from './core/time.ts'
import type { Transactions } from './core/transactions.ts'
import type { MinuteSeller } from './core/wallet/bundle.ts'
import type { Purchase } from './core/wallet/purchase.ts'
import { Purchases } from './core/wallet/purchases.ts'
import { CENTS_PER_MINUTE } from './core/wallet/rates.ts'
import type { Ledger } from './core/wallet/wallet.ts'

export interface MoneyParts {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly ledger: Ledger
  readonly activity: ActivityLog
  readonly inbox: Inbox
  readonly seller: MinuteSeller
  readonly changed: () => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
}

const LATEST_PURCHASES = 50

/** Everything about money that is bought, asked for and accounted for. */
export function composeMoney(parts: MoneyParts) {
  const { db, clock, transactions, inbox } = parts
  const purchaseStore = sqlitePurchases(db)
  const purchases = new Purchases({ ...parts, store: purchaseStore })
  return {
    start: () => purchases.start(),
    stop: () => purchases.stop(),
    lookAtUnfinished: () => purchases.lookAtUnfinished(),
    /** The event's row and its effect are one transaction: it is applied once. */
    paymentArrived(event: RelayEvent): void {
      transactions.run(() => {
        if (!inbox.admit(event, clock.nowMs())) return
        const news = paymentNews(event.body)
        if (news) purchases.apply(news)
      })
    },
    async bundles(): Promise<BundleView[]> {
      return (await purchases.bundles()).map((bundle) => ({
        bundle_id: bundle.bundleId,
        name: bundle.name,
        minutes: bundle.minutes,
        price_cents: bundle.priceCents,
        currency: bundle.currency,
        credit_cents: bundle.minutes * CENTS_PER_MINUTE,
      }))
    },
    purchases: () => purchaseStore.latest(LATEST_PURCHASES).map(purchaseView),
    checkout: async (bundleId: string) => purchaseView(await purchases.open(bundleId)),
  }
}
export type Money = ReturnType<typeof composeMoney>

const purchaseView = (purchase: Purchase): PurchaseView => ({
  purchase_id: purchase.purchaseId,
  bundle_id: purchase.bundleId,
  bundle_name: purchase.bundleName,
  minutes: purchase.minutes,
  price_cents: purchase.priceCents,
  currency: purchase.currency,
  credit_cents: purchase.creditCents,
  status: purchase.status,
  refunded_cents: purchase.refundedCents,
  dispute: purchase.dispute,
  note: purchase.note,
  url: purchase.status === 'open' ? purchase.url : null,
  opened_at: isoInstant(purchase.openedAtMs),
  paid_at: purchase.paidAtMs === null ? null : isoInstant(purchase.paidAtMs),
})
