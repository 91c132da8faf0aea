import type { CallingRules } from '../../src-preload/contract/compliance.ts'
import type { NumberList, ReassignedRow } from '../adapters/csv/number-lists.ts'
import type { CallingRulesStore } from '../adapters/sqlite/calling-rules.ts'
import type { ConsentDocuments } from '../adapters/sqlite/consent-documents.ts'
import type { ConsentStore } from '../adapters/sqlite/consent-store.ts'
import type { DoNotCallLists } from '../adapters/sqlite/do-not-call-lists.ts'
import type { ReassignedAnswers } from '../adapters/sqlite/reassigned-answers.ts'
import type { ActivityLog } from '../core/activity.ts'
import type { Clock } from '../core/clock.ts'
import { NATIONAL, REASSIGNMENT_CHECK_AFTER_DAYS } from '../core/compliance/registry-rules.ts'
import { KNOWN_STATES } from '../core/compliance/state-hours.ts'
import type { Contractor } from '../core/contractor.ts'
import { counted } from '../core/count-words.ts'
import type { Consent } from '../core/lead/import/lead-row.ts'
import { Refused } from '../core/refused.ts'
import { DAY_MS, dayNumber } from '../core/time.ts'
import type { Transactions } from '../core/transactions.ts'

/** A file as it is sent; null when nothing was. */
export type Body = AsyncIterable<Uint8Array> | null

export interface ComplianceDeskParts {
  readonly calling: Pick<CallingRulesStore, 'rules' | 'saveRules'>
  readonly lists: Pick<DoNotCallLists, 'lists' | 'replaceList'>
  readonly reassigned: Pick<ReassignedAnswers, 'record' | 'questions'>
  readonly papers: ConsentDocuments
  readonly consents: Pick<ConsentStore, 'record'>
  /** The rows of a file, and what of it was not understood. */
  readonly read: {
    numbers(body: Body): Promise<NumberList<{ readonly phone: string }>>
    reassigned(body: Body): Promise<NumberList<ReassignedRow>>
    consents(body: Body): Promise<NumberList<{ readonly consent: Consent }>>
  }
  readonly clock: Clock
  readonly transactions: Transactions
  readonly activity: ActivityLog
  readonly contractor: () => Contractor
}

const LARGEST_DOCUMENT_MB = 10
const BYTES_OF_A_MB = 1024 * 1024

/** What a contractor sets and uploads for the gate. Whatever is refused changes nothing. */
export class ComplianceDesk {
  readonly #parts: ComplianceDeskParts
  constructor(parts: ComplianceDeskParts) {
    this.#parts = parts
  }

  rules(): CallingRules {
    const { calling, contractor } = this.#parts
    return calling.rules(contractor().contractorId)
  }

  /** What stays unnamed stays as it is. */
  setRules(changes: Partial<CallingRules>): CallingRules {
    const { calling, contractor, clock } = this.#parts
    return calling.saveRules(contractor().contractorId, changes, clock.nowMs())
  }

  lists() {
    const { lists, clock } = this.#parts
    return { items: lists.lists(clock.nowMs()), next_cursor: null }
  }

  /** Takes the place of the last upload of this list. `asOf` is the day on which it was drawn; today when nobody says. */
  async importList(list: string, body: Body, asOf: string | null) {
    const { lists, read, clock, transactions } = this.#parts
    assertIsList(list)
    const { rows, report } = await read.numbers(body)
    const asOfMs = this.#pastDayMs(asOf)
    transactions.run(() => {
      const numbers = rows.map(({ phone }) => phone)
      lists.replaceList(list, numbers, asOfMs, 'uploaded by a person', clock.nowMs())
      this.#tell(`The do-not-call list of ${list} is on file: ${counted(rows.length, 'number')}`, {
        list,
        numbers: rows.length,
      })
    })
    return report
  }

  /** Answers of the Reassigned Numbers Database. `checkedOn` is the day on which it was asked; today when nobody says. */
  async importReassigned(body: Body, checkedOn: string | null) {
    const { reassigned, read, transactions } = this.#parts
    const { rows, report } = await read.reassigned(body)
    const checkedAtMs = this.#pastDayMs(checkedOn)
    transactions.run(() => {
      const answers = rows.map((row) => ({ ...row, checkedAtMs }))
      reassigned.record(answers, 'Reassigned Numbers Database, uploaded by a person')
      this.#tell(`Answers about ${counted(rows.length, 'possibly reassigned number')} are on file`, {
        numbers: rows.length,
      })
    })
    return report
  }

  /** The numbers to ask the Reassigned Numbers Database about, as the file that it takes. */
  reassignedQuestions(): string {
    const { reassigned, clock } = this.#parts
    const lines = reassigned
      .questions(clock.nowMs() - REASSIGNMENT_CHECK_AFTER_DAYS * DAY_MS)
      .map(({ phone, consent_on }) => `${phone.slice(COUNTRY_CODE.length)},${consent_on}`)
    return ['Phone,Date', ...lines, ''].join('\n')
  }

  async importConsents(body: Body) {
    const { consents, read, clock, transactions } = this.#parts
    const { rows, report } = await read.consents(body)
    return transactions.run(() => {
      const added = rows.filter(({ consent }) => consents.record(consent, clock.nowMs())).length
      const already_there = rows.length - added
      const refused = report.skipped_total
      this.#tell(`Consent evidence: ${added} added, ${already_there} already there, ${refused} refused`, {
        added,
        already_there,
        refused,
      })
      return { ...report, added, already_there }
    })
  }

  /** Keeps a paper that proves a consent. Refuses one that is empty or has more than 10 MB. */
  async attach(consentId: string, fileName: string, body: Body) {
    const { papers, clock } = this.#parts
    const document = await wholeDocument(body)
    return { items: papers.attach(consentId, fileName, document, clock.nowMs()) }
  }

  documents(consentId: string) {
    return { items: this.#parts.papers.documentsOf(consentId), next_cursor: null }
  }

  #tell(title: string, data: Record<string, unknown>): void {
    const { activity, clock } = this.#parts
    activity.append('compliance_list_imported', title, data, clock.nowMs())
  }

  /** The beginning of a day like `2026-11-01`; now when none is named. Refuses what is no day, and one ahead. */
  #pastDayMs(day: string | null): number {
    const nowMs = this.#parts.clock.nowMs()
    if (day === null) return nowMs
    const atMs = /^\d{4}-\d{2}-\d{2}$/.test(day) ? dayNumber(day) * DAY_MS : Number.NaN
    if (atMs <= nowMs) return atMs
    throw new Refused(
      'invalid_input',
      'The day was not understood',
      `"${day}" is not a past day like 2026-11-01.`,
    )
  }
}

/** The database takes numbers without it. */
const COUNTRY_CODE = '+1'

function assertIsList(list: string): void {
  if (list === NATIONAL || KNOWN_STATES.includes(list)) return
  throw new Refused(
    'invalid_input',
    'There is no such do-not-call list',
    `"${list}" is neither US, for the national registry, nor a state like TX. Nothing was imported.`,
  )
}

async function wholeDocument(body: Body): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of body ?? []) {
    bytes += piece.length
    if (bytes > LARGEST_DOCUMENT_MB * BYTES_OF_A_MB)
      throw new Refused(
        'too_large',
        'The document is too large',
        `A document may have ${LARGEST_DOCUMENT_MB} MB at most. Attach a smaller one.`,
      )
    pieces.push(piece)
  }
  if (bytes === 0) throw new Refused('invalid_input', 'The document is empty', 'Nothing was attached.')
  return Buffer.concat(pieces)
}
