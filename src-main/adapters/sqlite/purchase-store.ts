import { z } from 'zod'
import type { Purchase, PurchaseChanges, PurchaseStore } from '../../core/wallet/purchase.ts'
import type { Db } from './database.ts'
import { rowChanges } from './row-changes.ts'

const Row = z.object({
  purchase_id: z.string(),
  bundle_id: z.string(),
  bundle_name: z.string(),
  minutes: z.int(),
  price_cents: z.int(),
  currency: z.string(),
  credit_cents: z.int(),
  livemode: z.int(),
  session_id: z.string(),
  url: z.string(),
  payment_intent: z.string().nullable(),
  status: z.enum(['open', 'pending', 'paid', 'failed', 'expired', 'refused']),
  refunded_cents: z.int(),
  dispute: z.enum(['open', 'won', 'lost']).nullable(),
  frozen_cents: z.int(),
  note: z.string().nullable(),
  approval_id: z.string().nullable(),
  opened_at_ms: z.int(),
  expires_at_ms: z.int(),
  paid_at_ms: z.int().nullable(),
})

const COLUMNS: Record<keyof PurchaseChanges, string> = {
  paymentIntent: 'payment_intent',
  status: 'status',
  refundedCents: 'refunded_cents',
  dispute: 'dispute',
  frozenCents: 'frozen_cents',
  note: 'note',
  paidAtMs: 'paid_at_ms',
}

export function sqlitePurchases(db: Db): PurchaseStore & { latest(limit: number): readonly Purchase[] } {
  const insert = db.prepare(
    `INSERT INTO bundle_purchase (purchase_id, bundle_id, bundle_name, minutes, price_cents, currency, credit_cents, livemode,
       session_id, url, payment_intent, status, note, approval_id, opened_at_ms, expires_at_ms, paid_at_ms)
     VALUES (@purchaseId, @bundleId, @bundleName, @minutes, @priceCents, @currency, @creditCents, @livemode,
       @sessionId, @url, @paymentIntent, @status, @note, @approvalId, @openedAtMs, @expiresAtMs, @paidAtMs)`,
  )
  const byId = db.prepare('SELECT * FROM bundle_purchase WHERE purchase_id = ?')
  const byIntent = db.prepare('SELECT * FROM bundle_purchase WHERE payment_intent = ?')
  const unfinished = db.prepare(
    "SELECT * FROM bundle_purchase WHERE status IN ('open', 'pending') ORDER BY opened_at_ms",
  )
  const latest = db.prepare('SELECT * FROM bundle_purchase ORDER BY opened_at_ms DESC, purchase_id LIMIT ?')
  const found = (row: unknown): Purchase | null => (row === undefined ? null : toPurchase(row))
  const update = rowChanges<PurchaseChanges>(db, { name: 'bundle_purchase', key: 'purchase_id' }, COLUMNS)
  const get = (purchaseId: string) => found(byId.get(purchaseId))
  return {
    add(purchase) {
      insert.run({
        ...purchase,
        livemode: purchase.livemode ? 1 : 0,
        openedAtMs: Math.round(purchase.openedAtMs),
        expiresAtMs: Math.round(purchase.expiresAtMs),
      })
    },
    get,
    byPaymentIntent: (paymentIntent) => found(byIntent.get(paymentIntent)),
    change(purchaseId, changes) {
      update(purchaseId, changes)
      const after = get(purchaseId)
      if (!after) throw new Error(`there is no purchase ${purchaseId}`)
      return after
    },
    unfinished: () => unfinished.all().map(toPurchase),
    latest: (limit) => latest.all(limit).map(toPurchase),
  }
}

function toPurchase(row: unknown): Purchase {
  const found = Row.parse(row)
  return {
    purchaseId: found.purchase_id,
    bundleId: found.bundle_id,
    bundleName: found.bundle_name,
    minutes: found.minutes,
    priceCents: found.price_cents,
    currency: found.currency,
    creditCents: found.credit_cents,
    livemode: found.livemode === 1,
    sessionId: found.session_id,
    url: found.url,
    paymentIntent: found.payment_intent,
    status: found.status,
    refundedCents: found.refunded_cents,
    dispute: found.dispute,
    frozenCents: found.frozen_cents,
    note: found.note,
    approvalId: found.approval_id,
    openedAtMs: found.opened_at_ms,
    expiresAtMs: found.expires_at_ms,
    paidAtMs: found.paid_at_ms,
  }
}
