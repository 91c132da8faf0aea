import type { Week } from './play-week.ts'
import type { Leg } from './week-carrier.ts'
import type { AskedMail } from './week-mail.ts'
import type { AskedText } from './week-texts.ts'

/** One step as it stands in the store at the end of the week. */
export interface StepRow {
  readonly follow_up_id: string
  readonly enrolment_id: string
  readonly step_no: number
  readonly channel: 'call' | 'sms' | 'email'
  readonly reason: string
  readonly due_at_ms: number
  readonly status: string
  readonly status_reason: string | null
  readonly acted_call_id: string | null
  readonly created_at_ms: number
}

export interface EnrolmentRow {
  readonly enrolment_id: string
  readonly sequence: string
  readonly lead_id: string
  readonly phone: string
  readonly reason: string
  readonly call_id: string | null
  readonly booking_id: string | null
  readonly booking_starts_at_ms: number | null
  readonly status: 'active' | 'ended'
  readonly end_reason: string | null
  readonly started_at_ms: number
  readonly ended_at_ms: number | null
}

/** What was really done of a step, by the record of whoever did it. */
export interface Act {
  readonly step: StepRow
  readonly enrolment: EnrolmentRow
  readonly atMs: number
  /** When it was over: a call lasts. */
  readonly overAtMs: number
}

export interface FollowUpFacts {
  readonly enrolments: readonly EnrolmentRow[]
  /** By enrolment, in their order. */
  readonly stepsOf: ReadonlyMap<string, readonly StepRow[]>
  readonly steps: readonly StepRow[]
  /** In the order in which they were done. */
  readonly acts: readonly Act[]
  readonly textsOf: ReadonlyMap<string, readonly AskedText[]>
  readonly mailsOf: ReadonlyMap<string, readonly AskedMail[]>
  readonly legsOf: ReadonlyMap<string, readonly Leg[]>
}

/** Sequences and their steps, each with what the carrier and the mail server know of it. */
export function followUpFacts({ legs, texts, mail, process: { db } }: Week): FollowUpFacts {
  const enrolments = db
    .prepare('SELECT e.*, l.phone FROM follow_up_enrolment e JOIN lead l USING (lead_id) ORDER BY e.rowid')
    .all() as EnrolmentRow[]
  const steps = db
    .prepare('SELECT * FROM follow_up WHERE enrolment_id IS NOT NULL ORDER BY rowid')
    .all() as StepRow[]
  const followUpOf = new Map(
    (
      db
        .prepare('SELECT message_id, follow_up_id FROM text_message WHERE follow_up_id IS NOT NULL')
        .all() as { message_id: string; follow_up_id: string }[]
    ).map((row) => [row.message_id, row.follow_up_id]),
  )
  const textsOf = Map.groupBy(texts.asked, ({ messageId }) => followUpOf.get(messageId) ?? '')
  const mailsOf = Map.groupBy(mail.asked, ({ reference }) => reference)
  const legsOf = Map.groupBy(legs, ({ request }) => request.callId)
  const enrolmentById = new Map(enrolments.map((enrolment) => [enrolment.enrolment_id, enrolment]))
  const momentsOf = (step: StepRow): { atMs: number; overAtMs: number }[] => {
    if (step.channel === 'call')
      return (legsOf.get(step.acted_call_id ?? '') ?? []).map(({ dialedAtMs, endedAtMs }) => ({
        atMs: dialedAtMs,
        overAtMs: endedAtMs ?? dialedAtMs,
      }))
    const asked: readonly (AskedText | AskedMail)[] =
      (step.channel === 'sms' ? textsOf : mailsOf).get(step.follow_up_id) ?? []
    return asked.map(({ atMs }) => ({ atMs, overAtMs: atMs }))
  }
  const acts = steps.flatMap((step) => {
    const enrolment = enrolmentById.get(step.enrolment_id)
    return enrolment ? momentsOf(step).map((moment) => ({ step, enrolment, ...moment })) : []
  })
  return {
    enrolments,
    steps,
    stepsOf: Map.groupBy(steps, ({ enrolment_id }) => enrolment_id),
    acts: acts.sort((a, b) => a.atMs - b.atMs),
    textsOf,
    mailsOf,
    legsOf,
  }
}
