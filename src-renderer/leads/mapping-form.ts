import type { ColumnMapping, ImportPreview } from '../../src-preload/contract/leads.ts'

type Fields = ImportPreview['fields']

/** Points a column at a field. A field takes one column, so the column that fed it before is left out. */
export function mapColumn(mapping: ColumnMapping, header: string, field: string | null): ColumnMapping {
  const next: ColumnMapping = { ...mapping, [header]: field }
  if (field === null) return next
  for (const other of Object.keys(next)) if (other !== header && next[other] === field) next[other] = null
  return next
}

/** Required fields that no column feeds yet: the import cannot run before they are found. */
export function missingFields(mapping: ColumnMapping, fields: Fields): Fields {
  const fed = new Set(Object.values(mapping))
  return fields.filter((field) => field.required && !fed.has(field.field))
}

const EVIDENCE = ['consent_ai_calls', 'consent_captured_at', 'consent_text', 'consent_seller']

/** What keeps the A.I. from calling anybody of this file, however well the rest of it fits; null when nothing does. */
export function consentConcern(mapping: ColumnMapping, fields: Fields): string | null {
  const fed = new Set(Object.values(mapping))
  const missing = fields.filter(({ field }) => EVIDENCE.includes(field) && !fed.has(field))
  if (missing.length === 0) return null
  return missing.length === EVIDENCE.length
    ? 'No column holds a written consent. These leads can be imported, but the A.I. may call none of them until a consent is on file for their numbers.'
    : `A consent counts with all of its evidence only. Without a column for ${missing.map(({ label }) => label).join(', ')} the A.I. may call nobody by this file.`
}

/** The fields as a select offers them, grouped as the core groups them. */
export function fieldChoices(fields: Fields) {
  const groups = new Map<string, { value: string; label: string }[]>()
  for (const { field, label, group, required } of fields) {
    const items = groups.get(group) ?? []
    items.push({ value: field, label: required ? `${label} (required)` : label })
    groups.set(group, items)
  }
  return [...groups].map(([group, items]) => ({ group, items }))
}

/** Up to three values of a column, so that a person sees what it holds. */
export function sampleOf(preview: ImportPreview, header: string): string {
  const column = preview.headers.indexOf(header)
  const values = preview.sample_rows.map((row) => row[column]?.trim() ?? '').filter(Boolean)
  return [...new Set(values)].slice(0, 3).join(' · ')
}
