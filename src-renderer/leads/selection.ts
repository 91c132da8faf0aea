/** Ticks or unticks one row. */
export function toggled<Id>(selected: ReadonlySet<Id>, id: Id): ReadonlySet<Id> {
  const next = new Set(selected)
  if (!next.delete(id)) next.add(id)
  return next
}

/** Ticks every row between the last touched one and this one, as holding Shift does everywhere. */
export function extended<Id>(
  selected: ReadonlySet<Id>,
  rows: readonly Id[],
  from: Id,
  to: Id,
): ReadonlySet<Id> {
  const [start, end] = [rows.indexOf(from), rows.indexOf(to)].sort((a, b) => a - b) as [number, number]
  if (start < 0) return toggled(selected, to)
  return new Set([...selected, ...rows.slice(start, end + 1)])
}

export type Ticked = 'none' | 'some' | 'all'

export function tickedAmong<Id>(selected: ReadonlySet<Id>, rows: readonly Id[]): Ticked {
  if (selected.size === 0 || rows.length === 0) return 'none'
  return rows.every((id) => selected.has(id)) ? 'all' : 'some'
}
