import { close, fdatasync, open } from 'node:fs'
import { promisify } from 'node:util'
import type { Db } from './database.ts'

export interface LazyWrites {
  /** Writes without waiting for the disk. Inside a transaction it is a part of that, and as durable. */
  write(work: () => void): void
  /** Resolves once the disk has confirmed everything written so far. */
  close(): Promise<void>
}

/** What a power cut may cost of what was written lazily, besides the time that the disk takes. */
const SYNC_WITHIN_MS = 50

const openFile = promisify(open)
const sync = promisify(fdatasync)
const closeFile = promisify(close)

/**
 * For what nobody has been told of yet, like the turns of a call that goes on: the rows are in the file at once, so a
 * crash of the program loses nothing, and a thread has the disk confirm them a moment later. Whoever waits for a disk
 * in the process that paces the voices makes all of them stutter. Everything else stays with `synchronous=FULL`
 * (design invariant 8): each such commit syncs the same file, and with it all that was written before.
 */
export function lazyWrites(db: Db, failed: (error: unknown) => void): LazyWrites {
  // Only this file is opened besides SQLite: closing another handle of the database itself would drop SQLite's locks.
  const journal = db.memory ? null : openFile(`${db.name}-wal`, 'r+')
  journal?.catch(failed)
  let timer: NodeJS.Timeout | null = null
  let syncing: Promise<void> = Promise.resolve()

  function syncSoon(): void {
    timer ??= setTimeout(() => {
      timer = null
      syncing = syncNow()
    }, SYNC_WITHIN_MS)
  }

  async function syncNow(): Promise<void> {
    try {
      if (journal) await sync(await journal)
    } catch (error) {
      failed(error)
    }
  }

  return {
    write(work) {
      if (db.inTransaction) return work()
      db.pragma('synchronous = NORMAL')
      try {
        work()
      } finally {
        db.pragma('synchronous = FULL')
      }
      syncSoon()
    },
    async close() {
      if (timer) clearTimeout(timer)
      await syncing
      await syncNow()
      const file = await journal?.catch(() => null)
      if (file) await closeFile(file)
    },
  }
}
