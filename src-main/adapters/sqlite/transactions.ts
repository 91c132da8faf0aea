import type { Transactions } from '../../core/transactions.ts'
import type { Db } from './database.ts'

/** Immediate transactions on the one writer; a nested `run` joins the outer one through a savepoint. */
export function sqliteTransactions(db: Db): Transactions {
  let depth = 0
  let waiting: (() => void)[] = []
  // Made once: wrapping each work anew costs more than many a work itself.
  const { immediate } = db.transaction((work: () => unknown) => work())

  function attempt<T>(work: () => T): T {
    const waitingBefore = waiting.length
    depth++
    try {
      return immediate(work) as T
    } catch (error) {
      waiting.length = waitingBefore
      throw error
    } finally {
      depth--
    }
  }

  return {
    run(work) {
      const result = attempt(work)
      if (depth > 0) return result
      const due = waiting
      waiting = []
      doAll(due)
      return result
    },
    afterCommit(work) {
      if (depth > 0) waiting.push(work)
      else work()
    },
  }
}

/** One that throws does not keep the others from being done. */
function doAll(works: readonly (() => void)[]): void {
  const errors: unknown[] = []
  for (const work of works) {
    try {
      work()
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
}
