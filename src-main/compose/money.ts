import { sqliteApprovals, sqliteSpendReads } from '../adapters/sqlite/approval-store.ts'
import { autoSpendRules } from '../adapters/sqlite/auto-spend-rules.ts'
import type { Db } from '../adapters/sqlite/database.ts'
import { sqlitePurchases } from '../adapters/sqlite/purchase-store.ts'
import { moneyFigures } from '../adapters/sqlite/reads/money-figures.ts'
import { recentUsage } from '../adapters/sqlite/reads/recent-usage.ts'
import type { Settings } from '../adapters/sqlite/settings.ts'
import { paymentNews } from '../adapters/stripe/stripe-event.ts'
import { moneyApp } from '../app/money.ts'
import type { ActivityLog } from '../core/activity.ts'
import { applyOnce, type Inbox } from '../core/call/apply-once.ts'
import type { RelayEvent } from '../core/call/relay-link.ts'
import type { Clock, Ids } from '../core/clock.ts'
import type { Transactions } from '../core/transactions.ts'
import { type Approval, type ApprovalEnd, Approvals } from '../core/wallet/approvals.ts'
import type { MinuteSeller } from '../core/wallet/bundle.ts'
import { Payments } from '../core/wallet/payments.ts'
import { Purchases } from '../core/wallet/purchases.ts'
import { spendGate } from '../core/wallet/spend-gate.ts'
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

/** Everything about money that is bought, asked for and accounted for. */
export function composeMoney(parts: MoneyParts) {
  const { db, clock } = parts
  const purchaseStore = sqlitePurchases(db)
  const payments = new Payments({ ...parts, store: purchaseStore })
  const purchases = new Purchases({ ...parts, store: purchaseStore, payments, tick: () => lookAround() })
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
  return {
    rules,
    spend: spendGate({ ...parts, rules: rules.read, approvals, reads }),
    approvals,
    waitingApprovals: approvalStore,
    start: () => purchases.start(),
    stop: () => purchases.stop(),
    lookAtUnfinished: () => purchases.lookAtUnfinished(),
    paymentArrived(event: RelayEvent): void {
      applyOnce(
        event,
        () => {
          const news = paymentNews(event.body)
          if (news) payments.apply(news)
        },
        parts,
      )
    },
    app: moneyApp({
      ...parts,
      rules,
      purchases,
      latestPurchases: (most) => purchaseStore.latest(most),
      usedSince: recentUsage(db),
      reads,
      figures: moneyFigures(db),
    }),
  }
}

export type Money = ReturnType<typeof composeMoney>
