import Database from 'better-sqlite3'
import { migrate } from './migrate.ts'
import { vocabulary } from './migrations/0001-vocabulary.ts'
import { whoCutALine } from './migrations/0002-who-cut-a-line.ts'
import { launchInParts } from './migrations/0003-launch-in-parts.ts'
import { earlyBill } from './migrations/0004-early-bill.ts'
import { sentText } from './migrations/0005-sent-text.ts'
import { rehearsal } from './migrations/0006-rehearsal.ts'
import { money } from './migrations/0007-money.ts'
import { callingLists } from './migrations/0008-calling-lists.ts'
import { frozenMinutes } from './migrations/0009-frozen-minutes.ts'
import { ownVoiceRehearsal } from './migrations/0010-own-voice-rehearsal.ts'
import { campaignSettings } from './migrations/0011-campaign-settings.ts'
import { bookingsThatMove } from './migrations/0012-bookings-that-move.ts'
import { costOfACall } from './migrations/0013-cost-of-a-call.ts'
import { followUpSequences } from './migrations/0014-follow-up-sequences.ts'
import { vendorUse } from './migrations/0015-vendor-use.ts'
import { faultSpans } from './migrations/0016-fault-spans.ts'
import { abandonedCalls } from './migrations/0017-abandoned-calls.ts'
import { deskActs } from './migrations/0018-desk-acts.ts'
import { figuresNeverTold } from './migrations/0019-figures-never-told.ts'
import { whenFollowUpsActed } from './migrations/0020-when-follow-ups-acted.ts'
import { linesNotSaid } from './migrations/0021-lines-not-said.ts'

export type Db = Database.Database

/** Every step of the schema, in order. */
export const MIGRATIONS = [
  vocabulary,
  whoCutALine,
  launchInParts,
  earlyBill,
  sentText,
  rehearsal,
  money,
  callingLists,
  frozenMinutes,
  ownVoiceRehearsal,
  campaignSettings,
  bookingsThatMove,
  costOfACall,
  followUpSequences,
  vendorUse,
  faultSpans,
  abandonedCalls,
  deskActs,
  figuresNeverTold,
  whenFollowUpsActed,
  linesNotSaid,
] as const
const OLDEST_SAFE_SQLITE = [3, 51, 3]

/**
 * Statements that are run all the time bind their values as `+?`: SQLite plans a statement anew whenever a value is bound
 * that its plan might hang on, which takes ten times as long as most queries, and the sign keeps the value from the planner.
 *
 * Opens the one writing connection. Commits are durable after a power cut: WAL with synchronous=FULL,
 * which better-sqlite3 does not set by default, so it is set here and asserted.
 */
export function openDatabase(file: string, waitMs = 2_000): Db {
  const db = new Database(file, { timeout: waitMs })
  takeAlone(db)
  db.pragma('synchronous = FULL')
  db.pragma('fullfsync = 1')
  db.pragma('foreign_keys = ON')
  assertDurable(db)
  migrate(db, MIGRATIONS)
  return db
}

/** One writer: the file is locked for as long as this program runs. */
function takeAlone(db: Db): void {
  try {
    db.pragma('locking_mode = EXCLUSIVE')
    db.pragma('journal_mode = WAL')
    db.exec('BEGIN EXCLUSIVE; COMMIT')
  } catch (error) {
    db.close()
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')) {
      throw new Error(
        'Another Ridgeline already uses this data folder. Close it, or choose another --data-dir.',
      )
    }
    throw error
  }
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
