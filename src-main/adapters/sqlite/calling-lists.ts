import { createHash } from 'node:crypto'
import { z } from 'zod'
import {
  CallingRules,
  type ConsentDocument,
  type DoNotCallList,
} from '../../../src-preload/contract/compliance.ts'
import type { OwnRules, ReassignedAnswer, Registry } from '../../core/compliance/gate-facts.ts'
import { LIST_GOOD_FOR_DAYS } from '../../core/compliance/registry-rules.ts'
import { defaultCallingRules } from '../../core/contractor.ts'
import { notFound } from '../../core/refused.ts'
import { DAY_MS } from '../../core/time.ts'
import type { Db } from './database.ts'
import { iso } from './reads/cursor.ts'
import { newId } from './rows.ts'

/** The contractor's own calling rules, do-not-call lists, answers about reassigned numbers, and papers that prove consent. */
export function callingLists(db: Db) {
  const rulesOf = db.prepare('SELECT value FROM calling_rules WHERE contractor_id = ?').pluck()
  const saveRules = db.prepare(
    `INSERT INTO calling_rules (contractor_id, value, updated_at_ms) VALUES (?, ?, ?)
     ON CONFLICT (contractor_id) DO UPDATE SET value = excluded.value, updated_at_ms = excluded.updated_at_ms`,
  )
  const lists = db.prepare('SELECT * FROM do_not_call_list ORDER BY list')
  const about = db.prepare(
    `SELECT l.list, l.as_of_ms, EXISTS (SELECT 1 FROM do_not_call_entry e WHERE e.list = l.list AND e.phone = ?) AS listed
     FROM do_not_call_list l ORDER BY l.list`,
  )
  const forgetEntries = db.prepare('DELETE FROM do_not_call_entry WHERE list = ?')
  const saveList = db.prepare(
    `INSERT INTO do_not_call_list (list, as_of_ms, numbers, source, imported_at_ms) VALUES (@list, @asOfMs, 0, @source, @atMs)
     ON CONFLICT (list) DO UPDATE SET as_of_ms = excluded.as_of_ms, numbers = 0, source = excluded.source, imported_at_ms = excluded.imported_at_ms`,
  )
  const addEntry = db.prepare(
    'INSERT INTO do_not_call_entry (list, phone) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const countList = db.prepare(
    'UPDATE do_not_call_list SET numbers = (SELECT count(*) FROM do_not_call_entry e WHERE e.list = do_not_call_list.list) WHERE list = ?',
  )
  const addAnswer = db.prepare(
    `INSERT INTO reassigned_answer (phone, answer, since_ms, checked_at_ms, source) VALUES (@phone, @answer, @sinceMs, @checkedAtMs, @source)
     ON CONFLICT DO NOTHING`,
  )
  // Of several answers given at once the worst counts.
  const newestAnswer = db.prepare(
    `SELECT answer, since_ms AS sinceMs, checked_at_ms AS checkedAtMs FROM reassigned_answer WHERE phone = ?
     ORDER BY checked_at_ms DESC, answer = 'yes' DESC, answer = 'no_data' DESC, answer_id DESC LIMIT 1`,
  )
  const questions = db.prepare(
    `SELECT l.phone, max(c.captured_at_ms) AS captured_at_ms FROM lead l JOIN consent c USING (phone)
     WHERE NOT EXISTS (SELECT 1 FROM suppression s WHERE s.phone = l.phone)
     GROUP BY l.phone HAVING max(c.captured_at_ms) < ? ORDER BY l.phone`,
  )
  const consentExists = db.prepare('SELECT 1 FROM consent WHERE consent_id = ?').pluck()
  const addDocument = db.prepare(
    `INSERT INTO consent_document (document_id, consent_id, file_name, sha256, content, added_at_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (consent_id, sha256) DO NOTHING`,
  )
  const documents = db.prepare(
    `SELECT document_id, consent_id, file_name, length(content) AS bytes, sha256, added_at_ms FROM consent_document
     WHERE consent_id = ? ORDER BY added_at_ms, document_id`,
  )

  let remembered: { contractorId: string; value: string | undefined; own: OwnRules } | null = null
  const rules = (contractorId: string): CallingRules => {
    const value = rulesOf.get(contractorId) as string | undefined
    return CallingRules.parse({ ...defaultCallingRules, ...(value ? JSON.parse(value) : {}) })
  }
  const documentsOf = (consentId: string): ConsentDocument[] =>
    (documents.all(consentId) as DocumentRow[]).map(({ added_at_ms, ...row }) => ({
      ...row,
      added_at: iso(added_at_ms),
    }))

  return {
    rules,
    saveRules(contractorId: string, changes: Partial<CallingRules>, atMs: number): CallingRules {
      const changed = CallingRules.parse({ ...rules(contractorId), ...changes })
      saveRules.run(contractorId, JSON.stringify(changed), Math.round(atMs))
      return changed
    },
    /** Read anew for every question, and parsed anew when it changed: a whole list of leads is judged in one go. */
    ownRules(contractorId: string): OwnRules {
      const value = rulesOf.get(contractorId) as string | undefined
      if (remembered?.contractorId === contractorId && remembered.value === value) return remembered.own
      remembered = { contractorId, value, own: toOwnRules(rules(contractorId)) }
      return remembered.own
    },

    /** Of the lists that could speak of a call to this place; a state without an upload has none. */
    registries: (phone: string, states: readonly string[]): Registry[] =>
      about
        .all(phone)
        .map((row) => RegistryRow.parse(row))
        .filter(({ list }) => list === 'US' || states.includes(list))
        .map(({ list, as_of_ms, listed }) => ({ list, asOfMs: as_of_ms, listed: listed === 1 })),
    lists: (nowMs: number): DoNotCallList[] =>
      lists.all().map((row) => {
        const { list, as_of_ms, numbers, source, imported_at_ms } = ListRow.parse(row)
        return {
          list,
          as_of: iso(as_of_ms),
          numbers,
          source,
          imported_at: iso(imported_at_ms),
          outdated: nowMs - as_of_ms > LIST_GOOD_FOR_DAYS * DAY_MS,
        }
      }),
    /** Takes the place of the last upload of this list, all or nothing. */
    replaceList: db.transaction(
      (list: string, phones: Iterable<string>, asOfMs: number, source: string, atMs: number) => {
        saveList.run({ list, asOfMs: Math.round(asOfMs), source, atMs: Math.round(atMs) })
        forgetEntries.run(list)
        for (const phone of phones) addEntry.run(list, phone)
        countList.run(list)
      },
    ),

    reassigned: (phone: string): ReassignedAnswer | null =>
      (newestAnswer.get(phone) as ReassignedAnswer | undefined) ?? null,
    recordAnswers: db.transaction(
      (answers: Iterable<ReassignedAnswer & { phone: string }>, source: string) => {
        for (const answer of answers)
          addAnswer.run({
            ...answer,
            sinceMs: Math.round(answer.sinceMs),
            checkedAtMs: Math.round(answer.checkedAtMs),
            source,
          })
      },
    ),
    /** Leads whose newest consent is older than that, with the day to ask about. */
    questions: (consentBeforeMs: number): { phone: string; consent_on: string }[] =>
      (questions.all(Math.round(consentBeforeMs)) as { phone: string; captured_at_ms: number }[]).map(
        (row) => ({
          phone: row.phone,
          consent_on: iso(row.captured_at_ms).slice(0, 10),
        }),
      ),

    documentsOf,
    attach(consentId: string, fileName: string, content: Uint8Array, atMs: number): ConsentDocument[] {
      if (consentExists.get(consentId) === undefined) throw notFound('consent', consentId)
      const sha256 = createHash('sha256').update(content).digest('hex')
      addDocument.run(newId('document'), consentId, fileName, sha256, Buffer.from(content), Math.round(atMs))
      return documentsOf(consentId)
    },
  }
}

export type CallingLists = ReturnType<typeof callingLists>

const toOwnRules = (own: CallingRules): OwnRules => ({
  consentGoodForDays: own.consent_good_for_days,
  callsPerDay: own.calls_per_day,
  callsPer30Days: own.calls_per_30_days,
  counselApprovedStates: own.counsel_approvals.map(({ state }) => state),
  statesNeedingLists: own.states_needing_lists,
})

const RegistryRow = z.object({ list: z.string(), as_of_ms: z.int(), listed: z.int() })
const ListRow = z.object({
  list: z.string(),
  as_of_ms: z.int(),
  numbers: z.int(),
  source: z.string(),
  imported_at_ms: z.int(),
})
interface DocumentRow {
  document_id: string
  consent_id: string
  file_name: string
  bytes: number
  sha256: string
  added_at_ms: number
}
