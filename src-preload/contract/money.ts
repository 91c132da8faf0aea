import { z } from 'zod'
import { Cents, Instant } from './primitives.ts'

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
