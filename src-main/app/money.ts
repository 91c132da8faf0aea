import type { BundleView, PurchaseView, WalletOutlook } from '../../src-preload/contract/money.ts'
import type { MoneyFigures } from '../../src-preload/contract/receipt.ts'
import type { Clock } from '../core/clock.ts'
import { isoInstant } from '../core/time.ts'
import { LOOK_BACK_MS, outlook, type RecentUsage } from '../core/wallet/outlook.ts'
import type { Purchase } from '../core/wallet/purchase.ts'
import type { Purchases } from '../core/wallet/purchases.ts'
import { CENTS_PER_MINUTE } from '../core/wallet/rates.ts'
import type { SpendReads } from '../core/wallet/spend-gate.ts'
import type { AutoSpend } from '../core/wallet/spend-rules.ts'
import type { Ledger } from '../core/wallet/wallet.ts'

export interface MoneyAppParts {
  readonly clock: Pick<Clock, 'nowMs'>
  readonly ledger: Pick<Ledger, 'balanceCents'>
  readonly rules: { read(): AutoSpend }
  readonly purchases: Pick<Purchases, 'bundles' | 'open'>
  /** The newest first, at most so many. */
  readonly latestPurchases: (most: number) => readonly Purchase[]
  readonly usedSince: (sinceMs: number) => RecentUsage | null
  readonly reads: Pick<SpendReads, 'dayCents'>
  /** The contractor's day, e.g. `2026-11-23`. */
  readonly today: () => string
  readonly figures: () => MoneyFigures
}

const LATEST_PURCHASES = 50

/** How long the money lasts, what more of it costs, and what was bought. */
export function moneyApp({ purchases, latestPurchases, figures, ...parts }: MoneyAppParts) {
  return {
    figures,
    outlook: () => outlookView(parts),
    bundles: async (): Promise<BundleView[]> =>
      (await purchases.bundles()).map((bundle) => ({
        bundle_id: bundle.bundleId,
        name: bundle.name,
        minutes: bundle.minutes,
        price_cents: bundle.priceCents,
        currency: bundle.currency,
        credit_cents: bundle.minutes * CENTS_PER_MINUTE,
      })),
    purchases: () => latestPurchases(LATEST_PURCHASES).map(purchaseView),
    checkout: async (bundleId: string) => purchaseView(await purchases.open(bundleId)),
  }
}

export type MoneyApp = ReturnType<typeof moneyApp>

function outlookView({
  clock,
  ledger,
  rules,
  usedSince,
  reads,
  today,
}: Pick<MoneyAppParts, 'clock' | 'ledger' | 'rules' | 'usedSince' | 'reads' | 'today'>): WalletOutlook {
  const nowMs = clock.nowMs()
  const wallet = {
    availableCents: ledger.balanceCents('wallet'),
    heldCents: ledger.balanceCents('held'),
    lowBelowCents: rules.read().topUp?.belowCents ?? null,
  }
  const { centsPerHour, runsOutInMinutes, level } = outlook(usedSince(nowMs - LOOK_BACK_MS), wallet, nowMs)
  return {
    spent_today_cents: reads.dayCents(today()),
    cents_per_hour: centsPerHour,
    runs_out_in_minutes: runsOutInMinutes,
    level,
  }
}

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
