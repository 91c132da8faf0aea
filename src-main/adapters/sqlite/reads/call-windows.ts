import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Db } from '../database.ts'

/** Calls looked through in one go: some 3 ms, with a search through what was said in them. */
export const WINDOW_CALLS = 2_000
const NEWEST: CallKey = { atMs: Number.MAX_SAFE_INTEGER, id: '' }

/** Where a call stands in the list: by `listed_at_ms`, then by id. */
export interface CallKey {
  readonly atMs: number
  readonly id: string
}

/** A stretch of the list: calls older than `before`, down to `last`; null is the end of the list. */
export interface CallWindow {
  readonly before: CallKey
  readonly last: CallKey | null
}

/** Walks down the list from a call on, so many calls at a time. Between two stretches everything else has its turn, however many calls there are. */
export function callWindows(db: Db): (after: CallKey | null, calls: number) => AsyncGenerator<CallWindow> {
  const keyOfLast = db.prepare(
    `SELECT listed_at_ms AS atMs, call_id AS id FROM voice_call
     WHERE (listed_at_ms, call_id) < (@atMs, @id)
     ORDER BY listed_at_ms DESC, call_id DESC LIMIT 1 OFFSET @skipped`,
  )
  return async function* (after, calls) {
    let before = after ?? NEWEST
    for (;;) {
      const last = (keyOfLast.get({ ...before, skipped: calls - 1 }) as CallKey | undefined) ?? null
      yield { before, last }
      if (!last) return
      before = last
      await nextTurn()
    }
  }
}
