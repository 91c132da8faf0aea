import type { CallStore } from '../../core/call/call-record.ts'
import type { Db } from './database.ts'

/** What the person at the desk did in a call, written as it is done. */
export function deskActs(db: Db, lazily: (write: () => void) => void): CallStore['addDeskAct'] {
  const add = db.prepare(
    'INSERT INTO call_desk_act (call_id, at_ms, action, text) VALUES (@callId, @atMs, @action, @text)',
  )
  return (callId, { at_ms, action, text }) =>
    lazily(() => void add.run({ callId, atMs: Math.max(0, Math.round(at_ms)), action, text }))
}
