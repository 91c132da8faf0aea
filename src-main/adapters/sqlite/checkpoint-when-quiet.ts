import type { Db } from './database.ts'

const LOOK_EVERY_MS = 5_000

/**
 * SQLite moves its journal into the database during the commit that makes it too long, and syncs both files for it.
 * While nobody is on the phone that is done ahead, so that it seldom falls into a call. The answer ends it.
 */
export function checkpointWhenQuiet(db: Db, isQuiet: () => boolean): () => void {
  const timer = setInterval(() => {
    if (db.open && !db.inTransaction && isQuiet()) db.pragma('wal_checkpoint(PASSIVE)')
  }, LOOK_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
