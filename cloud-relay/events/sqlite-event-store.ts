/** Events in SQLite. Appends that arrive in the same turn of the event loop share one commit, hence one fsync. */
import { randomUUID } from 'node:crypto'
import { statfsSync } from 'node:fs'
import { z } from 'zod'
import type { RelayDatabase } from '../storage/database.ts'
import { type AppendOutcome, type EventStore, type IncomingEvent, StoreUnavailable } from './event-store.ts'

const DISK_CHECK_MS = 2_000
const FULL_AT_FREE_SHARE = 0.1
/** A tenth of a large disk is plenty for a relay: see decision 21. */
const PLENTY_BYTES = 1_073_741_824
/** Enough to show a vendor what it sent; a vendor that contradicts itself for ever must not fill the disk. */
const MAX_CONFLICTS = 100

interface Pending {
  readonly event: IncomingEvent
  readonly resolve: (outcome: AppendOutcome) => void
  readonly reject: (failure: StoreUnavailable) => void
}

export interface SqliteEventStoreOptions {
  db: RelayDatabase
  dataDir: string
  monotonicMs: () => number
  /** A failing disk cannot be trusted again by this process. */
  onBroken: (cause: unknown) => void
  onCommit: (seconds: number) => void
}

export function sqliteEventStore({
  db,
  dataDir,
  monotonicMs,
  onBroken,
  onCommit,
}: SqliteEventStoreOptions): EventStore {
  const statements = prepare(db)
  let logId = readOrMakeLogId(db)
  let pending: Pending[] = []
  let status: 'open' | 'broken' | 'closed' = 'open'
  let disk = { checkedAtMs: Number.NEGATIVE_INFINITY, full: false }

  const appendAll = db.transaction((events: readonly IncomingEvent[]) =>
    events.map((event) => appendOne(statements, event)),
  )
  const acknowledgeAll = db.transaction((upToSeq: number, nowMs: number) => {
    statements.markAcknowledged.run(nowMs, upToSeq)
    statements.moveAcknowledged.run(upToSeq, upToSeq)
  })

  function commitPending(): void {
    const batch = pending
    pending = []
    const startedMs = monotonicMs()
    try {
      const outcomes = appendAll.immediate(batch.map(({ event }) => event))
      onCommit((monotonicMs() - startedMs) / 1_000)
      batch.forEach(({ resolve }, index) => {
        const outcome = outcomes[index]
        if (outcome) resolve(outcome)
      })
    } catch (cause) {
      const failure = failed(cause)
      for (const { reject } of batch) reject(failure)
    }
  }

  function failed(cause: unknown): StoreUnavailable {
    const failure = new StoreUnavailable(failureCode(cause), cause)
    if (failure.code === 'disk-full') disk = { checkedAtMs: monotonicMs(), full: true }
    if (failure.code === 'broken' && status === 'open') {
      status = 'broken'
      onBroken(cause)
    }
    return failure
  }

  /** What may be done later as well: calls go on, whatever the disk says. */
  function attempt(work: () => void): boolean {
    if (status !== 'open') return false
    try {
      work()
      return true
    } catch (cause) {
      failed(cause)
      return false
    }
  }

  function diskIsFull(): boolean {
    const nowMs = monotonicMs()
    if (nowMs - disk.checkedAtMs < DISK_CHECK_MS) return disk.full
    const { bavail, blocks, bsize } = statfsSync(dataDir)
    disk = { checkedAtMs: nowMs, full: isTooFull(bavail * bsize, blocks * bsize) }
    return disk.full
  }

  return {
    logId: () => logId,
    startNewLog() {
      logId = randomUUID()
      db.prepare('UPDATE relay SET log_id = ?').run(logId)
    },
    append(event) {
      if (status !== 'open') return Promise.reject(new StoreUnavailable(status))
      if (diskIsFull()) return Promise.reject(new StoreUnavailable('disk-full'))
      return new Promise((resolve, reject) => {
        pending.push({ event, resolve, reject })
        if (pending.length === 1) setImmediate(commitPending)
      })
    },
    readAfter: (seq, limit) => statements.readAfter.all(seq, limit).map((row) => EventRow.parse(row)),
    acknowledge: (upToSeq, nowMs) => attempt(() => acknowledgeAll(upToSeq, nowMs)),
    lastSeq: () => Number(statements.lastSeq.get() ?? 0),
    waiting: () => Number(statements.lastSeq.get() ?? 0) - Number(statements.acknowledgedSeq.get() ?? 0),
    purgeBodies: (beforeMs) => attempt(() => statements.purge.run(beforeMs)),
    health() {
      if (status !== 'open') return { ready: false, reason: 'broken' }
      return diskIsFull() ? { ready: false, reason: 'disk-full' } : { ready: true }
    },
    close() {
      if (status === 'closed') return
      if (pending.length > 0) commitPending()
      status = 'closed'
      db.close()
    },
  }
}

/** Nine tenths are used, and what is left is little. On a disk of up to 10 GiB that is the nine tenths alone. */
export const isTooFull = (freeBytes: number, diskBytes: number): boolean =>
  freeBytes < diskBytes * FULL_AT_FREE_SHARE && freeBytes < PLENTY_BYTES

const EventRow = z
  .object({
    seq: z.number(),
    source: z.enum(['telnyx', 'vapi', 'stripe', 'relay']),
    event_id: z.string(),
    received_at_ms: z.number(),
    body: z.instanceof(Buffer),
  })
  .transform((row) => ({
    seq: row.seq,
    source: row.source,
    eventId: row.event_id,
    receivedAtMs: row.received_at_ms,
    body: row.body,
  }))

function prepare(db: RelayDatabase) {
  return {
    find: db.prepare('SELECT content_sha256 FROM event WHERE source = ? AND event_id = ?').pluck(),
    insert: db.prepare(
      'INSERT INTO event (source, event_id, content_sha256, received_at_ms, body) VALUES (?, ?, ?, ?, ?)',
    ),
    insertConflict: db.prepare(
      `INSERT INTO conflicting_event (source, event_id, content_sha256, received_at_ms, body) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    ),
    dropOldConflicts: db.prepare(
      `DELETE FROM conflicting_event WHERE rowid <= (
         SELECT rowid FROM conflicting_event ORDER BY rowid DESC LIMIT 1 OFFSET ${MAX_CONFLICTS})`,
    ),
    readAfter: db.prepare(
      'SELECT seq, source, event_id, received_at_ms, body FROM event WHERE seq > ? AND body IS NOT NULL ORDER BY seq LIMIT ?',
    ),
    markAcknowledged: db.prepare(
      'UPDATE event SET acknowledged_at_ms = ? WHERE seq > (SELECT acknowledged_seq FROM relay) AND seq <= ?',
    ),
    moveAcknowledged: db.prepare('UPDATE relay SET acknowledged_seq = ? WHERE acknowledged_seq < ?'),
    acknowledgedSeq: db.prepare('SELECT acknowledged_seq FROM relay').pluck(),
    lastSeq: db.prepare('SELECT max(seq) FROM event').pluck(),
    purge: db.prepare('UPDATE event SET body = NULL WHERE body IS NOT NULL AND acknowledged_at_ms < ?'),
  }
}

function appendOne(statements: ReturnType<typeof prepare>, event: IncomingEvent): AppendOutcome {
  const { source, eventId, contentSha256, receivedAtMs, body } = event
  const known = statements.find.get(source, eventId)
  if (known === undefined) {
    const { lastInsertRowid } = statements.insert.run(source, eventId, contentSha256, receivedAtMs, body)
    return { stored: 'new', seq: Number(lastInsertRowid) }
  }
  if (Buffer.isBuffer(known) && known.equals(contentSha256)) return { stored: 'already' }
  statements.insertConflict.run(source, eventId, contentSha256, receivedAtMs, body)
  statements.dropOldConflicts.run()
  return { stored: 'conflict' }
}

function readOrMakeLogId(db: RelayDatabase): string {
  db.prepare(
    'INSERT INTO relay (only_row, log_id, epoch, acknowledged_seq) VALUES (1, ?, 0, 0) ON CONFLICT DO NOTHING',
  ).run(randomUUID())
  return z.string().parse(db.prepare('SELECT log_id FROM relay').pluck().get())
}

function failureCode(cause: unknown): StoreUnavailable['code'] {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'SQLITE_FULL') return 'disk-full'
  return code.startsWith('SQLITE_BUSY') ? 'busy' : 'broken'
}
