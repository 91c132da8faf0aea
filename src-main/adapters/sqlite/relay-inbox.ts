import { createHash } from 'node:crypto'
import type { Inbox } from '../../core/call/apply-once.ts'
import type { Db } from './database.ts'

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
