import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type {
  ColumnMapping,
  ImportProgress,
  ImportResult,
  MergedLine,
  SkippedLine,
  UnusedColumn,
} from '../../../src-preload/contract/leads.ts'
import { fieldChoices } from '../../core/lead/import/fields.ts'
import { unusedColumns } from '../../core/lead/import/guess-mapping.ts'
import type { ImportTarget, Merged, Written } from '../../core/lead/import/lead-target.ts'
import { cleanText } from '../../core/lead/import/parse-value.ts'
import { hashOf } from '../../core/lead/import/row-hash.ts'
import { RowReader } from '../../core/lead/import/row-reader.ts'
import { SLICE_MS } from '../../core/slices.ts'
import type { Transactions } from '../../core/transactions.ts'
import { csvLine } from './csv-cell.ts'
import { type CsvRecord, RecordReader } from './csv-records.ts'
import type { Layout } from './layout.ts'
import { LineSplitter } from './physical-lines.ts'
import type { SpooledFile } from './spool.ts'

/** Rows read before they are written. */
export const BATCH_ROWS = 500
const SHOWN_SKIPS = 1_000
const SHOWN_UNCLEAR_LINES = 5
const SHOWN_MERGED_LINES = 5

export interface ImportRunParts {
  readonly file: SpooledFile
  readonly layout: Layout
  readonly mapping: ColumnMapping
  readonly target: ImportTarget
  readonly transactions: Transactions
  readonly skippedPath: string
}

interface Pending {
  readonly line: number
  readonly cells: readonly string[]
  readonly write: () => Written
}

/** One pass over a file. Work is cut into slices, so that calls and screens never wait for an import. */
export class ImportRun {
  readonly #parts: ImportRunParts
  readonly #row: RowReader
  readonly #result = { imported: 0, updated: 0, skipped: 0, merged: 0 }
  readonly #shownSkips: SkippedLine[] = []
  #unkeptSkips: SkippedLine[] = []
  #skipsAreKept = false
  readonly #merged: MergedLine[] = []
  readonly #unclear = new Map<string, { count: number; lines: number[] }>()
  #withoutConsent = 0
  readonly #unusedColumns: UnusedColumn[]
  #pending: Pending[] = []
  #headerSeen: boolean
  #rows = 0
  #bytes = 0
  #sliceEndsAtMs = 0

  constructor(parts: ImportRunParts) {
    this.#parts = parts
    this.#row = new RowReader(parts.layout.headers, parts.mapping)
    this.#headerSeen = !parts.layout.hasHeader
    this.#unusedColumns = unusedColumns(parts.layout.headers, parts.mapping)
  }

  async *progress(): AsyncGenerator<ImportProgress> {
    const { file, layout } = this.#parts
    const decoder = new TextDecoder(layout.encoding.name)
    const splitter = new LineSplitter(layout.newline)
    const reader = new RecordReader(layout.delimiter, () => layout.headers.length)
    this.#sliceEndsAtMs = performance.now() + SLICE_MS
    for await (const chunk of file.chunks()) {
      this.#bytes += chunk.length
      for (const line of splitter.feed(decoder.decode(chunk, { stream: true }))) {
        for (const record of reader.feed(line)) this.#take(record)
        if (this.#pending.length >= BATCH_ROWS) {
          await this.#write()
          yield this.#soFar()
        } else if (this.#sliceIsOver()) await this.#rest()
      }
    }
    for (const line of splitter.feed(decoder.decode()))
      for (const record of reader.feed(line)) this.#take(record)
    for (const line of splitter.finish()) for (const record of reader.feed(line)) this.#take(record)
    for (const record of reader.finish()) this.#take(record)
    await this.#write()
    for (const count of this.#parts.target.withoutConsent?.() ?? []) {
      this.#withoutConsent += count
      await this.#rest()
    }
    yield this.#soFar()
  }

  /** No line at all but the column names. */
  get sawNoRow(): boolean {
    return this.#rows === 0 && this.#result.skipped === 0
  }

  get result(): ImportResult {
    const total = this.#result.skipped
    const skippedFile = total > this.#shownSkips.length ? this.#parts.skippedPath : null
    const all = skippedFile === null ? [] : [`All ${total} skipped lines are listed in ${skippedFile}.`]
    return {
      imported: this.#result.imported,
      updated: this.#result.updated,
      skipped: this.#shownSkips.toSorted((a, b) => a.line - b.line),
      skipped_total: total,
      skipped_file: skippedFile,
      merged: this.#merged,
      merged_total: this.#result.merged,
      unused_columns: this.#unusedColumns,
      warnings: [
        ...unusedWarnings(this.#unusedColumns),
        ...this.#consentWarnings(),
        ...this.#unclearWarnings(),
        ...all,
      ],
    }
  }

  #take(record: CsvRecord): void {
    if ('reason' in record) return this.#skip(record)
    const { cells, line } = record
    if (!this.#headerSeen) {
      this.#headerSeen = true
      return
    }
    if (cells.every((cell) => cell.trim() === '')) return
    this.#rows++
    const width = this.#parts.layout.headers.length
    const excerpt = () => cells.join(this.#parts.layout.delimiter)
    if (cells.length > width && cells.slice(width).some((cell) => cell.trim() !== '')) {
      return this.#skip({
        line,
        reason: `has ${cells.length} cells where the header has ${width}`,
        excerpt: excerpt(),
      })
    }
    const read = this.#parts.target.read(this.#row.turnTo(cells), line, hashOf(cells))
    for (const field of this.#row.unclear) this.#noteUnclear(field, line)
    if (typeof read === 'function') this.#pending.push({ line, cells, write: read })
    else this.#skip({ line, reason: read.reason, excerpt: excerpt() })
  }

  #skip({ line, reason, excerpt }: SkippedLine): void {
    this.#result.skipped++
    const skipped = {
      line,
      reason,
      excerpt: Buffer.from((cleanText(excerpt, 80) ?? '').slice(0, 80)).toString(),
    }
    if (this.#shownSkips.length < SHOWN_SKIPS) this.#shownSkips.push(skipped)
    else this.#unkeptSkips.push(skipped)
    if (this.#unkeptSkips.length >= BATCH_ROWS) this.#keepSkips()
  }

  /** The file holds every skipped line, the shown ones too: it begins with them. */
  #keepSkips(): void {
    if (this.#unkeptSkips.length === 0) return
    const { skippedPath } = this.#parts
    if (!this.#skipsAreKept) {
      mkdirSync(dirname(skippedPath), { recursive: true, mode: 0o700 })
      this.#unkeptSkips.unshift(...this.#shownSkips)
      appendFileSync(skippedPath, csvLine(['line', 'reason', 'begins with']), { mode: 0o600 })
      this.#skipsAreKept = true
    }
    const lines = this.#unkeptSkips.map(({ line, reason, excerpt }) => csvLine([line, reason, excerpt]))
    appendFileSync(skippedPath, lines.join(''))
    this.#unkeptSkips = []
  }

  /** Commits what waits, a slice at a time: a row is either in the database with all that belongs to it, or not at all. */
  async #write(): Promise<void> {
    let done = 0
    while (done < this.#pending.length) {
      await this.#rest()
      this.#parts.transactions.run(() => {
        const endsAtMs = performance.now() + SLICE_MS
        do {
          const row = this.#pending[done++]
          if (row) this.#count(row, row.write())
        } while (done < this.#pending.length && performance.now() < endsAtMs)
      })
    }
    this.#pending = []
    this.#keepSkips()
    await this.#rest()
  }

  #count({ line, cells }: Pending, written: Written): void {
    if (written.was === 'skipped')
      this.#skip({ line, reason: written.reason, excerpt: cells.join(this.#parts.layout.delimiter) })
    else if (written.merged) this.#noteMerged(line, written.merged)
    else this.#result[written.was]++
  }

  #noteMerged(line: number, { intoLine, same, keptName, droppedName }: Merged): void {
    this.#result.merged++
    if (this.#merged.length < SHOWN_SKIPS)
      this.#merged.push({ line, into_line: intoLine, same, kept_name: keptName, dropped_name: droppedName })
  }

  #sliceIsOver(): boolean {
    return performance.now() > this.#sliceEndsAtMs
  }

  /** Lets everything else have its turn. */
  async #rest(): Promise<void> {
    await nextTurn()
    this.#sliceEndsAtMs = performance.now() + SLICE_MS
  }

  #noteUnclear(field: string, line: number): void {
    const noted = this.#unclear.get(field) ?? { count: 0, lines: [] }
    noted.count++
    if (noted.lines.length < SHOWN_UNCLEAR_LINES) noted.lines.push(line)
    this.#unclear.set(field, noted)
  }

  #consentWarnings(): string[] {
    const count = this.#withoutConsent
    if (count <= 0) return []
    const [leads, numbers] = count === 1 ? ['lead', 'its number'] : ['leads', 'their numbers']
    return [
      `The A.I. may not call ${count} ${leads} of this file: no written consent to A.I. calls is on file for ${numbers}. Import the leads again with their consent in the file, or add it on the lead.`,
    ]
  }

  #unclearWarnings(): string[] {
    const labels = new Map(
      (['leads', 'neighborhood_jobs', 'suppressions'] as const).flatMap((kind) =>
        fieldChoices(kind).map(({ field, label }) => [field, label] as const),
      ),
    )
    return [...this.#unclear].map(([field, { count, lines }]) => {
      const where = `(line ${lines.join(', ')}${count > lines.length ? ' and others' : ''})`
      if (field === 'consent') {
        return `${count} ${count === 1 ? 'row has' : 'rows have'} consent without its date, words or seller ${where}: the leads were imported, but the A.I. may not call them.`
      }
      if (field === 'zip_of_other_state') {
        return `${count} ${count === 1 ? 'row has a ZIP code' : 'rows have ZIP codes'} of another state than the one given ${where}: the address was imported as it is, and the rules and hours of both states count until it is corrected.`
      }
      return `${count} ${count === 1 ? 'value' : 'values'} of ${labels.get(field) ?? field} ${where} could not be understood and ${count === 1 ? 'was' : 'were'} left out.`
    })
  }

  #soFar(): ImportProgress {
    return {
      type: 'progress',
      bytes_done: this.#bytes,
      bytes_total: this.#parts.file.byteLength,
      rows_done: this.#rows,
    }
  }
}

/** Which columns of the file went nowhere, in a sentence for each reason. */
export function unusedWarnings(columns: readonly UnusedColumn[]): string[] {
  const named = (why: UnusedColumn['why']) =>
    columns.filter((column) => column.why === why).map(({ header }) => `“${header}”`)
  const [doubled, unknown] = [named('doubled'), named('unknown')]
  return [
    doubled.length > 0 &&
      `A column name stands in the file more than once; only the first column of that name was read, and ${doubled.join(', ')} was left out.`,
    unknown.length > 0 &&
      `${unknown.length === 1 ? 'One column has' : `${unknown.length} columns have`} no place here and ${unknown.length === 1 ? 'was' : 'were'} left out: ${unknown.join(', ')}.`,
  ].filter((warning): warning is string => warning !== false)
}

/** Which lines were one person, in a sentence for whoever has no table of them. */
export function mergedWarnings({ merged, merged_total: total }: ImportResult): string[] {
  if (total === 0) return []
  const shown = merged.slice(0, SHOWN_MERGED_LINES).map(inWords)
  const more = total > shown.length ? [`and ${total - shown.length} more`] : []
  const lines = total === 1 ? '1 line is' : `${total} lines are`
  return [
    `${lines} about somebody whom an earlier line of this file had named; one lead was kept for both: ${[...shown, ...more].join('; ')}.`,
  ]
}

const inWords = ({ line, into_line, same, kept_name, dropped_name }: MergedLine): string => {
  const what = same === 'phone' ? 'has the phone number' : 'is another number of the person'
  const name = dropped_name === null ? '' : `, kept as “${kept_name}”, not “${dropped_name}”`
  return `line ${line} ${what} of line ${into_line}${name}`
}
