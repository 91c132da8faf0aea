import { z } from 'zod'
import type { Sequence, SequenceName } from '../../../../src-preload/contract/follow-ups.ts'
import { FollowUpView, TextMessageView } from '../../../../src-preload/contract/follow-ups.ts'
import type { FollowUp } from '../../../core/follow-up/follow-up-store.ts'
import type { Db } from '../database.ts'
import { toFollowUp } from '../follow-up-row.ts'
import { afterTime, iso, isoOrNull, type PageInput, page } from './cursor.ts'

export interface FollowUpReadParts {
  /** What a step says, with everything filled in. */
  readonly words: (followUp: FollowUp) => { subject: string | null; text: string | null }
  readonly sequence: (name: SequenceName) => Sequence
}

export function followUpReads(db: Db, { words, sequence }: FollowUpReadParts) {
  const columns = `SELECT f.*, l.name, l.phone, l.email, e.sequence FROM follow_up f JOIN lead l USING (lead_id)
     LEFT JOIN follow_up_enrolment e USING (enrolment_id)`
  const open = db.prepare(
    `${columns} WHERE f.status IN ('waiting', 'acting', 'needs_review')
       AND (@afterMs IS NULL OR (f.due_at_ms, f.follow_up_id) > (@afterMs, @afterId)) ORDER BY f.due_at_ms, f.follow_up_id LIMIT @limit`,
  )
  const past = db.prepare(
    `${columns} WHERE f.status IN ('done', 'skipped', 'canceled', 'blocked')
       AND (@afterMs IS NULL OR (coalesce(f.acted_at_ms, f.due_at_ms), f.follow_up_id) < (@afterMs, @afterId))
     ORDER BY coalesce(f.acted_at_ms, f.due_at_ms) DESC, f.follow_up_id DESC LIMIT @limit`,
  )
  const one = db.prepare(`${columns} WHERE f.follow_up_id = ?`)
  const texts = db.prepare(
    `SELECT t.*, l.name FROM text_message t LEFT JOIN lead l USING (lead_id)
     WHERE (@leadId IS NULL OR t.lead_id = @leadId) AND (@afterMs IS NULL OR (t.at_ms, t.message_id) < (@afterMs, @afterId))
     ORDER BY t.at_ms DESC, t.message_id DESC LIMIT @limit`,
  )

  function view(row: Row, nowMs: number): FollowUpView {
    const followUp = toFollowUp(row)
    if (!followUp) throw new Error('a row of a list is no follow-up')
    return FollowUpView.parse({
      follow_up_id: followUp.followUpId,
      lead_id: followUp.leadId,
      lead_name: row.name,
      phone: row.phone,
      email: row.email,
      call_id: followUp.callId,
      channel: followUp.channel,
      reason: followUp.reason,
      due_at: iso(followUp.dueAtMs),
      status: followUp.status === 'waiting' && followUp.dueAtMs <= nowMs ? 'due' : followUp.status,
      status_reason: followUp.statusReason,
      vendor_words: followUp.vendorWords,
      acted_at: isoOrNull(followUp.actedAtMs),
      sequence: row.sequence,
      step: followUp.stepNo === null ? null : followUp.stepNo + 1,
      steps: row.sequence === null ? null : sequence(row.sequence as SequenceName).steps.length,
      automatic: followUp.automatic,
      ...words(followUp),
      acted_call_id: followUp.actedCallId,
      created_at: iso(row.created_at_ms),
    })
  }

  return {
    list: ({ limit, cursor, show }: PageInput & { show: 'open' | 'past' }, nowMs: number) =>
      page(
        (show === 'open' ? open : past)
          .all({ limit: limit + 1, ...afterTime(cursor) })
          .map((row) => Row.parse(row)),
        limit,
        (row) => view(row, nowMs),
        (row) => [show === 'open' ? row.due_at_ms : (row.acted_at_ms ?? row.due_at_ms), row.follow_up_id],
      ),
    get: (followUpId: string, nowMs: number) => view(Row.parse(one.get(followUpId)), nowMs),
    texts: ({ limit, cursor, lead_id }: PageInput & { lead_id?: string | undefined }) =>
      page(
        texts
          .all({ limit: limit + 1, leadId: lead_id ?? null, ...afterTime(cursor) })
          .map((row) => TextRow.parse(row)),
        limit,
        ({ at_ms, name, ...row }) => TextMessageView.parse({ ...row, lead_name: name, at: iso(at_ms) }),
        (row) => [row.at_ms, row.message_id],
      ),
  }
}

export type FollowUpReads = ReturnType<typeof followUpReads>

const Row = z.looseObject({
  follow_up_id: z.string(),
  name: z.string(),
  phone: z.string(),
  email: z.string().nullable(),
  sequence: z.string().nullable(),
  due_at_ms: z.int(),
  acted_at_ms: z.int().nullable(),
  created_at_ms: z.int(),
})
type Row = z.infer<typeof Row>
const TextRow = z.looseObject({ message_id: z.string(), at_ms: z.int(), name: z.string().nullable() })
