import { randomUUID } from 'node:crypto'
import type { Db } from './database.ts'

const run = randomUUID().slice(0, 8)
let count = 0

/**
 * Ids that grow while the program runs, with a random part at both ends: new rows land at the end of their index, which makes
 * large imports several times faster than ids that scatter over it.
 */
export function newId(prefix: string): string {
  count++
  return `${prefix}_${run}${count.toString(16).padStart(8, '0')}${randomUUID().slice(0, 8)}`
}

/** Makes the work atomic. Within a surrounding transaction it is so already, without the price of a savepoint. */
export function inTransaction<Args extends unknown[], Result>(
  db: Db,
  work: (...args: Args) => Result,
): (...args: Args) => Result {
  const alone = db.transaction(work)
  return (...args) => (db.inTransaction ? work(...args) : alone(...args))
}
