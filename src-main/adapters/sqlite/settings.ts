import type { Db } from './database.ts'

/** Small named values: cursors, the practice clock, flags. */
export interface Settings {
  read(name: string): unknown
  write(name: string, value: unknown): void
}

export function sqliteSettings(db: Db): Settings {
  const read = db.prepare('SELECT value FROM setting WHERE name = ?').pluck()
  const write = db.prepare(
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  )
  return {
    read(name) {
      const value = read.get(name) as string | undefined
      return value === undefined ? null : JSON.parse(value)
    },
    write: (name, value) => void write.run(name, JSON.stringify(value)),
  }
}
