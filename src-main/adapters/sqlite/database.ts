import Database from 'better-sqlite3'
import { migrate } from './migrate.ts'
import { vocabulary } from './migrations/0001-vocabulary.ts'

export type Db = Database.Database

const MIGRATIONS = [vocabulary] as const
const OLDEST_SAFE_SQLITE = [3, 51, 3]

/**
 * Opens the one writing connection. Commits are durable after a power cut: WAL with synchronous=FULL,
 * which better-sqlite3 does not set by default, so it is set here and asserted.
 */
export function openDatabase(file: string): Db {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('fullfsync = 1')
  db.pragma('foreign_keys = ON')
  db.pragma('busy_timeout = 5000')
  assertDurable(db)
  migrate(db, MIGRATIONS)
  return db
}

function assertDurable(db: Db): void {
  const synchronous = db.pragma('synchronous', { simple: true })
  if (synchronous !== 2) throw new Error(`SQLite synchronous is ${synchronous}, not FULL (2)`)
  const foreignKeys = db.pragma('foreign_keys', { simple: true })
  if (foreignKeys !== 1) throw new Error('SQLite foreign keys are off')
  const version = db.prepare('SELECT sqlite_version()').pluck().get() as string
  if (isOlder(version.split('.').map(Number), OLDEST_SAFE_SQLITE)) {
    throw new Error(`SQLite ${version} has the WAL reset defect; 3.51.3 or newer is needed`)
  }
}

function isOlder(version: readonly number[], bound: readonly number[]): boolean {
  for (let i = 0; i < bound.length; i++) {
    const difference = (version[i] ?? 0) - (bound[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}
