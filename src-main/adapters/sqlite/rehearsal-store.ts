import { z } from 'zod'
import type { RehearsalId, ScriptId } from '../../../src-preload/contract/primitives.ts'
import { RehearsalReport, type RehearsalView } from '../../../src-preload/contract/rehearsals.ts'
import type { RehearsalRecord, RehearsalStore } from '../../core/campaign/rehearsals.ts'
import { found } from '../../core/refused.ts'
import type { Db } from './database.ts'
import { decodeCursor, iso, isoOrNull, page, TimeKey } from './reads/cursor.ts'

const Row = z.object({
  rehearsal_id: z.string(),
  script_id: z.string(),
  script_version: z.int(),
  played_by: z.enum(['homeowners', 'own-voice']),
  status: z.enum(['running', 'done', 'failed']),
  done: z.int(),
  total: z.int(),
  started_at_ms: z.int(),
  finished_at_ms: z.int().nullable(),
  reason: z.string().nullable(),
  report: z.string().nullable(),
})
type Row = z.infer<typeof Row>

export interface RehearsalReads {
  view(rehearsalId: string): RehearsalView
  /** Newest first, without their reports. */
  list(input: { limit: number; cursor?: string | undefined; script_id?: string | undefined }): {
    items: RehearsalView[]
    next_cursor: string | null
  }
}

export function sqliteRehearsals(db: Db): RehearsalStore & RehearsalReads {
  const insert = db.prepare(
    `INSERT INTO rehearsal (rehearsal_id, script_id, played_by, status, done, total, started_at_ms, finished_at_ms, reason, report)
     VALUES (@rehearsalId, @scriptId, @by, @status, @done, @total, @startedAtMs, @finishedAtMs, @reason, @report)`,
  )
  const update = db.prepare(
    `UPDATE rehearsal SET status = @status, done = @done, finished_at_ms = @finishedAtMs, reason = @reason, report = @report
     WHERE rehearsal_id = @rehearsalId`,
  )
  const byId = db.prepare(
    'SELECT r.*, s.version AS script_version FROM rehearsal r JOIN script s USING (script_id) WHERE rehearsal_id = ?',
  )
  const running = db.prepare(`SELECT rehearsal_id FROM rehearsal WHERE status = 'running'`).pluck()
  const listed = db.prepare(
    `SELECT r.rehearsal_id, r.script_id, s.version AS script_version, r.played_by, r.status, r.done, r.total, r.started_at_ms, r.finished_at_ms, r.reason, NULL AS report
     FROM rehearsal r JOIN script s USING (script_id)
     WHERE (@scriptId IS NULL OR r.script_id = @scriptId) AND (r.started_at_ms, r.rehearsal_id) < (@beforeMs, @beforeId)
     ORDER BY r.started_at_ms DESC, r.rehearsal_id DESC LIMIT @limit`,
  )
  const get = (rehearsalId: string): RehearsalRecord | null => {
    const row = byId.get(rehearsalId)
    return row === undefined ? null : toRecord(Row.parse(row))
  }
  return {
    get,
    add: (rehearsal) => void insert.run(toColumns(rehearsal)),
    change(rehearsalId, changes) {
      const known = found(get(rehearsalId), 'rehearsal', rehearsalId)
      update.run(toColumns({ ...known, ...changes }))
    },
    running: () => running.all() as string[],
    view(rehearsalId) {
      const row = found(byId.get(rehearsalId), 'rehearsal', rehearsalId)
      return toView(Row.parse(row))
    },
    list({ limit, cursor, script_id }) {
      const before = decodeCursor(cursor, TimeKey)
      const rows = listed
        .all({
          scriptId: script_id ?? null,
          beforeMs: before?.[0] ?? Number.MAX_SAFE_INTEGER,
          beforeId: before?.[1] ?? '',
          limit: limit + 1,
        })
        .map((row) => Row.parse(row))
      return page(rows, limit, toView, (row) => [row.started_at_ms, row.rehearsal_id])
    },
  }
}

const toColumns = ({ report, ...rehearsal }: RehearsalRecord) => ({
  ...rehearsal,
  report: report === null ? null : JSON.stringify(report),
})

const reportOf = ({ report }: Row): RehearsalReport | null =>
  report === null ? null : RehearsalReport.parse(JSON.parse(report))

const toRecord = (row: Row): RehearsalRecord => ({
  rehearsalId: row.rehearsal_id,
  scriptId: row.script_id,
  by: row.played_by,
  status: row.status,
  done: row.done,
  total: row.total,
  startedAtMs: row.started_at_ms,
  finishedAtMs: row.finished_at_ms,
  reason: row.reason,
  report: reportOf(row),
})

const toView = (row: Row): RehearsalView => ({
  rehearsal_id: row.rehearsal_id as RehearsalId,
  script_id: row.script_id as ScriptId,
  script_version: row.script_version,
  by: row.played_by,
  status: row.status,
  done: row.done,
  total: row.total,
  started_at: iso(row.started_at_ms),
  finished_at: isoOrNull(row.finished_at_ms),
  reason: row.reason,
  report: reportOf(row),
})
