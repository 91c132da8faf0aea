import { z } from 'zod'
import { CallCost, type FaultCredit } from '../../../../src-preload/contract/receipt.ts'
import { unchargedMs } from '../../../core/wallet/fault-credit.ts'
import { callMoney } from '../call-money.ts'
import type { Db } from '../database.ts'
import { iso } from './cursor.ts'

const UseRow = z.looseObject({ quantity: z.int(), unit: z.string() })
const SettlementRow = z.looseObject({ at_ms: z.int() })

/** The receipt of a call: what was charged, what the vendors were asked for, and what the carrier said of it. */
export function callCosts(db: Db): (callId: string, totalCents: number) => CallCost {
  const lines = db.prepare(
    'SELECT label, quantity, unit, cents, rate_version FROM billing_usage WHERE call_id = ? ORDER BY usage_id',
  )
  // What was asked for after the end stands in lines of its own; a reader sees one.
  const use = db.prepare(
    `SELECT vendor, label, sum(quantity) AS quantity, unit, sum(micro_cents) AS micro_cents, basis, rate_version
     FROM vendor_cost WHERE call_id = ? AND vendor <> 'rounding'
     GROUP BY vendor, label, unit, basis, rate_version ORDER BY min(line_id)`,
  )
  const settlement = db.prepare(
    `SELECT counted_seconds, billed_seconds, counted_cents, corrected_cents, missing_cents, explanation, at_ms
     FROM carrier_settlement WHERE call_id = ?`,
  )
  const settlementOf = (callId: string) => {
    const row = settlement.get(callId)
    if (row === undefined) return null
    const { at_ms, ...rest } = SettlementRow.parse(row)
    return { ...rest, settled_at: iso(at_ms) }
  }
  const { faults } = callMoney(db, (write) => write())
  const credited = db
    .prepare(
      "SELECT coalesce(-sum(amount_cents), 0) FROM ledger_posting WHERE call_id = ? AND account = 'adjustment'",
    )
    .pluck()
  const creditOf = (callId: string): FaultCredit | null => {
    const cents = credited.get(callId) as number
    if (cents === 0) return null
    const known = faults(callId)
    const lasted = known.filter(({ ms }) => ms > 0)
    // A program that ended at the very answer was gone for no known time; it is the evidence all the same.
    const spans = lasted.length > 0 ? lasted : known
    return {
      cents,
      seconds: unchargedMs(spans) / 1_000,
      spans: spans.map(({ cause, fromMs, ms }) => ({ cause, from_ms: fromMs, ms })),
    }
  }
  return (callId, totalCents) =>
    CallCost.parse({
      total_cents: totalCents,
      lines: lines.all(callId),
      use: use.all(callId).map((row) => inSeconds(UseRow.parse(row))),
      settlement: settlementOf(callId),
      credit: creditOf(callId),
    })
}

/** Sound is counted in milliseconds; nobody reads it so. */
const inSeconds = ({ quantity, unit, ...rest }: z.infer<typeof UseRow>) =>
  unit === 'ms' ? { ...rest, quantity: quantity / 1_000, unit: 's' } : { ...rest, quantity, unit }
