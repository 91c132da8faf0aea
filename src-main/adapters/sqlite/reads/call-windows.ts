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

/** All that comes after a call, in one stretch. */
export const restOfCalls = (after: CallKey | null): CallWindow => ({ before: after ?? NEWEST, last: null })

/** Walks down the list from a call on. Between two stretches everything else has its turn, however many calls there are. */
export function callWindows(db: Db): (after: CallKey | null) => AsyncGenerator<CallWindow> {
  const keyOfLast = db.prepare(
    `SELECT listed_at_ms AS atMs, call_id AS id FROM voice_call
     WHERE (listed_at_ms, call_id) < (@atMs, @id)
     ORDER BY listed_at_ms DESC, call_id DESC LIMIT 1 OFFSET ${WINDOW_CALLS - 1}`,
  )
  return async function* (after) {
    let before = after ?? NEWEST
    for (;;) {
      const last = (keyOfLast.get(before) as CallKey | undefined) ?? null
      yield { before, last }
      if (!last) return
      before = last
      await nextTurn()
    }
  }
}
