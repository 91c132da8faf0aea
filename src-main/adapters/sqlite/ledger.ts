import { randomUUID } from 'node:crypto'
import type { Account, Ledger } from '../../core/wallet/wallet.ts'
import type { Db } from './database.ts'

/** The ledger's own rules (balance, immutability, never below zero) are constraints of the schema, not of this code. */
export function sqliteLedger(db: Db): Ledger & { audit(): string | null } {
  const known = db.prepare('SELECT 1 FROM ledger_transaction WHERE fact = ?').pluck()
  const insert = db.prepare(
    'INSERT INTO ledger_transaction (transaction_id, at_ms, reason, call_id, fact, entries) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const balance = db.prepare('SELECT balance_cents FROM ledger_account WHERE account = ?').pluck()
  const ofCall = db
    .prepare('SELECT coalesce(sum(amount_cents), 0) FROM ledger_posting WHERE call_id = ? AND account = ?')
    .pluck()
  const usage = db.prepare(
    `INSERT INTO billing_usage (call_id, label, quantity, unit, cents, rate_version, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (call_id, label) DO NOTHING`,
  )
  const post = db.transaction((entry: Parameters<Ledger['post']>[0], atMs: number) => {
    insert.run(randomUUID(), atMs, entry.reason, entry.callId, entry.fact, JSON.stringify(entry.entries))
  })
  return {
    post(entry, atMs) {
      if (known.get(entry.fact) !== undefined) return 'known'
      try {
        post(entry, atMs)
        return 'posted'
      } catch (error) {
        if (isShort(error)) return 'short'
        throw error
      }
    },
    balanceCents: (account: Account) => balance.get(account) as number,
    callCents: (callId, account) => ofCall.get(callId, account) as number,
    addUsage(callId, lines, rateVersion, atMs) {
      for (const { label, quantity, unit, cents } of lines)
        usage.run(callId, label, quantity, unit, cents, rateVersion, atMs)
    },
    audit: () => audit(db),
  }
}

const isShort = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  error.code === 'SQLITE_CONSTRAINT_CHECK' &&
  error.message.includes('wallet_never_below_zero')

/** What does not add up, or null. Run at start; a failure keeps every dial from happening. */
function audit(db: Db): string | null {
  const unbalanced = db
    .prepare(
      'SELECT count(*) FROM (SELECT 1 FROM ledger_posting GROUP BY transaction_id HAVING sum(amount_cents) <> 0)',
    )
    .pluck()
    .get() as number
  if (unbalanced > 0) return `${unbalanced} ledger transactions do not sum to zero`
  const drifted = db
    .prepare(
      `SELECT group_concat(account) FROM ledger_account a WHERE balance_cents <>
         (SELECT coalesce(sum(amount_cents), 0) FROM ledger_posting p WHERE p.account = a.account)`,
    )
    .pluck()
    .get() as string | null
  return drifted ? `the balances of ${drifted} do not match their postings` : null
}
