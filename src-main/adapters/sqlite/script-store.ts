import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { Script, ScriptView } from '../../../src-preload/contract/campaigns.ts'
import type { ScriptStore } from '../../core/campaign/campaign-record.ts'
import type { Db } from './database.ts'

const Row = z.object({
  script_id: z.string(),
  name: z.string(),
  version: z.int(),
  written_by: z.enum(['claude', 'builder', 'person']),
  note: z.string().nullable(),
  body: z.string(),
  created_at_ms: z.int(),
})

export function sqliteScripts(db: Db): ScriptStore & { list(limit: number): ScriptView[] } {
  const byId = db.prepare('SELECT * FROM script WHERE script_id = ?')
  const newest = db.prepare('SELECT * FROM script ORDER BY created_at_ms DESC, version DESC LIMIT ?')
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
    get: (scriptId) => toView(byId.get(scriptId)),
    list: (limit) => newest.all(limit).flatMap((row) => toView(row) ?? []),
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
      const view = toView(byId.get(scriptId))
      if (!view) throw new Error('the script just stored is not there')
      return view
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

function toView(row: unknown): ScriptView | null {
  if (row === undefined) return null
  const { body, created_at_ms, ...script } = Row.parse(row)
  return ScriptView.parse({
    ...script,
    created_at: new Date(created_at_ms).toISOString(),
    script: Script.parse(JSON.parse(body)),
  })
}
