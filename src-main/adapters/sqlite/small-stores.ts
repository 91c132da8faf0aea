import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ActivityEvent } from '../../../src-preload/contract/account.ts'
import type { ActivityLog } from '../../core/activity.ts'
import type { Inbox } from '../../core/call/carrier-news.ts'
import type { Feed } from '../../core/feed.ts'
import type { RestartParts } from '../../core/restart-notice.ts'
import type { Db } from './database.ts'

/** Appends to the record and tells listeners what stands in it once the surrounding transaction is over. */
export function sqliteActivity(db: Db, feed: Feed<ActivityEvent>): ActivityLog {
  const insert = db.prepare('INSERT INTO activity_event (type, at_ms, title, data) VALUES (?, ?, ?, ?)')
  const newer = db.prepare(
    'SELECT event_id, type, at_ms, title, data FROM activity_event WHERE event_id > ? ORDER BY event_id',
  )
  let toldUpTo = db.prepare('SELECT coalesce(max(event_id), 0) FROM activity_event').pluck().get() as number
  let willTell = false

  // Transactions are synchronous: a microtask runs after their end, and what was rolled back is not there to be told.
  function tell(): void {
    willTell = false
    if (!db.open) return
    for (const row of newer.all(toldUpTo) as ActivityRow[]) {
      toldUpTo = row.event_id
      feed.publish(
        ActivityEvent.parse({
          event_id: String(row.event_id),
          type: row.type,
          at: new Date(row.at_ms).toISOString(),
          title: row.title,
          data: JSON.parse(row.data),
        }),
      )
    }
  }

  return {
    append(type, title, data, atMs) {
      insert.run(type, Math.round(atMs), title, JSON.stringify(data))
      if (willTell) return
      willTell = true
      queueMicrotask(tell)
    },
  }
}

interface ActivityRow {
  readonly event_id: number
  readonly type: string
  readonly at_ms: number
  readonly title: string
  readonly data: string
}

/** Every webhook once: the row is written in the transaction that applies it. */
export function sqliteInbox(db: Db): Inbox {
  const insert = db.prepare(
    'INSERT INTO relay_inbox (source, event_id, seq, body_hash, applied_at_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  return {
    admit(event, atMs) {
      const hash = createHash('sha256').update(JSON.stringify(event.body)).digest('hex')
      return insert.run(event.source, event.eventId, event.seq, hash, Math.round(atMs)).changes === 1
    },
  }
}

/** Small named values: cursors, the practice clock, flags. */
export interface Settings {
  read(name: string): unknown
  write(name: string, value: unknown): void
}

export function sqliteSettings(db: Db): Settings {
  const read = db.prepare('SELECT value FROM setting WHERE name = ?').pluck()
  const write = db.prepare(
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  )
  return {
    read(name) {
      const value = read.get(name) as string | undefined
      return value === undefined ? null : JSON.parse(value)
    },
    write: (name, value) => void write.run(name, JSON.stringify(value)),
  }
}

const MEMORY = 'last_run'

/** How this run ends is known to the next start: see `RestartNotices`. */
export const runMemory = (settings: Settings): RestartParts['memory'] => ({
  read: () => RunMemoryRow.nullable().parse(settings.read(MEMORY)),
  save: (memory) => settings.write(MEMORY, memory),
})

const RunMemoryRow = z.object({
  running: z.boolean(),
  notice: z
    .object({
      noticeId: z.string(),
      startedAtMs: z.int(),
      cause: z.enum(['crash', 'closed']),
      cutOff: z.array(z.object({ callId: z.string(), was: z.enum(['dialing', 'ringing', 'live']) })),
      campaignIds: z.array(z.string()),
    })
    .nullable(),
})
