/** What a restart would find in a data folder. The folder itself is left as it is: a copy is opened. */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'

/** Which database keeps events, and in which table. */
export const KEEPERS = {
  relay: { file: 'relay.db', table: 'event' },
  desktop: { file: 'ridgeline.db', table: 'relay_inbox' },
} as const
export type Keeper = keyof typeof KEEPERS

export interface Kept {
  readonly eventIds: ReadonlySet<string>
  readonly intact: boolean
}

export const keptIn = (folder: string, keeper: Keeper = 'relay'): Kept =>
  inCopyOf(folder, (copy) => readKept(copy, keeper))

/** What the relay was told that the desktop has committed, by number. */
export function acknowledgedAt(relayFolder: string): { readonly seq: number; readonly eventId: string }[] {
  return inCopyOf(relayFolder, (copy) => {
    const db = new Database(join(copy, KEEPERS.relay.file))
    try {
      const rows = db
        .prepare(
          'SELECT seq, event_id AS eventId FROM event WHERE seq <= (SELECT acknowledged_seq FROM relay) ORDER BY seq',
        )
        .all()
      return z.array(z.object({ seq: z.number(), eventId: z.string() })).parse(rows)
    } finally {
      db.close()
    }
  })
}

const Rows = z.array(z.string())

/** Recovers and may change the database in `folder`, as any program that opens it does. */
export function readKept(folder: string, keeper: Keeper): Kept {
  const { file, table } = KEEPERS[keeper]
  const path = join(folder, file)
  if (!existsSync(path)) return { eventIds: new Set(), intact: true }
  const db = new Database(path)
  try {
    const intact = db.pragma('integrity_check', { simple: true }) === 'ok'
    const hasTables = db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(table) !== undefined
    const ids = hasTables ? Rows.parse(db.prepare(`SELECT event_id FROM ${table}`).pluck().all()) : []
    return { eventIds: new Set(ids), intact }
  } catch (cause) {
    if (cause instanceof Database.SqliteError) return { eventIds: new Set(), intact: false }
    throw cause
  } finally {
    db.close()
  }
}

function inCopyOf<T>(folder: string, look: (copy: string) => T): T {
  const copy = mkdtempSync(join(tmpdir(), 'crash-copy-'))
  try {
    if (existsSync(folder)) cpSync(folder, copy, { recursive: true })
    return look(copy)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}
