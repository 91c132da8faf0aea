import { z } from 'zod'
import type { DoNotCallList } from '../../../src-preload/contract/compliance.ts'
import type { Registry } from '../../core/compliance/gate-facts.ts'
import { LIST_GOOD_FOR_DAYS, NATIONAL } from '../../core/compliance/registry-rules.ts'
import { DAY_MS } from '../../core/time.ts'
import type { Db } from './database.ts'
import { iso } from './reads/cursor.ts'

export interface DoNotCallLists {
  /** What the lists say that could speak of a call to this place; a state without an upload has none. */
  registries(phone: string, states: readonly string[]): Registry[]
  lists(nowMs: number): DoNotCallList[]
  /** Takes the place of the last upload of this list, all or nothing. */
  replaceList(list: string, phones: Iterable<string>, asOfMs: number, source: string, atMs: number): void
}

/** The national do-not-call registry and those of states, as they were uploaded. */
export function doNotCallLists(db: Db): DoNotCallLists {
  const all = db.prepare('SELECT * FROM do_not_call_list ORDER BY list')
  const about = db.prepare(
    `SELECT l.list, l.as_of_ms, EXISTS (SELECT 1 FROM do_not_call_entry e WHERE e.list = l.list AND e.phone = ?) AS listed
     FROM do_not_call_list l ORDER BY l.list`,
  )
  const forgetEntries = db.prepare('DELETE FROM do_not_call_entry WHERE list = ?')
  const saveList = db.prepare(
    `INSERT INTO do_not_call_list (list, as_of_ms, numbers, source, imported_at_ms) VALUES (@list, @asOfMs, 0, @source, @atMs)
     ON CONFLICT (list) DO UPDATE SET as_of_ms = excluded.as_of_ms, numbers = 0, source = excluded.source, imported_at_ms = excluded.imported_at_ms`,
  )
  const addEntry = db.prepare(
    'INSERT INTO do_not_call_entry (list, phone) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const countList = db.prepare(
    'UPDATE do_not_call_list SET numbers = (SELECT count(*) FROM do_not_call_entry e WHERE e.list = do_not_call_list.list) WHERE list = ?',
  )
  return {
    registries: (phone, states) =>
      about
        .all(phone)
        .map((row) => RegistryRow.parse(row))
        .filter(({ list }) => list === NATIONAL || states.includes(list))
        .map(({ list, as_of_ms, listed }) => ({ list, asOfMs: as_of_ms, listed: listed === 1 })),
    lists: (nowMs) =>
      all.all().map((row) => {
        const { list, as_of_ms, numbers, source, imported_at_ms } = ListRow.parse(row)
        return {
          list,
          as_of: iso(as_of_ms),
          numbers,
          source,
          imported_at: iso(imported_at_ms),
          outdated: nowMs - as_of_ms > LIST_GOOD_FOR_DAYS * DAY_MS,
        }
      }),
    replaceList: db.transaction<DoNotCallLists['replaceList']>((list, phones, asOfMs, source, atMs) => {
      saveList.run({ list, asOfMs: Math.round(asOfMs), source, atMs: Math.round(atMs) })
      forgetEntries.run(list)
      for (const phone of phones) addEntry.run(list, phone)
      countList.run(list)
    }),
  }
}

const RegistryRow = z.object({ list: z.string(), as_of_ms: z.int(), listed: z.int() })
const ListRow = z.object({
  list: z.string(),
  as_of_ms: z.int(),
  numbers: z.int(),
  source: z.string(),
  imported_at_ms: z.int(),
})
