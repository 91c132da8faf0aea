import { z } from 'zod'
import { FollowUpChannel } from '../../../src-preload/contract/follow-ups.ts'
import type { FollowUp } from '../../core/follow-up/follow-up-store.ts'

const Row = z.object({
  follow_up_id: z.string(),
  lead_id: z.string(),
  call_id: z.string().nullable(),
  enrolment_id: z.string().nullable(),
  step_no: z.int().nullable(),
  channel: FollowUpChannel,
  reason: z.string(),
  text: z.string().nullable(),
  due_at_ms: z.int(),
  status: z.enum(['waiting', 'acting', 'done', 'skipped', 'canceled', 'blocked', 'needs_review']),
  status_reason: z.string().nullable(),
  vendor_words: z.string().nullable(),
  acted_at_ms: z.int().nullable(),
  automatic: z.int(),
  acted_call_id: z.string().nullable(),
})
/** A row of the table as the core knows a step; null where there is none. */
export function toFollowUp(row: unknown): FollowUp | null {
  if (row === undefined) return null
  const followUp = Row.parse(row)
  return {
    followUpId: followUp.follow_up_id,
    leadId: followUp.lead_id,
    callId: followUp.call_id,
    enrolmentId: followUp.enrolment_id,
    stepNo: followUp.step_no,
    channel: followUp.channel,
    reason: followUp.reason,
    text: followUp.text,
    dueAtMs: followUp.due_at_ms,
    status: followUp.status,
    statusReason: followUp.status_reason,
    vendorWords: followUp.vendor_words,
    actedAtMs: followUp.acted_at_ms,
    automatic: followUp.automatic === 1,
    actedCallId: followUp.acted_call_id,
  }
}
