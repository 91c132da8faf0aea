import { ActivityEvent } from '../../../src-preload/contract/account.ts'
import type { ActivityLog } from '../../core/activity.ts'
import type { Feed } from '../../core/feed.ts'
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
