import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'

/** Another Ridgeline uses the data folder; the message says which, for a person. */
export class FolderInUse extends Error {
  constructor(folder: string, holder: Holder | null) {
    const where = [holder && `process ${holder.pid}`, holder?.url && `at ${holder.url}`]
      .filter(Boolean)
      .join(', ')
    super(
      `Ridgeline is already running with the data folder ${folder}${where && ` (${where})`}. Use that one, close it, or choose another folder with --data-dir.`,
    )
    this.name = 'FolderInUse'
  }
}

export interface FolderClaim {
  /** Where this Ridgeline can be reached, for whoever comes second. Without its token: the file is no place for secrets. */
  reachableAt(url: string): void
  release(): void
}

const Holder = z.object({ pid: z.int(), url: z.string().nullable() })
type Holder = z.infer<typeof Holder>

/**
 * Takes the data folder for this program alone, before anything in it is touched; throws `FolderInUse`. The lock is
 * the operating system's, held through SQLite, so it is gone with the program however that ends.
 */
export function claimFolder(folder: string): FolderClaim {
  const note = join(folder, 'running.json')
  const lock = new Database(join(folder, 'running.lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))
      throw new FolderInUse(folder, holderOf(note))
    throw error
  }
  const write = (url: string | null) =>
    writeFileSync(note, JSON.stringify({ pid: process.pid, url } satisfies Holder), { mode: 0o600 })
  write(null)
  return {
    reachableAt: write,
    release() {
      rmSync(note, { force: true })
      lock.close()
    },
  }
}

/** Null when the note is missing or left over from a program that is gone. */
function holderOf(note: string): Holder | null {
  try {
    const holder = Holder.parse(JSON.parse(readFileSync(note, 'utf8')))
    process.kill(holder.pid, 0)
    return holder
  } catch {
    return null
  }
}
