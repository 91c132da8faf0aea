import { z } from 'zod'
import { Cents, Instant, PageInput } from './primitives.ts'

/** Minutes for sale. Only the relay sets a price. */
export const BundleView = z.object({
  bundle_id: z.string(),
  name: z.string(),
  minutes: z.int(),
  price_cents: Cents,
  currency: z.string(),
  /** What it is worth in the wallet. */
  credit_cents: Cents,
})
export type BundleView = z.infer<typeof BundleView>

export const PurchaseView = z.object({
  purchase_id: z.string(),
  bundle_id: z.string(),
  bundle_name: z.string(),
  minutes: z.int(),
  price_cents: Cents,
  currency: z.string(),
  credit_cents: Cents,
  status: z.enum(['open', 'pending', 'paid', 'failed', 'expired', 'refused']),
  refunded_cents: Cents,
  dispute: z.enum(['open', 'won', 'lost']).nullable(),
  /** Why it stands as it does, where that does not tell by itself. */
  note: z.string().nullable(),
  /** Where it can still be paid; null once its end is known. */
  url: z.string().nullable(),
  opened_at: Instant,
  paid_at: Instant.nullable(),
})
export type PurchaseView = z.infer<typeof PurchaseView>

/** Until when the wallet lasts. */
export const WalletOutlook = z.object({
  /** In the contractor's day, with what is set aside for calls that are up. */
  spent_today_cents: Cents,
  /** By the last hour; null: too little was used to tell. */
  cents_per_hour: Cents.nullable(),
  /** If calls go on as they did; null: none go on, or too little was used to tell. */
  runs_out_in_minutes: z.int().nullable(),
  /** `empty`: not even one more call is covered. */
  level: z.enum(['fine', 'low', 'empty']),
})
export type WalletOutlook = z.infer<typeof WalletOutlook>

const Limit = Cents.min(1, 'at least 1 cent; null for no limit').max(10_000_000, 'at most 100,000 dollars')

/** What may be spent without a person; null is no limit. */
export const AutoSpendView = z.object({
  /** Off: each campaign waits until a person allows its spending. */
  enabled: z.boolean(),
  per_call_cents: Limit.min(15, 'at least 15 cents, the price of one minute; null for no limit').nullable(),
  per_day_cents: Limit.nullable(),
  per_campaign_cents: Limit.nullable(),
  /** What a booking may cost, on average of a campaign. */
  per_booking_cents: Limit.nullable(),
  /** Below so much, ask whether to buy this bundle. */
  top_up: z.object({ bundle_id: z.string().min(1).max(200), below_cents: Limit }).nullable(),
})
export type AutoSpendView = z.infer<typeof AutoSpendView>

export const ApprovalListInput = PageInput.extend({
  /** `decided` is everything that waits no more. */
  status: z.enum(['waiting', 'decided']).optional(),
})

export const ApprovalDecision = z.object({
  approval_id: z.string(),
  decision: z.enum(['approve', 'decline']),
  /** Approves another amount than was asked for. */
  amount_cents: Cents.min(1, 'at least 1 cent').max(10_000_000, 'at most 100,000 dollars').optional(),
  decided_by: z.string().trim().min(1).max(80).default('Owner'),
  note: z.string().max(300).optional(),
})
