import { z } from 'zod'
import type { BundleView, PurchaseView, WalletOutlook } from '../../src-preload/contract/money.ts'
import { sqliteApprovals, sqliteSpendReads } from '../adapters/sqlite/approval-store.ts'
import type { Db } from '../adapters/sqlite/database.ts'
import { sqlitePurchases } from '../adapters/sqlite/purchase-store.ts'
import { moneyFigures } from '../adapters/sqlite/reads/money-figures.ts'
import { recentUsage } from '../adapters/sqlite/reads/recent-usage.ts'
import type { Settings } from '../adapters/sqlite/settings.ts'
import { paymentNews } from '../adapters/stripe/stripe-event.ts'
import type { ActivityLog } from '../core/activity.ts'
import type { Inbox } from '../core/call/carrier-news.ts'
import type { RelayEvent } from '../core/call/relay-link.ts'
import type { Clock, Ids } from '../core/clock.ts'
import { isoInstant } from '../core/time.ts'
import type { Transactions } from '../core/transactions.ts'
import { type Approval, type ApprovalEnd, Approvals } from '../core/wallet/approvals.ts'
import type { MinuteSeller } from '../core/wallet/bundle.ts'
import { LOOK_BACK_MS, outlook } from '../core/wallet/outlook.ts'
import type { Purchase } from '../core/wallet/purchase.ts'
import { Purchases } from '../core/wallet/purchases.ts'
import { CENTS_PER_MINUTE } from '../core/wallet/rates.ts'
import { spendGate } from '../core/wallet/spend-gate.ts'
import { type AutoSpend, NO_LIMITS } from '../core/wallet/spend-rules.ts'
import { TopUp } from '../core/wallet/top-up.ts'
import type { Ledger } from '../core/wallet/wallet.ts'

export interface MoneyParts {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly ledger: Ledger
  readonly activity: ActivityLog
  readonly inbox: Inbox
  readonly seller: MinuteSeller
  readonly settings: Settings
  readonly today: () => string
  readonly averageTalkMs: () => number | null
  /** How a request of a campaign to spend more ended. */
  readonly answered: (approval: Approval, how: ApprovalEnd) => void
  readonly changed: () => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
}

const LATEST_PURCHASES = 50

/** Everything about money that is bought, asked for and accounted for. */
export function composeMoney(parts: MoneyParts) {
  const { db, clock, transactions, inbox } = parts
  const purchaseStore = sqlitePurchases(db)
  const purchases = new Purchases({ ...parts, store: purchaseStore, tick: () => lookAround() })
  const rules = autoSpendRules(parts.settings)
  const approvalStore = sqliteApprovals(db)
  const approvals: Approvals = new Approvals({
    ...parts,
    store: approvalStore,
    ended: (approval, how) =>
      approval.kind === 'top_up' ? void topUp.look() : parts.answered(approval, how),
  })
  const topUp = new TopUp({
    ...parts,
    rules: rules.read,
    approvals,
    store: approvalStore,
    purchases,
    nowMs: () => clock.nowMs(),
  })
  const lookAround = () => {
    approvals.expireDue()
    const today = parts.today()
    approvals.withdraw(({ kind, subject }) => kind === 'day_limit' && subject !== today, 'That day is over.')
    void topUp.look()
  }
  const reads = sqliteSpendReads(db)
  const usedSince = recentUsage(db)
  const spend = spendGate({ ...parts, rules: rules.read, approvals, reads })
  return {
    rules,
    spend,
    approvals,
    waitingApprovals: approvalStore,
    figures: moneyFigures(db),
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
    outlook(): WalletOutlook {
      const nowMs = clock.nowMs()
      const wallet = {
        availableCents: parts.ledger.balanceCents('wallet'),
        heldCents: parts.ledger.balanceCents('held'),
        lowBelowCents: rules.read().topUp?.belowCents ?? null,
      }
      const { centsPerHour, runsOutInMinutes, level } = outlook(
        usedSince(nowMs - LOOK_BACK_MS),
        wallet,
        nowMs,
      )
      return {
        spent_today_cents: reads.dayCents(parts.today()),
        cents_per_hour: centsPerHour,
        runs_out_in_minutes: runsOutInMinutes,
        level,
      }
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
const AutoSpendRules = z.object({
  enabled: z.boolean(),
  perCallCents: z.int().nullable(),
  perDayCents: z.int().nullable(),
  perCampaignCents: z.int().nullable(),
  perBookingCents: z.int().nullable(),
  topUp: z.object({ bundleId: z.string(), belowCents: z.int() }).nullable(),
})

export const autoSpendRules = (settings: Settings) => ({
  read: (): AutoSpend => {
    const kept = settings.read('auto_spend')
    return kept === null ? NO_LIMITS : AutoSpendRules.parse(kept)
  },
  write: (rules: AutoSpend): void => settings.write('auto_spend', rules),
})

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
