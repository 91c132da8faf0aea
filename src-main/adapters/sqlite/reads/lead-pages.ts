import { z } from 'zod'
import type { LeadListInput } from '../../../../src-preload/contract/leads.ts'
import type { Lead } from '../../../core/lead/lead.ts'
import type { Db } from '../database.ts'
import { SELECT_LEAD } from '../lead-store.ts'
import { SEARCH_IS_LIKE } from './lead-search.ts'

export type Sort = z.infer<typeof LeadListInput>['sort']
export const SORTS: readonly Sort[] = ['score', 'name', 'newest']
export const KeyShape = z.tuple([z.union([z.string(), z.number()]), z.string()])
export type Key = z.infer<typeof KeyShape>

export type KeysetPages = (after: Key | null, like: string | null, limit: number) => unknown[]

const ORDER: Readonly<Record<Sort, { column: string; direction: 'ASC' | 'DESC' }>> = {
  score: { column: 'l.score', direction: 'DESC' },
  name: { column: 'l.name COLLATE NOCASE', direction: 'ASC' },
  newest: { column: 'l.imported_at_ms', direction: 'DESC' },
}

/** Rows after a key: those that share it and have a higher id, then those beyond it. Each part runs straight along its index. */
export function keysetPages(db: Db, sort: Sort): KeysetPages {
  const { column, direction } = ORDER[sort]
  const where = (condition: string) =>
    db.prepare(
      `${SELECT_LEAD} WHERE ${condition} AND (@like IS NULL OR ${SEARCH_IS_LIKE}) ORDER BY ${column} ${direction}, l.lead_id LIMIT @limit`,
    )
  const first = where('1 = 1')
  const same = where(`${column} = @key AND l.lead_id > @id`)
  const beyond = where(`${column} ${direction === 'ASC' ? '>' : '<'} @key`)
  return (after, like, limit) => {
    if (!after) return first.all({ like, limit })
    const [key, id] = after
    const alike = same.all({ key, id, like, limit })
    return alike.length === limit
      ? alike
      : [...alike, ...beyond.all({ key, like, limit: limit - alike.length })]
  }
}

export function keyOf(sort: Sort, lead: Lead): Key {
  switch (sort) {
    case 'score':
      return [lead.score, lead.leadId]
    case 'name':
      return [lead.name, lead.leadId]
    case 'newest':
      return [lead.importedAtMs, lead.leadId]
  }
}
