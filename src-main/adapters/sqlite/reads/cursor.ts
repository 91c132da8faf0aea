import { z } from 'zod'
import { Refused } from '../../../core/refused.ts'

/** Keyset paging: the cursor is the sort key of the last row, opaque to the caller. */
export const encodeCursor = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url')

/** Refuses a cursor that this list did not hand out. */
export function decodeCursor<T extends z.ZodType>(cursor: string | undefined, key: T): z.infer<T> | null {
  if (cursor === undefined) return null
  try {
    return key.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw new Refused(
      'invalid_input',
      'The cursor is not valid',
      'Use the next_cursor of the previous page, or leave it out to start from the beginning.',
    )
  }
}

export interface PageInput {
  limit: number
  cursor?: string | undefined
}

export interface Page<View> {
  items: View[]
  next_cursor: string | null
}

/** Cuts one row too many into a page and its cursor. */
export function page<Row, View>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => View,
  keyOf: (row: Row) => readonly (string | number)[],
): Page<View> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(view),
    next_cursor: rows.length > limit && last ? encodeCursor(keyOf(last)) : null,
  }
}

/** Key of lists in order of time. */
export const TimeKey = z.tuple([z.number(), z.string()])

/** Where such a list goes on, as its statement asks for it; both null at its beginning. */
export function afterTime(cursor: string | undefined): { afterMs: number | null; afterId: string | null } {
  const [afterMs = null, afterId = null] = decodeCursor(cursor, TimeKey) ?? []
  return { afterMs, afterId }
}

export const iso = (atMs: number): string => new Date(atMs).toISOString()
export const isoOrNull = (atMs: number | null): string | null => (atMs === null ? null : iso(atMs))

/** Words of a search as an FTS5 query: every word, the last one as a prefix; quoting keeps operators harmless. */
export function ftsQuery(text: string): string | null {
  const words = text.match(/[\p{L}\p{N}']+/gu) ?? []
  if (words.length === 0) return null
  return words.map((word, i) => `"${word.replaceAll('"', '')}"${i === words.length - 1 ? '*' : ''}`).join(' ')
}
