/** What a restart would find in a data folder. The folder itself is left as it is: a copy is opened. */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'

export interface Kept {
  readonly eventIds: ReadonlySet<string>
  readonly intact: boolean
}

export function keptIn(dataDir: string): Kept {
  const folder = mkdtempSync(join(tmpdir(), 'relay-copy-'))
  try {
    if (existsSync(dataDir)) cpSync(dataDir, folder, { recursive: true })
    return readKept(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const Rows = z.array(z.string())

/** Recovers and may change the database in `folder`, as any program that opens it does. */
export function readKept(folder: string): Kept {
  const file = join(folder, 'relay.db')
  if (!existsSync(file)) return { eventIds: new Set(), intact: true }
  const db = new Database(file)
  try {
    const intact = db.pragma('integrity_check', { simple: true }) === 'ok'
    const hasTables = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'event'").get() !== undefined
    const ids = hasTables ? Rows.parse(db.prepare('SELECT event_id FROM event').pluck().all()) : []
    return { eventIds: new Set(ids), intact }
  } catch (cause) {
    if (cause instanceof Database.SqliteError) return { eventIds: new Set(), intact: false }
    throw cause
  } finally {
    db.close()
  }
}
