import type { BundleView, PurchaseView } from '../../src-preload/contract/money.ts'
import type { MoneyFigures } from '../../src-preload/contract/receipt.ts'

const bundle = (bundleId: string, minutes: number, priceCents: number): BundleView => ({
  bundle_id: bundleId,
  name: `${minutes.toLocaleString('en-US')} calling minutes`,
  minutes,
  price_cents: priceCents,
  currency: 'usd',
  credit_cents: minutes * 15,
})

export const sampleBundles: BundleView[] = [
  bundle('m100', 100, 1_500),
  bundle('m500', 500, 7_000),
  bundle('m2000', 2_000, 25_000),
]

export const samplePurchases = (morningMs: number): PurchaseView[] => [
  {
    purchase_id: 'purchase_1',
    bundle_id: 'm500',
    bundle_name: '500 calling minutes',
    minutes: 500,
    price_cents: 7_000,
    currency: 'usd',
    credit_cents: 7_500,
    status: 'paid',
    refunded_cents: 0,
    dispute: null,
    note: null,
    url: null,
    opened_at: new Date(morningMs - 3 * 86_400_000).toISOString(),
    paid_at: new Date(morningMs - 3 * 86_400_000 + 60_000).toISOString(),
  },
]

/** An account that has sold some bundles and called for a while. */
export const sampleFigures: MoneyFigures = {
  bundles_sold: 3,
  bundle_cents: 26_000,
  minutes_sold: 2_000,
  minutes_used: 1_240,
  fault_credit_cents: 84,
  approvals_pending: 1,
  vendors: [
    { vendor: 'anthropic', micro_cents: 21_000_000 },
    { vendor: 'deepgram', micro_cents: 806_000_000 },
    { vendor: 'elevenlabs', micro_cents: 2_790_000_000 },
    { vendor: 'telnyx', micro_cents: 1_277_000_000 },
  ],
  carrier: {
    settled_calls: 812,
    waiting_calls: 2,
    untold_calls: 0,
    seconds: 120,
    corrected_calls: 4,
    corrected_cents: 30,
    missing_cents: 0,
  },
}
