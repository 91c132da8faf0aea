import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  ColumnMapping,
  ImportKind,
  ImportPreview,
  ImportProgress,
  ImportResult,
} from '../../../src-preload/contract/leads.ts'
import type { ActivityLog } from '../../core/activity.ts'
import type { Clock, Ids } from '../../core/clock.ts'
import type { OtherStatesOfZip } from '../../core/lead/edit-lead.ts'
import { fieldChoices } from '../../core/lead/import/fields.ts'
import { headerFingerprint, unusedColumns } from '../../core/lead/import/guess-mapping.ts'
import { type ImportTarget, type LeadTargetParts, leadTarget } from '../../core/lead/import/lead-target.ts'
import { jobTarget, suppressionTarget } from '../../core/lead/import/other-targets.ts'
import type { PhoneNumbers } from '../../core/lead/phone-numbers.ts'
import type { JobRecord } from '../../core/neighborhood/job.ts'
import { Refused } from '../../core/refused.ts'
import { isoInstant } from '../../core/time.ts'
import type { Transactions } from '../../core/transactions.ts'
import { foreignFile } from './foreign-file.ts'
import { ImportRun, mergedWarnings, unusedWarnings } from './import-run.ts'
import { guessFor, kindOf, type Layout, layoutOf } from './layout.ts'
import { Spool, type SpooledFile } from './spool.ts'

export interface ImportServiceParts {
  /** Where files wait on their way in. Whatever it holds is cleared at the start. */
  readonly folder: string
  /** Where the skipped lines of a run are kept when there are more than a result shows. */
  readonly skippedFolder: string
  /** The sample exports that ship with the practice world, or null. */
  readonly sampleFolder: string | null
  readonly leads: LeadTargetParts['leads']
  readonly consents: LeadTargetParts['consents'] & {
    suppressQuietly(phone: string, reason: string, source: string, atMs: number): boolean
  }
  readonly jobs: { save(job: JobRecord, atMs: number): 'imported' | 'updated' }
  readonly mappings: {
    remembered(kind: ImportKind, headers: string): ColumnMapping | null
    remember(kind: ImportKind, headers: string, mapping: ColumnMapping, atMs: number): void
  }
  readonly phones: PhoneNumbers
  readonly otherStatesOfZip: OtherStatesOfZip
  readonly activity: ActivityLog
  readonly transactions: Transactions
  readonly clock: Pick<Clock, 'nowMs'>
  /** Nothing on record can have happened later than this. */
  readonly factsUntilMs: () => number
  readonly ids: Ids
}

/** Files from a CRM into the database: sent in pieces, looked at, then run. */
export class ImportService {
  readonly #parts: ImportServiceParts
  readonly #spool: Spool

  constructor(parts: ImportServiceParts) {
    this.#parts = parts
    this.#spool = new Spool(parts.folder)
  }

  async begin(fileName: string, kind: ImportKind): Promise<{ import_id: string }> {
    const importId = this.#parts.ids.next('import')
    await this.#spool.begin(importId, fileName, kind)
    return { import_id: importId }
  }

  async append(importId: string, bytes: Uint8Array): Promise<void> {
    await this.#spool.get(importId).append(bytes)
  }

  /** The shipped sample export, as if it had been sent. */
  async sample(kind: ImportKind): Promise<{ import_id: string }> {
    const { sampleFolder } = this.#parts
    if (sampleFolder === null)
      throw new Refused(
        'unsupported',
        'There is no sample here',
        'Sample exports come with the practice world only.',
      )
    const { import_id } = await this.begin(SAMPLE_FILES[kind], kind)
    await this.append(import_id, await readFile(join(sampleFolder, SAMPLE_FILES[kind])))
    return { import_id }
  }

  /** What the file seems to hold. */
  async preview(importId: string): Promise<ImportPreview> {
    const file = this.#spool.get(importId)
    const layout = this.#layout(file)
    const seems = kindOf(layout)
    const { mapping, source } = this.#mapping(layout, file.kind)
    return {
      import_id: importId,
      kind: file.kind,
      encoding: layout.encoding.label,
      delimiter: layout.delimiter,
      headers: [...layout.headers],
      mapping,
      mapping_source: source,
      fields: fieldChoices(file.kind),
      sample_rows: layout.sampleRows.map((row) => [...row]),
      byte_length: file.byteLength,
      warnings: [
        seems !== file.kind &&
          `This file looks like ${KIND_WORDS[seems].what}, not ${KIND_WORDS[file.kind].what}.`,
        layout.unreadable !== null && unreadableWords(layout.unreadable),
        layout.sampleRows.length === 0 && layout.unreadable === null && NO_ROWS,
        ...unusedWarnings(unusedColumns(layout.headers, mapping).filter(({ why }) => why === 'doubled')),
        !layout.hasHeader && 'The first line holds no column names, so it is read as data.',
      ].filter((warning): warning is string => warning !== false),
    }
  }

  /** Imports and tells how far it is. A mapping that a person corrected is remembered for the next file like it. */
  async *run(importId: string, mapping?: ColumnMapping): AsyncGenerator<ImportProgress> {
    const file = this.#spool.get(importId)
    const layout = this.#layout(file)
    if (!layout.hasHeader && !mapping && file.kind !== 'suppressions')
      throw new Refused(
        'invalid_input',
        'The file has no column names',
        `Its first line is "${layout.sampleRows[0]?.join(layout.delimiter).slice(0, 120) ?? ''}". Put a line like Name,Phone,Address,City,State,Zip before it, or say in the import window what each column holds. Nothing was imported.`,
      )
    const chosen = mapping ?? this.#mapping(layout, file.kind).mapping
    this.#assertComplete(layout, file.kind, chosen)
    if (mapping) this.#remember(layout, file.kind, mapping)
    const importing = new ImportRun({
      file,
      layout,
      mapping: chosen,
      target: this.#target(file),
      transactions: this.#parts.transactions,
      skippedPath: join(this.#parts.skippedFolder, `${importId}.csv`),
    })
    yield* importing.progress()
    const { result } = importing
    if (importing.sawNoRow)
      throw new Refused('invalid_input', 'The file has no rows', `${NO_ROWS} Nothing was imported.`)
    this.#tell(file, result)
    await this.#spool.finish(importId)
    yield { type: 'done', result }
  }

  /** A whole file in one request. */
  async importBody(
    kind: ImportKind,
    body: AsyncIterable<Uint8Array> | null,
    fileName = 'the local API',
  ): Promise<ImportResult> {
    const { import_id } = await this.begin(fileName, kind)
    try {
      for await (const piece of body ?? []) await this.append(import_id, piece)
      for await (const event of this.run(import_id))
        if (event.type === 'done')
          return { ...event.result, warnings: [...mergedWarnings(event.result), ...event.result.warnings] }
      throw new Error('an import ended without a result')
    } finally {
      await this.#spool.finish(import_id)
    }
  }

  #layout(file: SpooledFile): Layout {
    const foreign = foreignFile(file.head, new TextDecoder(file.encoding.name).decode(file.head))
    if (foreign)
      throw new Refused(
        'invalid_input',
        'This is not a CSV file',
        `The file looks like ${foreign.looksLike}. ${foreign.instead} Nothing was imported.`,
      )
    const layout = layoutOf(file.head, file.encoding, this.#parts.phones)
    if (!layout)
      throw new Refused('invalid_input', 'The file is empty', 'It holds no line with anything in it.')
    return layout
  }

  #mapping(
    layout: Layout,
    kind: ImportKind,
  ): { mapping: ColumnMapping; source: ImportPreview['mapping_source'] } {
    const remembered = this.#parts.mappings.remembered(kind, headerFingerprint(layout.headers))
    if (remembered) return { mapping: remembered, source: 'remembered' }
    return { mapping: guessFor(layout, kind, this.#parts.phones), source: 'guessed' }
  }

  #remember(layout: Layout, kind: ImportKind, mapping: ColumnMapping): void {
    const known = this.#mapping(layout, kind).mapping
    const isNew = layout.headers.some((header) => fieldFor(known, header) !== fieldFor(mapping, header))
    if (isNew)
      this.#parts.mappings.remember(
        kind,
        headerFingerprint(layout.headers),
        mapping,
        this.#parts.clock.nowMs(),
      )
  }

  #assertComplete(layout: Layout, kind: ImportKind, mapping: ColumnMapping): void {
    const fed = new Set(layout.headers.map((header) => fieldFor(mapping, header)))
    const missing = fieldChoices(kind).filter(({ field, required }) => required && !fed.has(field))
    if (missing.length === 0) return
    const columns = layout.headers.slice(0, 20).join(', ')
    throw new Refused(
      'invalid_input',
      'A needed column was not found',
      `No column was recognised as ${missing.map(({ label }) => label).join(', ')}. The columns are: ${columns}. Nothing was imported.`,
    )
  }

  #target(file: SpooledFile): ImportTarget {
    const { leads, consents, jobs, phones, otherStatesOfZip, clock } = this.#parts
    const nowMs = clock.nowMs()
    const factsUntilMs = this.#parts.factsUntilMs()
    switch (file.kind) {
      case 'leads':
        return leadTarget({
          leads,
          consents,
          phones,
          otherStatesOfZip,
          fileName: file.fileName,
          nowMs,
          factsUntilMs,
        })
      case 'neighborhood_jobs':
        return jobTarget(jobs, isoInstant(nowMs).slice(0, 10), nowMs)
      case 'suppressions':
        return suppressionTarget(consents, phones, file.fileName, nowMs)
    }
  }

  #tell(file: SpooledFile, { imported, updated, skipped_total }: ImportResult): void {
    const type = file.kind === 'suppressions' ? 'do_not_call_added' : 'leads_imported'
    const { what, were } = KIND_WORDS[file.kind]
    const [added, known, refused] = were
    const title = `${file.fileName}, ${what}: ${imported} ${added}, ${updated} ${known}, ${skipped_total} ${refused}`
    const data = { kind: file.kind, file_name: file.fileName, imported, updated, skipped: skipped_total }
    this.#parts.transactions.run(() =>
      this.#parts.activity.append(type, title, data, this.#parts.clock.nowMs()),
    )
  }
}

const NO_ROWS = 'The file holds column names and no rows under them. Export it again with its rows.'
const unreadableWords = ({ line, reason }: NonNullable<Layout['unreadable']>): string =>
  `Line ${line} cannot be read: ${reason}. It will be skipped unless you correct it in the file.`
const OF_RECORDS = ['imported', 'updated', 'skipped'] as const
const KIND_WORDS: Readonly<Record<ImportKind, { what: string; were: readonly [string, string, string] }>> = {
  leads: { what: 'leads', were: OF_RECORDS },
  neighborhood_jobs: { what: 'finished jobs and permits', were: OF_RECORDS },
  suppressions: { what: 'do-not-call numbers', were: ['added', 'already there', 'refused'] },
}
const SAMPLE_FILES: Readonly<Record<ImportKind, string>> = {
  leads: 'leads.csv',
  neighborhood_jobs: 'neighborhood-jobs.csv',
  suppressions: 'suppressions.csv',
}

const fieldFor = (mapping: ColumnMapping, header: string): string | null =>
  Object.hasOwn(mapping, header) ? (mapping[header] ?? null) : null
