import type { CallingRules } from '../../src-preload/contract/compliance.ts'
import { readConsents, readNumbers, readReassigned } from '../adapters/csv/number-lists.ts'
import { callingLists } from '../adapters/sqlite/calling-lists.ts'
import type { ConsentStore } from '../adapters/sqlite/consent-store.ts'
import type { Db } from '../adapters/sqlite/database.ts'
import type { ActivityLog } from '../core/activity.ts'
import type { Clock } from '../core/clock.ts'
import { NATIONAL, REASSIGNMENT_CHECK_AFTER_DAYS } from '../core/compliance/registry-rules.ts'
import { KNOWN_STATES } from '../core/compliance/state-hours.ts'
import type { Contractor } from '../core/contractor.ts'
import { counted } from '../core/count-words.ts'
import type { PhoneNumbers } from '../core/lead/phone-numbers.ts'
import { Refused } from '../core/refused.ts'
import { dayNumber } from '../core/time.ts'
import type { Transactions } from '../core/transactions.ts'

const DAY_MS = 86_400_000
const LARGEST_DOCUMENT_BYTES = 10 * 1024 * 1024

export interface ComplianceParts {
  readonly db: Db
  readonly clock: Clock
  readonly transactions: Transactions
  readonly activity: ActivityLog
  readonly contractor: () => Contractor
  readonly phones: PhoneNumbers
  readonly consents: Pick<ConsentStore, 'record'>
  /** Nothing on record can have happened later than this. */
  readonly factsUntilMs: () => number
}

type Body = AsyncIterable<Uint8Array> | null

/** What a contractor sets and uploads for the gate. */
export function composeCompliance(parts: ComplianceParts) {
  const { clock, transactions, activity, phones } = parts
  const lists = callingLists(parts.db)
  const contractorId = () => parts.contractor().contractorId
  const tell = (title: string, data: Record<string, unknown>) =>
    activity.append('compliance_list_imported', title, data, clock.nowMs())

  return {
    lists,
    desk: {
      rules: (): CallingRules => lists.rules(contractorId()),
      setRules: (changes: Partial<CallingRules>): CallingRules =>
        lists.saveRules(contractorId(), changes, clock.nowMs()),
      lists: () => ({ items: lists.lists(clock.nowMs()), next_cursor: null }),

      /** `asOf` is the day on which the list was drawn; today when nobody says. */
      async importList(list: string, body: Body, asOf: string | null) {
        if (list !== NATIONAL && !KNOWN_STATES.includes(list))
          throw new Refused(
            'invalid_input',
            'There is no such do-not-call list',
            `"${list}" is neither US, for the national registry, nor a state like TX. Nothing was imported.`,
          )
        const { rows, report } = await readNumbers(body, phones)
        const asOfMs = asOf === null ? clock.nowMs() : dayOf(asOf, clock.nowMs())
        transactions.run(() => {
          const numbers = rows.map(({ phone }) => phone)
          lists.replaceList(list, numbers, asOfMs, 'uploaded by a person', clock.nowMs())
          tell(`The do-not-call list of ${list} is on file: ${counted(rows.length, 'number')}`, {
            list,
            numbers: rows.length,
          })
        })
        return report
      },

      async importReassigned(body: Body, checkedOn: string | null) {
        const { rows, report } = await readReassigned(body, phones)
        const checkedAtMs = checkedOn === null ? clock.nowMs() : dayOf(checkedOn, clock.nowMs())
        transactions.run(() => {
          const answers = rows.map((row) => ({ ...row, checkedAtMs }))
          lists.recordAnswers(answers, 'Reassigned Numbers Database, uploaded by a person')
          tell(`Answers about ${counted(rows.length, 'possibly reassigned number')} are on file`, {
            numbers: rows.length,
          })
        })
        return report
      },

      /** The numbers to ask the Reassigned Numbers Database about, as the file that it takes. */
      reassignedQuestions(): string {
        const before = clock.nowMs() - REASSIGNMENT_CHECK_AFTER_DAYS * DAY_MS
        const lines = lists
          .questions(before)
          .map(({ phone, consent_on }) => `${phone.slice(2)},${consent_on}`)
        return ['Phone,Date', ...lines, ''].join('\n')
      },

      async importConsents(body: Body) {
        const { rows, report } = await readConsents(body, phones, parts.factsUntilMs())
        return transactions.run(() => {
          const added = rows.filter(({ consent }) => parts.consents.record(consent, clock.nowMs())).length
          const alreadyThere = rows.length - added
          tell(
            `Consent evidence: ${added} added, ${alreadyThere} already there, ${report.skipped_total} refused`,
            { added, already_there: alreadyThere, refused: report.skipped_total },
          )
          return { ...report, added, already_there: alreadyThere }
        })
      },

      async attach(consentId: string, fileName: string, body: Body) {
        const pieces: Uint8Array[] = []
        let bytes = 0
        for await (const piece of body ?? []) {
          bytes += piece.length
          if (bytes > LARGEST_DOCUMENT_BYTES)
            throw new Refused('too_large', 'The document is too large', 'A document may have 10 MB at most.')
          pieces.push(piece)
        }
        if (bytes === 0) throw new Refused('invalid_input', 'The document is empty', 'Nothing was attached.')
        return { items: lists.attach(consentId, fileName, Buffer.concat(pieces), clock.nowMs()) }
      },
      documents: (consentId: string) => ({ items: lists.documentsOf(consentId), next_cursor: null }),
    },
  }
}

function dayOf(text: string, nowMs: number): number {
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? dayNumber(text) * DAY_MS : Number.NaN
  if (!(atMs <= nowMs))
    throw new Refused(
      'invalid_input',
      'The day was not understood',
      `"${text}" is not a past day like 2026-11-01.`,
    )
  return atMs
}
