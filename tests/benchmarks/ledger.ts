import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { type Db, openDatabase } from '../../src-main/adapters/sqlite/database.ts'
import { sqliteLedger } from '../../src-main/adapters/sqlite/ledger.ts'
import { sqliteTransactions } from '../../src-main/adapters/sqlite/transactions.ts'
import { credit, debitMinute, holdForCall, settleCall } from '../../src-main/core/wallet/wallet.ts'
import { storeWithCalls } from '../fixtures/store-with-calls.ts'
import type { Report } from './report.ts'

const CALLS = 400
const POSTINGS = 1_000_000

/** What the ledger does in a second beside bare inserts with the same durability, and its audit of a million postings. */
export async function ledger(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-bench-'))
  try {
    const { db, callIds } = storeWithCalls(CALLS, join(folder, 'money.db'))
    const books = sqliteLedger(db)
    const transactions = sqliteTransactions(db)
    const step = (work: (callId: string) => void) =>
      perSecond(callIds.length, (i) => transactions.run(() => work(callIds[i] ?? '')))
    credit(books, 'bench', 10_000_000, 'benchmark', 0)
    db.exec('CREATE TABLE bare (at_ms INTEGER NOT NULL, amount_cents INTEGER NOT NULL) STRICT')
    const bareInsert = db.prepare('INSERT INTO bare VALUES (?, ?)')
    const bareBefore = perSecond(CALLS, (i) => transactions.run(() => bareInsert.run(i, i)))
    const holds = step((callId) => holdForCall(books, callId, 1))
    const debits = step((callId) => debitMinute(books, callId, 1, 2))
    const settlements = step((callId) => settleCall(books, callId, 59_000, 3))
    const bareAfter = perSecond(CALLS, (i) => transactions.run(() => bareInsert.run(i, i)))
    const bare = (bareBefore + bareAfter) / 2
    db.close()
    const auditSeconds = auditOfMany(join(folder, 'many.db'))
    return {
      benchmark: 'ledger',
      figures: {
        bare_inserts_per_s: bare,
        holds_per_s: holds,
        debits_per_s: debits,
        settlements_per_s: settlements,
        hold_to_bare_ratio: bare / holds,
        debit_to_bare_ratio: bare / debits,
        settlement_to_bare_ratio: bare / settlements,
        audit_of_1m_postings_s: auditSeconds,
      },
      aims: { audit_of_1m_postings_s: 2 },
      method: `${CALLS} of each, one durable transaction each (WAL, synchronous=FULL) in one file; bare inserts of one row before and after in the same file (ratio: how many bare inserts one takes). The audit opens a ledger of ${POSTINGS} postings anew and includes the first read of its indexes.`,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function perSecond(count: number, work: (i: number) => void): number {
  const startedMs = performance.now()
  for (let i = 0; i < count; i++) work(i)
  return count / ((performance.now() - startedMs) / 1_000)
}

function auditOfMany(file: string): number {
  fill(openDatabase(file))
  const db = openDatabase(file)
  const startedMs = performance.now()
  const failure = sqliteLedger(db).audit()
  const seconds = (performance.now() - startedMs) / 1_000
  db.close()
  if (failure !== null) throw new Error(`the audit failed: ${failure}`)
  return seconds
}

function fill(db: Db): void {
  const books = sqliteLedger(db)
  db.transaction(() => {
    for (let i = 0; i < POSTINGS / 2; i++) credit(books, `credit:${i}`, 1 + (i % 97), 'benchmark', i)
  })()
  db.close()
}
