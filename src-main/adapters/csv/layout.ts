import type { ColumnMapping, ImportKind } from '../../../src-preload/contract/leads.ts'
import { columnNames, detectKind, guessMapping } from '../../core/lead/import/guess-mapping.ts'
import type { PhoneNumbers } from '../../core/lead/phone-numbers.ts'
import { type CsvRecord, RecordReader } from './csv-records.ts'
import { LineSplitter } from './physical-lines.ts'
import type { TextEncoding } from './text-encoding.ts'

/** How a file is written, from its first part. */
export interface Layout {
  readonly encoding: TextEncoding
  readonly newline: '\n' | '\r'
  readonly delimiter: string
  readonly headers: readonly string[]
  /** False for a bare list: then the first line is data like the others. */
  readonly hasHeader: boolean
  readonly sampleRows: readonly (readonly string[])[]
  /** The first line that cannot be read, by its number in the file from 1; null when all of the first part can. */
  readonly unreadable: { readonly line: number; readonly reason: string } | null
}

const DELIMITERS = [',', ';', '\t', '|'] as const
const SAMPLE_ROWS = 20

export function layoutOf(head: Uint8Array, encoding: TextEncoding, phones: PhoneNumbers): Layout | null {
  const text = new TextDecoder(encoding.name).decode(head)
  const newline = text.includes('\n') || !text.includes('\r') ? '\n' : '\r'
  const delimiter = delimiterOf(text, newline)
  const { records, unreadable } = recordsIn(text, newline, delimiter)
  const first = records[0]
  if (!first) return null
  const hasHeader = !looksLikeData(first, phones)
  const headers = columnNames(hasHeader ? first : first.map(() => ''))
  const sampleRows = records.slice(hasHeader ? 1 : 0).slice(0, SAMPLE_ROWS)
  return {
    encoding,
    newline,
    delimiter,
    headers,
    hasHeader,
    sampleRows: sampleRows.map((row) => headers.map((_, i) => row[i] ?? '')),
    unreadable,
  }
}

/** Guessed from the headers, or, in a bare list, from the cells that read as a phone number. */
export function guessFor(layout: Layout, kind: ImportKind, phones: PhoneNumbers): ColumnMapping {
  const mapping = guessMapping(layout.headers, kind)
  if (layout.hasHeader) return mapping
  const first = layout.sampleRows[0] ?? []
  const header = layout.headers[first.findIndex((cell) => phones.read(cell).ok)]
  if (header !== undefined) mapping[header] = 'phone'
  return mapping
}

export const kindOf = (layout: Layout): ImportKind =>
  layout.hasHeader ? detectKind(layout.headers) : 'suppressions'

/** The sign that divides the first lines most often and most evenly. */
function delimiterOf(text: string, newline: string): string {
  const lines = text.split(newline, 30).filter((line) => line.trim() !== '')
  const scored = DELIMITERS.map((delimiter) => {
    const counts = lines.map((line) => line.replace(/"(?:[^"]|"")*"/g, '').split(delimiter).length - 1)
    const inHeader = counts[0] ?? 0
    const alike = counts.filter((count) => count === inHeader).length
    return { delimiter, score: inHeader === 0 ? 0 : inHeader * (alike / Math.max(1, counts.length)) }
  })
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).delimiter
}

type Unreadable = NonNullable<Layout['unreadable']>

/**
 * The first records, and the first line that cannot be read. A record that is still open where the first part of the
 * file ends is no fault of the file, unless no row at all came before it: then it is what keeps the rows from being read.
 */
function recordsIn(
  text: string,
  newline: '\n' | '\r',
  delimiter: string,
): { records: string[][]; unreadable: Unreadable | null } {
  const splitter = new LineSplitter(newline)
  let columns = 0
  const reader = new RecordReader(delimiter, () => columns)
  const found: string[][] = []
  let unreadable: Unreadable | null = null
  const keep = (record: CsvRecord) => {
    if ('reason' in record) unreadable ??= record
    else if (record.cells.some((cell) => cell.trim() !== '')) {
      columns ||= record.cells.length
      found.push([...record.cells])
    }
  }
  for (const line of splitter.feed(text)) {
    for (const record of reader.feed(line)) keep(record)
    if (found.length > SAMPLE_ROWS + 1) break
  }
  if (found.length <= SAMPLE_ROWS) {
    for (const line of splitter.finish()) for (const record of reader.feed(line)) keep(record)
    if (found.length <= 1) for (const record of reader.finish()) keep(record)
  }
  return { records: found, unreadable }
}

/** A list without headers begins with a phone number; no header does. */
function looksLikeData(cells: readonly string[], phones: PhoneNumbers): boolean {
  const known = Object.values(guessMapping(columnNames(cells), 'leads')).some((field) => field !== null)
  return !known && cells.some((cell) => phones.read(cell).ok)
}
