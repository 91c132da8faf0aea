import { z } from 'zod'
import { CENTS_PER_MINUTE } from '../../../core/wallet/rates.ts'
import type { Month, Movement, MovementKind } from '../../../core/wallet/statement.ts'
import type { Db } from '../database.ts'

const Row = z.object({
  first_at_ms: z.int(),
  reason: z.string(),
  call_id: z.string().nullable(),
  phone: z.string().nullable(),
  name: z.string().nullable(),
  kind: z.enum(['money_in', 'calls', 'fault_credit', 'refunds']),
  cents: z.int(),
  used_cents: z.int(),
})

export interface StatementReads {
  /** The owner's money, free and set aside, before that moment. */
  balanceBefore(atMs: number): number
  movements(month: Month): Movement[]
}

export function statementReads(db: Db): StatementReads {
  const balance = db
    .prepare(
      "SELECT coalesce(sum(amount_cents), 0) FROM ledger_posting WHERE account IN ('wallet', 'held') AND at_ms < ?",
    )
    .pluck()
  // What only changes its place between the wallet and what is set aside moves nothing of the owner's.
  const movements = db.prepare(
    `WITH moved AS (
       SELECT transaction_no, min(at_ms) AS at_ms, min(reason) AS reason, min(call_id) AS call_id,
         sum(amount_cents) FILTER (WHERE account IN ('wallet', 'held')) AS cents,
         coalesce(sum(amount_cents) FILTER (WHERE account = 'usage'), 0) AS used_cents,
         CASE WHEN sum(account = 'usage') THEN 'calls' WHEN sum(account = 'adjustment' AND call_id IS NOT NULL) THEN 'fault_credit'
           WHEN sum(account = 'funding') AND sum(account IN ('refund', 'owed', 'disputed')) = 0 THEN 'money_in' ELSE 'refunds' END AS kind
       FROM ledger_posting WHERE at_ms >= @fromMs AND at_ms < @toMs GROUP BY transaction_no)
     SELECT min(m.at_ms) AS first_at_ms, min(m.reason) AS reason, m.call_id, min(c.phone) AS phone, min(l.name) AS name,
       m.kind, sum(m.cents) AS cents, sum(m.used_cents) AS used_cents
     FROM moved m LEFT JOIN voice_call c ON c.call_id = m.call_id LEFT JOIN lead l ON l.lead_id = c.lead_id
     WHERE m.cents <> 0
     GROUP BY coalesce(m.call_id, m.transaction_no), m.kind ORDER BY first_at_ms, min(m.transaction_no)`,
  )
  return {
    balanceBefore: (atMs) => balance.get(Math.round(atMs)) as number,
    movements: ({ fromMs, toMs }) =>
      movements
        .all({ fromMs: Math.round(fromMs), toMs: Math.round(toMs) })
        .map((row) => movementOf(Row.parse(row))),
  }
}

const movementOf = (row: z.infer<typeof Row>): Movement => ({
  atMs: row.first_at_ms,
  kind: row.kind,
  what: whatOf(row),
  callId: row.call_id,
  minutes: row.kind === 'calls' ? row.used_cents / CENTS_PER_MINUTE : null,
  cents: row.cents,
})

const CALL_WORDS: Partial<Record<MovementKind, string>> = {
  calls: 'Call with',
  fault_credit: 'Fault in the call with',
}

const whatOf = ({ kind, name, phone, reason, call_id }: z.infer<typeof Row>): string =>
  call_id === null ? reason : `${CALL_WORDS[kind] ?? `${reason}:`} ${name ?? phone ?? call_id}`
