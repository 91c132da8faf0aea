import type { Transactions } from '../../core/transactions.ts'
import type { Db } from './database.ts'

/** Immediate transactions on the one writer; a nested `run` joins the outer one through a savepoint. */
export function sqliteTransactions(db: Db): Transactions {
  return { run: (work) => db.transaction(work).immediate() }
}
