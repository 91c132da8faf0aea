import type { ActivityLog } from '../activity.ts'
import type { CallStore } from '../call/call-record.ts'
import type { Clock } from '../clock.ts'
import type { LeadReader } from '../lead/lead.ts'
import { notFound, Refused } from '../refused.ts'
import type { Transactions } from '../transactions.ts'
import type { FollowUpStore } from './follow-up-store.ts'

const DAY_MS = 86_400_000

/** A follow-up that a person or a script asked for. Answers its id; asking for the same again makes no second one. */
export function createFollowUp(
  wish: {
    callId: string | null
    leadId: string | null
    channel: 'call' | 'sms' | 'email'
    reason: string
    dueAtMs: number | null
  },
  parts: {
    clock: Clock
    transactions: Transactions
    calls: CallStore
    leads: LeadReader
    followUps: FollowUpStore
    activity: ActivityLog
  },
): string {
  const call = wish.callId ? parts.calls.get(wish.callId) : null
  if (wish.callId && !call) throw notFound('call', wish.callId)
  const leadId = wish.leadId ?? call?.leadId
  const lead = leadId ? parts.leads.get(leadId) : null
  if (!lead) throw notFound('lead', leadId ?? '')
  if (call && call.leadId !== lead.leadId) {
    throw new Refused(
      'invalid_input',
      'The call belongs to another lead',
      'Name the call alone, or a call of this lead.',
    )
  }
  const nowMs = parts.clock.nowMs()
  return parts.transactions.run(() => {
    const id = parts.followUps.add(
      {
        leadId: lead.leadId,
        callId: wish.callId,
        channel: wish.channel,
        reason: wish.reason,
        dueAtMs: wish.dueAtMs ?? nowMs + DAY_MS,
      },
      nowMs,
    )
    parts.activity.append(
      'follow_up_created',
      `Follow-up with ${lead.name}: ${wish.reason}`,
      { follow_up_id: id, lead_id: lead.leadId },
      nowMs,
    )
    return id
  })
}
