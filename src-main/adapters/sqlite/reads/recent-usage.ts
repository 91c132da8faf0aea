import { z } from 'zod'
import type { RecentUsage } from '../../../core/wallet/outlook.ts'
import type { Db } from '../database.ts'

const Row = z.object({
  cents: z.int().nullable(),
  postings: z.int(),
  first_at_ms: z.int().nullable(),
  last_at_ms: z.int().nullable(),
})

/** What calls used since then; null when nothing was. */
export function recentUsage(db: Db): (sinceMs: number) => RecentUsage | null {
  const read = db.prepare(
    `SELECT sum(amount_cents) AS cents, count(*) AS postings, min(at_ms) AS first_at_ms, max(at_ms) AS last_at_ms
     FROM ledger_posting WHERE at_ms > ? AND account = 'usage'`,
  )
  return (sinceMs) => {
    const { cents, postings, first_at_ms, last_at_ms } = Row.parse(read.get(Math.round(sinceMs)))
    if (cents === null || first_at_ms === null || last_at_ms === null) return null
    return { cents, postings, firstAtMs: first_at_ms, lastAtMs: last_at_ms }
  }
}
