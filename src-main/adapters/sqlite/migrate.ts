import type Database from 'better-sqlite3'

export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

/**
 * Brings an opened database up to the newest version, each step in its own transaction.
 * Throws when the file was written by a newer Ridgeline: an old program must not guess. Throws when versions do not
 * ascend: of two with one number, a file that has the first would never get the second.
 */
export function migrate(db: Database.Database, migrations: readonly Migration[]): void {
  const current = db.pragma('user_version', { simple: true }) as number
  const newest = migrations.at(-1)?.version ?? 0
  if (current > newest) {
    throw new Error(
      `The data folder was written by a newer Ridgeline (schema ${current}, this one knows ${newest}). Update Ridgeline, or choose another --data-dir.`,
    )
  }
  for (const [at, { version, name }] of migrations.entries())
    if (version <= (migrations[at - 1]?.version ?? 0))
      throw new Error(`The migration "${name}" has the number ${version}, which is taken.`)
  for (const migration of migrations) {
    if (migration.version <= current) continue
    db.transaction(() => {
      db.exec(migration.sql)
      db.pragma(`user_version = ${migration.version}`)
    }).immediate()
  }
}
