import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { Script, ScriptView } from '../../../src-preload/contract/campaigns.ts'
import type { ScriptStore } from '../../core/campaign/campaign-record.ts'
import type { Db } from './database.ts'
import { decodeCursor, page } from './reads/cursor.ts'

const Row = z.object({
  script_no: z.int(),
  script_id: z.string(),
  name: z.string(),
  version: z.int(),
  written_by: z.enum(['claude', 'builder', 'person']),
  note: z.string().nullable(),
  body: z.string(),
  created_at_ms: z.int(),
})

const SELECT = 'SELECT rowid AS script_no, * FROM script'
/** Scripts are only ever added, so the number of its row tells which one came later. */
const Key = z.tuple([z.int()])

export interface ScriptReads {
  /** Newest first, every version. */
  list(input: { limit: number; cursor?: string | undefined }): {
    items: ScriptView[]
    next_cursor: string | null
  }
}

export function sqliteScripts(db: Db): ScriptStore & ScriptReads {
  const byId = db.prepare(`${SELECT} WHERE script_id = ?`)
  const newest = db.prepare(
    `${SELECT} WHERE @before IS NULL OR rowid < @before ORDER BY rowid DESC LIMIT @limit`,
  )
  const insert = db.prepare(
    `INSERT INTO script (script_id, name, version, written_by, note, body, created_at_ms)
     VALUES (@scriptId, @name, (SELECT coalesce(max(version), 0) + 1 FROM script WHERE name = @name), @writtenBy, @note, @body, @atMs)`,
  )
  const insertOpening = db.prepare(
    `INSERT INTO lead_opening (script_id, lead_id, text, fact_ids) VALUES (?, ?, ?, ?)
     ON CONFLICT (script_id, lead_id) DO UPDATE SET text = excluded.text, fact_ids = excluded.fact_ids`,
  )
  const opening = db.prepare('SELECT text, fact_ids FROM lead_opening WHERE script_id = ? AND lead_id = ?')
  return {
    get(scriptId) {
      const row = byId.get(scriptId)
      return row === undefined ? null : toView(row)
    },
    list({ limit, cursor }) {
      const before = decodeCursor(cursor, Key)?.[0] ?? null
      return page(newest.all({ limit: limit + 1, before }), limit, toView, (row) => [
        Row.parse(row).script_no,
      ])
    },
    add(script, atMs) {
      const scriptId = `script_${randomBytes(12).toString('hex')}`
      insert.run({
        scriptId,
        name: script.name,
        writtenBy: script.writtenBy,
        note: script.note,
        body: JSON.stringify(script.body),
        atMs,
      })
      return toView(byId.get(scriptId))
    },
    saveOpenings: db.transaction((scriptId: string, openings: Parameters<ScriptStore['saveOpenings']>[1]) => {
      for (const { leadId, text, factIds } of openings)
        insertOpening.run(scriptId, leadId, text, JSON.stringify(factIds))
    }),
    opening(scriptId, leadId) {
      const row = opening.get(scriptId, leadId) as { text: string; fact_ids: string } | undefined
      return row
        ? { leadId, text: row.text, factIds: z.array(z.string()).parse(JSON.parse(row.fact_ids)) }
        : null
    },
  }
}

function toView(row: unknown): ScriptView {
  const { body, created_at_ms, ...script } = Row.parse(row)
  return ScriptView.parse({
    ...script,
    created_at: new Date(created_at_ms).toISOString(),
    script: Script.parse(JSON.parse(body)),
  })
}
