import { z } from 'zod'
import { MoneyFigures } from '../../../../src-preload/contract/receipt.ts'
import { CENTS_PER_MINUTE } from '../../../core/wallet/rates.ts'
import type { Db } from '../database.ts'

const SoldRow = z.object({ bundles: z.int(), minutes: z.int(), cents: z.int() })
const DriftRow = z.object({
  calls: z.int(),
  untold_calls: z.int(),
  seconds: z.int(),
  corrected_calls: z.int(),
  corrected_cents: z.int(),
  missing_cents: z.int(),
})

/** What whoever runs the account wants to know of its money: all of it from what is on the books. */
export function moneyFigures(db: Db): () => MoneyFigures {
  const sold = db.prepare(
    `SELECT count(*) AS bundles, coalesce(sum(minutes), 0) AS minutes, coalesce(sum(price_cents), 0) AS cents
     FROM bundle_purchase WHERE status = 'paid'`,
  )
  const balance = db.prepare('SELECT balance_cents FROM ledger_account WHERE account = ?').pluck()
  // Without a call it is the discount of a bundle.
  const credited = db
    .prepare(
      "SELECT coalesce(-sum(amount_cents), 0) FROM ledger_posting WHERE account = 'adjustment' AND call_id IS NOT NULL",
    )
    .pluck()
  const vendors = db.prepare(
    `SELECT vendor, sum(micro_cents) AS micro_cents FROM vendor_cost WHERE vendor <> 'rounding'
     GROUP BY vendor ORDER BY vendor`,
  )
  const waiting = db.prepare("SELECT count(*) FROM approval WHERE status = 'waiting'").pluck()
  // Whole minutes are what both sides charge by: only beyond them the two counts drift apart.
  const drift = db.prepare(
    `SELECT count(billed_seconds) AS calls, count(*) - count(billed_seconds) AS untold_calls,
       coalesce(sum(60 * ((billed_seconds + 59) / 60 - (counted_seconds + 59) / 60)), 0) AS seconds,
       coalesce(sum(corrected_cents <> 0), 0) AS corrected_calls,
       coalesce(sum(corrected_cents), 0) AS corrected_cents, coalesce(sum(missing_cents), 0) AS missing_cents
     FROM carrier_settlement`,
  )
  const unsettled = db
    .prepare(
      `SELECT count(*) FROM voice_call c WHERE status = 'ended' AND answered_at_ms IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM carrier_settlement s WHERE s.call_id = c.call_id)`,
    )
    .pluck()
  return () => {
    const bought = SoldRow.parse(sold.get())
    const { calls, ...drifted } = DriftRow.parse(drift.get())
    return MoneyFigures.parse({
      bundles_sold: bought.bundles,
      bundle_cents: bought.cents,
      minutes_sold: bought.minutes,
      minutes_used: (balance.get('usage') as number) / CENTS_PER_MINUTE,
      fault_credit_cents: credited.get(),
      approvals_pending: waiting.get(),
      vendors: vendors.all(),
      carrier: { settled_calls: calls, waiting_calls: unsettled.get(), ...drifted },
    })
  }
}
