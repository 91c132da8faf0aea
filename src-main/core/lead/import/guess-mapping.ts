import type { ColumnMapping, ImportKind, UnusedColumn } from '../../../../src-preload/contract/leads.ts'
import { fieldsOf } from './fields.ts'

/** Headers as the screens show them: named when empty, numbered when doubled, so that each is one column. */
export function columnNames(cells: readonly string[]): string[] {
  const used = new Map<string, number>()
  return cells.map((cell, i) => {
    const name = cell.trim() || `Column ${i + 1}`
    const count = (used.get(name) ?? 0) + 1
    used.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  })
}

/** Columns that feed nothing: because they repeat the name of one that does, or because nobody knows what they are. */
export function unusedColumns(headers: readonly string[], mapping: ColumnMapping): UnusedColumn[] {
  return headers.flatMap((header) => {
    const isUsed = Object.hasOwn(mapping, header) && mapping[header] !== null
    if (isUsed || /^Column \d+$/.test(header)) return []
    const first = header.replace(/ \(\d+\)$/, '')
    return [{ header, why: first !== header && headers.includes(first) ? 'doubled' : 'unknown' }]
  })
}

/** `ownerFirstName`, `OWNER_FIRST-NAME`, `Owner: First Name*` are all "owner first name". */
export function plainHeader(header: string): string {
  return header
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\(\d+\)$/, '')
    .replace(/a\.i\./g, 'ai')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/ c$/, '')
}

/** Which field each column feeds. Objects made from headers have no prototype, so "__proto__" is a header like any other. */
export function guessMapping(headers: readonly string[], kind: ImportKind): ColumnMapping {
  const mapping: ColumnMapping = Object.create(null)
  const plain = headers.map(plainHeader)
  for (const header of headers) mapping[header] = null
  const put = (column: number, field: string) => {
    const header = headers[column]
    if (header !== undefined) mapping[header] = field
  }
  const free = (column: number) => mapping[headers[column] ?? ''] === null

  const phoneFields = fieldsOf(kind)
    .map(({ field }) => field)
    .filter((field) => /^phone(_\d)?$/.test(field))
  const phones = phoneColumns(plain)
  for (const [i, field] of phoneFields.entries()) put(phones[i] ?? -1, field)
  for (const { field, is } of fieldsOf(kind)) {
    const column = plain.findIndex((header, i) => free(i) && is.test(header))
    if (column >= 0) put(column, field)
  }
  return mapping
}

/** Columns that hold phones, the likeliest to reach the homeowner first. */
function phoneColumns(headers: readonly string[]): number[] {
  return headers
    .map((header, column) => ({ column, rank: phoneRank(header) }))
    .filter(({ rank }) => rank < NOT_A_PHONE)
    .sort((a, b) => a.rank - b.rank || a.column - b.column)
    .map(({ column }) => column)
}

const NOT_A_PHONE = 9

function phoneRank(header: string): number {
  if (!/\b(phones?|mobile|cell|cellphone|tel|telephone|landline|phone1)\b|^(number|dnc)$/.test(header))
    return NOT_A_PHONE
  if (
    /\b(ext|extension|type|opt|consent|carrier|status|fax|code|valid|verified|label|dnd|notes?|calls?)\b/.test(
      header,
    )
  )
    return NOT_A_PHONE
  if (/\b(alt|alternate|secondary|second|other|additional|spouse)\b|\b[2-9]$/.test(header)) return 4
  if (/\b(work|office|business|company)\b/.test(header)) return 5
  if (/\b(mobile|cell|cellphone)\b/.test(header)) return 1
  if (/\b(home|landline|house)\b/.test(header)) return 2
  return 0
}

/** What a file holds, by which kind of column it has. */
export function detectKind(headers: readonly string[]): ImportKind {
  const fed = (kind: ImportKind) =>
    new Set(Object.values(guessMapping(headers, kind)).filter((field) => field !== null))
  const lead = fed('leads')
  const job = fed('neighborhood_jobs')
  if (job.has('completed_on') && !lead.has('phone') && job.size >= 3) return 'neighborhood_jobs'
  const about = ['name', 'first_name', 'last_name', 'street', 'zip', 'email', 'roof_age', 'consent_ai_calls']
  if (lead.has('phone') && !about.some((field) => lead.has(field))) return 'suppressions'
  return 'leads'
}

/** The same headers in any order are the same export, so a corrected mapping is found again. */
export const headerFingerprint = (headers: readonly string[]): string => JSON.stringify([...headers].sort())
