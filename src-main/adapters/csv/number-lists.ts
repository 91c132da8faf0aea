import type { ListImported } from '../../../src-preload/contract/compliance.ts'
import { guessMapping } from '../../core/lead/import/guess-mapping.ts'
import { type Consent, leadFromRow } from '../../core/lead/import/lead-row.ts'
import { parseDay } from '../../core/lead/import/parse-value.ts'
import { RowReader } from '../../core/lead/import/row-reader.ts'
import type { PhoneNumbers } from '../../core/lead/phone-numbers.ts'
import { Refused } from '../../core/refused.ts'
import { DAY_MS, dayNumber } from '../../core/time.ts'
import { RecordReader } from './csv-records.ts'
import { LineSplitter } from './physical-lines.ts'

const MOST_SKIPPED_TOLD = 1_000

export interface ReassignedRow {
  readonly phone: string
  readonly sinceMs: number
  readonly answer: 'yes' | 'no' | 'no_data'
}

/** Files of numbers that are no leads: registers, answers about reassigned numbers, consents of people known already. */
export interface NumberList<Row> {
  readonly rows: Row[]
  readonly report: ListImported
}

type Body = AsyncIterable<Uint8Array> | Iterable<Uint8Array> | null
type Read<Row> = (row: RowReader, cells: readonly string[], line: number) => Row | { readonly reason: string }

/** One number a row, anywhere in it; area code and number may stand in two columns, as the national registry has them. */
export const readNumbers = (body: Body, phones: PhoneNumbers): Promise<NumberList<{ phone: string }>> =>
  readRows<{ phone: string }>(body, (_row, cells) => {
    const pair = /^\d{3}$/.test(cells[0]?.trim() ?? '') ? `${cells[0]}${cells[1] ?? ''}` : ''
    for (const cell of [pair, ...cells]) {
      const reading = cell && /\d/.test(cell) ? phones.read(cell) : null
      if (reading?.ok) return { phone: reading.phone }
    }
    const written = cells.find((cell) => cell.trim() !== '')?.trim()
    return { reason: written ? `"${written.slice(0, 40)}" is no phone number` : 'no phone number' }
  })

/** The answer file of the Reassigned Numbers Database: number, the day asked about, yes, no or no data. */
export const readReassigned = (body: Body, phones: PhoneNumbers): Promise<NumberList<ReassignedRow>> =>
  readRows<ReassignedRow>(body, (_row, cells) => {
    const reading = cells.map((cell) => phones.read(cell)).find(({ ok }) => ok)
    if (!reading?.ok) return { reason: 'no phone number' }
    const day = cells.map((cell) => parseDay(cell)).find((found) => typeof found === 'string')
    if (!day) return { reason: 'no date that was asked about' }
    const said = cells
      .map((cell) => ANSWERS.get(cell.trim().toLowerCase().replace(/[_-]/g, ' ')))
      .find(Boolean)
    if (!said) return { reason: 'neither yes, no nor no data' }
    return { phone: reading.phone, sinceMs: dayNumber(day) * DAY_MS, answer: said }
  })

const ANSWERS: ReadonlyMap<string, ReassignedRow['answer']> = new Map([
  ['yes', 'yes'],
  ['y', 'yes'],
  ['no', 'no'],
  ['n', 'no'],
  ['no data', 'no_data'],
  ['nodata', 'no_data'],
])

/** What of the evidence a line lacks, by the names of its columns. */
function missingEvidence(row: RowReader): string {
  const lacks = [
    row.yesNo('consent_ai_calls') === null && 'consent_ai_calls is neither yes nor no',
    row.instantMs('consent_captured_at') === null && 'consent_captured_at is no date',
    row.text('consent_text') === null && 'consent_text is empty',
    row.text('consent_seller') === null && 'consent_seller is empty',
  ].filter((each) => each !== false)
  return `no consent evidence: ${lacks.join('; ')}`
}

/** Consent evidence alone, in the columns that an import of leads knows. */
export const readConsents = (
  body: Body,
  phones: PhoneNumbers,
  factsUntilMs: number,
): Promise<NumberList<{ consent: Consent }>> =>
  readRows<{ consent: Consent }>(body, (row, _cells, line) => {
    const importedFrom = `consents imported, line ${line}`
    const found = leadFromRow(row, { phones, importedFrom, nowMs: factsUntilMs, factsUntilMs })
    if (!found.ok) return { reason: found.reason }
    return found.consent ? { consent: found.consent } : { reason: missingEvidence(row) }
  })

async function readRows<Row extends object>(body: Body, read: Read<Row>): Promise<NumberList<Row>> {
  const rows: Row[] = []
  const skipped: ListImported['skipped'] = []
  let skippedTotal = 0
  let reader: RowReader | null = null
  for await (const record of recordsOf(body)) {
    if (!reader) {
      const headers = 'cells' in record ? [...record.cells] : []
      reader = new RowReader(headers, guessMapping(headers, 'leads'))
      // A header holds no number; a list without one begins with a row like any other.
      if (!headers.some((cell) => /\d{3}/.test(cell))) continue
    }
    const row = 'cells' in record ? read(reader.turnTo(record.cells), record.cells, record.line) : record
    if (!('reason' in row)) rows.push(row as Row)
    else if (++skippedTotal <= MOST_SKIPPED_TOLD)
      skipped.push({ line: record.line, reason: String(row.reason) })
  }
  if (rows.length === 0 && skippedTotal > 0)
    throw new Refused(
      'invalid_input',
      'Nothing in the file was understood',
      `Line ${skipped[0]?.line}: ${skipped[0]?.reason}. Nothing was imported.`,
    )
  return { rows, report: { numbers: rows.length, skipped, skipped_total: skippedTotal } }
}

async function* recordsOf(body: Body) {
  const decoder = new TextDecoder()
  const lines = new LineSplitter('\n')
  let reader: RecordReader | null = null
  const feed = function* (
    pieces: Iterable<ReturnType<LineSplitter['feed']> extends Generator<infer L> ? L : never>,
  ) {
    for (const line of pieces) {
      reader ??= new RecordReader(delimiterOf(line.text), () => 0)
      yield* reader.feed(line)
    }
  }
  for await (const piece of body ?? []) yield* feed(lines.feed(decoder.decode(piece, { stream: true })))
  yield* feed(lines.feed(decoder.decode()))
  yield* feed(lines.finish())
  if (reader) yield* (reader as RecordReader).finish()
}

const delimiterOf = (firstLine: string): string =>
  [',', ';', '\t', '|'].find((delimiter) => firstLine.includes(delimiter)) ?? ','
