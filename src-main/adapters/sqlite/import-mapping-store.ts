import { ColumnMapping, type ImportKind } from '../../../src-preload/contract/leads.ts'
import type { Db } from './database.ts'

/** How a person corrected the columns of an export, found again by its headers. */
export interface ImportMappings {
  remembered(kind: ImportKind, headers: string): ColumnMapping | null
  remember(kind: ImportKind, headers: string, mapping: ColumnMapping, atMs: number): void
}

export function sqliteImportMappings(db: Db): ImportMappings {
  const read = db.prepare('SELECT mapping FROM import_mapping WHERE kind = ? AND headers = ?').pluck()
  const write = db.prepare(
    `INSERT INTO import_mapping (kind, headers, mapping, saved_at_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT (kind, headers) DO UPDATE SET mapping = excluded.mapping, saved_at_ms = excluded.saved_at_ms`,
  )
  return {
    remembered(kind, headers) {
      const mapping = read.get(kind, headers) as string | undefined
      return mapping === undefined ? null : ColumnMapping.parse(JSON.parse(mapping))
    },
    remember: (kind, headers, mapping, atMs) =>
      void write.run(kind, headers, JSON.stringify(mapping), Math.round(atMs)),
  }
}
