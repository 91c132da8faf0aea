import { randomUUID } from 'node:crypto'
import { roundedToCents, VENDOR_RATES, type VendorLine } from '../../core/wallet/vendor-cost.ts'
import { type Account, type Ledger, type LedgerEntry, transfer } from '../../core/wallet/wallet.ts'
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
  const insertEntry = (entry: LedgerEntry, atMs: number) =>
    insert.run(
      randomUUID(),
      Math.round(atMs),
      entry.reason,
      entry.callId,
      entry.fact,
      JSON.stringify(entry.entries),
    )
  // The constraint of the schema stays behind this as a guard: what passes here and fails there is a bug, and throws.
  const isShort = ({ entries }: LedgerEntry): boolean =>
    entries.some(
      ({ account, amount_cents }) =>
        NEVER_BELOW_ZERO.has(account) &&
        amount_cents < 0 &&
        (balance.get(account) as number) + amount_cents < 0,
    )
  const post = db.transaction((entry: LedgerEntry, atMs: number): 'posted' | 'known' | 'short' => {
    if (known.get(entry.fact) !== undefined) return 'known'
    if (isShort(entry)) return 'short'
    insertEntry(entry, atMs)
    return 'posted'
  })
  const vendorLine = db.prepare(
    `INSERT INTO vendor_cost (fact, call_id, vendor, label, quantity, unit, micro_cents, basis, rate_version, at_ms)
     VALUES (@fact, @callId, @vendor, @label, @quantity, @unit, @microCents, @basis, @rateVersion, @atMs)`,
  )
  const carried = db
    .prepare("SELECT quantity FROM vendor_cost WHERE vendor = 'rounding' ORDER BY line_id DESC LIMIT 1")
    .pluck()
  const addVendorCost = db.transaction(
    (callId: string, fact: string, lines: readonly VendorLine[], atMs: number) => {
      const microCents = lines.reduce((sum, line) => sum + line.microCents, 0)
      const carriedMicroCents = (carried.get() as number | undefined) ?? 0
      const { cents, roundingMicroCents } = roundedToCents(carriedMicroCents, microCents)
      // Even nothing in whole cents is a transaction: the lines name it, and it is posted once.
      insertEntry(
        { fact, reason: 'Vendors', callId, entries: transfer('vendor_payable', 'vendor_cost', cents) },
        atMs,
      )
      const shared = { fact, callId, rateVersion: VENDOR_RATES.version, atMs: Math.round(atMs) }
      for (const line of lines) vendorLine.run({ ...shared, ...line })
      vendorLine.run({
        ...shared,
        vendor: 'rounding',
        label: 'Rounding to whole cents',
        quantity: carriedMicroCents - roundingMicroCents,
        unit: 'micro-cents carried over',
        microCents: roundingMicroCents,
        basis: 'rounding',
      })
    },
  )
  return {
    post,
    addVendorCost(callId, fact, lines, atMs) {
      if (lines.length > 0 && known.get(fact) === undefined) addVendorCost(callId, fact, lines, atMs)
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

const NEVER_BELOW_ZERO: ReadonlySet<Account> = new Set(['wallet', 'held', 'disputed'])

/**
 * What does not add up, or null. Run at start; a failure keeps every dial from happening. Each question is one pass over
 * an index that holds all it needs, so that a million postings take no longer than the start may.
 */
function audit(db: Db): string | null {
  const count = (sql: string) => db.prepare(sql).pluck().get() as number
  const unbalanced = count(
    'SELECT count(*) FROM (SELECT 1 FROM ledger_posting GROUP BY transaction_no HAVING sum(amount_cents) <> 0)',
  )
  if (unbalanced > 0) return `${unbalanced} ledger transactions do not sum to zero`
  const missing =
    count('SELECT count(*) FROM ledger_transaction') -
    count('SELECT count(*) FROM (SELECT DISTINCT transaction_no FROM ledger_posting)')
  if (missing !== 0) return `${missing} ledger transactions have lost their postings`
  const drifted = db
    .prepare(
      `SELECT group_concat(account) FROM ledger_account a LEFT JOIN
         (SELECT account, sum(amount_cents) AS cents FROM ledger_posting GROUP BY account) p USING (account)
       WHERE a.balance_cents <> coalesce(p.cents, 0)`,
    )
    .pluck()
    .get() as string | null
  if (drifted) return `the balances of ${drifted} do not match their postings`
  const vendorDrift = count(
    `SELECT (SELECT coalesce(sum(micro_cents), 0) FROM vendor_cost) -
       1000000 * (SELECT balance_cents FROM ledger_account WHERE account = 'vendor_cost')`,
  )
  return vendorDrift === 0 ? null : 'what vendors are paid does not match its lines'
}
