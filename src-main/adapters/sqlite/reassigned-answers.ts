import type { ReassignedAnswer } from '../../core/compliance/gate-facts.ts'
import type { Db } from './database.ts'
import { iso } from './reads/cursor.ts'

export interface ReassignedAnswers {
  /** The newest about this number; of several given at once the worst counts. Null when nobody asked. */
  answerAbout(phone: string): ReassignedAnswer | null
  record(answers: Iterable<ReassignedAnswer & { phone: string }>, source: string): void
  /** Leads whose newest consent is older than that, with the day to ask about. */
  questions(consentBeforeMs: number): { phone: string; consent_on: string }[]
}

/** What the Reassigned Numbers Database said of numbers, and what it is to be asked. */
export function reassignedAnswers(db: Db): ReassignedAnswers {
  const add = db.prepare(
    `INSERT INTO reassigned_answer (phone, answer, since_ms, checked_at_ms, source) VALUES (@phone, @answer, @sinceMs, @checkedAtMs, @source)
     ON CONFLICT DO NOTHING`,
  )
  const newest = db.prepare(
    `SELECT answer, since_ms AS sinceMs, checked_at_ms AS checkedAtMs FROM reassigned_answer WHERE phone = +?
     ORDER BY checked_at_ms DESC, answer = 'yes' DESC, answer = 'no_data' DESC, answer_id DESC LIMIT 1`,
  )
  const questions = db.prepare(
    `SELECT l.phone, max(c.captured_at_ms) AS captured_at_ms FROM lead l JOIN consent c USING (phone)
     WHERE NOT EXISTS (SELECT 1 FROM suppression s WHERE s.phone = l.phone)
     GROUP BY l.phone HAVING max(c.captured_at_ms) < ? ORDER BY l.phone`,
  )
  return {
    answerAbout: (phone) => (newest.get(phone) as ReassignedAnswer | undefined) ?? null,
    record: db.transaction<ReassignedAnswers['record']>((answers, source) => {
      for (const answer of answers)
        add.run({
          ...answer,
          sinceMs: Math.round(answer.sinceMs),
          checkedAtMs: Math.round(answer.checkedAtMs),
          source,
        })
    }),
    questions: (consentBeforeMs) =>
      (questions.all(Math.round(consentBeforeMs)) as { phone: string; captured_at_ms: number }[]).map(
        ({ phone, captured_at_ms }) => ({ phone, consent_on: iso(captured_at_ms).slice(0, 10) }),
      ),
  }
}
