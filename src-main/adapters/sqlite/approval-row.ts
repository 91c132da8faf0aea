import { z } from 'zod'
import type { Approval } from '../../core/wallet/approvals.ts'

const Parameters = z.record(z.string(), z.unknown())

/** A row of `approval`, as the store and the list of the window read it. */
export const ApprovalRow = z.object({
  approval_id: z.string(),
  kind: z.enum(['campaign_spend', 'day_limit', 'campaign_limit', 'booking_cost', 'top_up']),
  subject: z.string(),
  summary: z.string(),
  amount_cents: z.int(),
  parameters: z.string().transform((text) => Parameters.parse(JSON.parse(text))),
  status: z.enum(['waiting', 'approved', 'declined', 'expired', 'used']),
  requested_at_ms: z.int(),
  expires_at_ms: z.int(),
  decided_at_ms: z.int().nullable(),
  approved_cents: z.int().nullable(),
  decided_by: z.string().nullable(),
  decision_note: z.string().nullable(),
  used_at_ms: z.int().nullable(),
})

export function toApproval(row: unknown): Approval {
  const found = ApprovalRow.parse(row)
  return {
    approvalId: found.approval_id,
    kind: found.kind,
    subject: found.subject,
    summary: found.summary,
    amountCents: found.amount_cents,
    parameters: found.parameters,
    status: found.status,
    requestedAtMs: found.requested_at_ms,
    expiresAtMs: found.expires_at_ms,
    decidedAtMs: found.decided_at_ms,
    approvedCents: found.approved_cents,
    decidedBy: found.decided_by,
    decisionNote: found.decision_note,
    usedAtMs: found.used_at_ms,
  }
}
