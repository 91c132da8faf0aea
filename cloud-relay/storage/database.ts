/** One SQLite file, opened so that what is committed survives a power cut, and checked to be so. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { migrations } from './migrations.ts'

export type RelayDatabase = Database.Database

export class StorageFailure extends Error {}

export function openDatabase(dataDir: string): RelayDatabase {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const db = new Database(join(dataDir, 'relay.db'))
  db.pragma('busy_timeout = 2000')
  // A second relay on the same folder would hand out the same epochs.
  db.pragma('locking_mode = EXCLUSIVE')
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  // Elsewhere this pragma does nothing; on macOS a plain fsync may stop at the drive's cache.
  db.pragma('fullfsync = 1')
  db.pragma('foreign_keys = ON')
  // In its container only the data folder may be written to.
  db.pragma('temp_store = MEMORY')
  assertDurable(db)
  migrate(db)
  return db
}

/** The driver is compiled with synchronous=NORMAL for WAL, which loses acknowledged commits in a power cut. */
export function assertDurable(db: RelayDatabase): void {
  const journal = db.pragma('journal_mode', { simple: true })
  const synchronous = db.pragma('synchronous', { simple: true })
  if (journal !== 'wal' || synchronous !== 2)
    throw new StorageFailure('The database did not accept WAL with synchronous=FULL.')
  const [major = 0, minor = 0, patch = 0] = String(db.prepare('SELECT sqlite_version()').pluck().get())
    .split('.')
    .map(Number)
  // 3.51.3 mends a rare corruption between writers and checkpoints.
  if (major * 1e6 + minor * 1e3 + patch < 3_051_003) throw new StorageFailure('SQLite is older than 3.51.3.')
}

function migrate(db: RelayDatabase): void {
  const done = Number(db.pragma('user_version', { simple: true }))
  if (done > migrations.length) throw new StorageFailure('The data folder was written by a newer relay.')
  migrations.slice(done).forEach((migration, index) => {
    db.transaction(() => {
      db.exec(migration)
      db.pragma(`user_version = ${done + index + 1}`)
    })()
  })
}
