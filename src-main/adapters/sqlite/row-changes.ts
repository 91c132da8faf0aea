import type { Db } from './database.ts'

/**
 * Writes those fields of a row that changed, and no others; `columns` tells where each stands. Lists are kept as JSON,
 * booleans as 0 and 1, and numbers are rounded: monotonic milliseconds may carry fractions, which STRICT integer columns
 * do not take.
 */
export function rowChanges<Changes extends object>(
  db: Db,
  table: { readonly name: string; readonly key: string },
  columns: Readonly<Record<keyof Changes & string, string>>,
): (id: string, changes: Changes) => void {
  // Calls change many times a second, always in the same few ways.
  const statements = new Map<string, ReturnType<Db['prepare']>>()
  return (id, changes) => {
    const names = Object.keys(changes) as (keyof Changes & string)[]
    if (names.length === 0) return
    const assignments = names.map((name) => `${columns[name]} = @${name}`).join(', ')
    let statement = statements.get(assignments)
    if (!statement) {
      statement = db.prepare(`UPDATE ${table.name} SET ${assignments} WHERE ${table.key} = @rowId`)
      statements.set(assignments, statement)
    }
    const values = Object.entries(changes).map(([name, value]) => [name, toColumn(value)])
    statement.run({ rowId: id, ...Object.fromEntries(values) })
  }
}

function toColumn(value: unknown): unknown {
  if (Array.isArray(value)) return JSON.stringify(value)
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'number' ? Math.round(value) : value
}
