import { z } from 'zod'
import type { Approval, ApprovalStore } from '../../core/wallet/approvals.ts'
import type { SpendReads } from '../../core/wallet/spend-gate.ts'
import { toApproval } from './approval-row.ts'
import type { Db } from './database.ts'

export function sqliteApprovals(db: Db): ApprovalStore {
  const insert = db.prepare(
    `INSERT INTO approval (approval_id, kind, subject, summary, amount_cents, parameters, status, requested_at_ms, expires_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const get = db.prepare('SELECT * FROM approval WHERE approval_id = ?')
  const waiting = db.prepare("SELECT * FROM approval WHERE kind = ? AND subject = ? AND status = 'waiting'")
  const asked = db.prepare('SELECT 1 FROM approval WHERE kind = ? AND subject = ? LIMIT 1')
  const stillOpen = db.prepare(
    "SELECT * FROM approval WHERE status IN ('waiting', 'approved') ORDER BY requested_at_ms",
  )
  const change = db.prepare(
    `UPDATE approval SET status = @status, decided_at_ms = @decidedAtMs, approved_cents = @approvedCents,
       decided_by = @decidedBy, decision_note = @decisionNote, used_at_ms = @usedAtMs WHERE approval_id = @approvalId`,
  )
  const allow = db.prepare(
    `INSERT INTO spend_allowance (approval_id, kind, subject, amount_cents, granted_at_ms, expires_at_ms)
     VALUES (@approvalId, @kind, @subject, @amountCents, @grantedAtMs, @expiresAtMs)`,
  )
  const allowed = db
    .prepare(
      `SELECT coalesce(sum(amount_cents), 0) FROM spend_allowance WHERE kind = ? AND subject = ? AND expires_at_ms > ?`,
    )
    .pluck()
  const found = (row: unknown): Approval | null => (row === undefined ? null : toApproval(row))
  const whole = (value: number | null) => (value === null ? null : Math.round(value))
  return {
    add: (approval) =>
      void insert.run(
        approval.approvalId,
        approval.kind,
        approval.subject,
        approval.summary,
        approval.amountCents,
        JSON.stringify(approval.parameters),
        approval.status,
        Math.round(approval.requestedAtMs),
        Math.round(approval.expiresAtMs),
      ),
    get: (approvalId) => found(get.get(approvalId)),
    waiting: (kind, subject) => found(waiting.get(kind, subject)),
    asked: (kind, subject) => asked.get(kind, subject) !== undefined,
    open: () => stillOpen.all().map(toApproval),
    change(approvalId, changes) {
      const before = found(get.get(approvalId))
      if (!before) throw new Error(`there is no approval ${approvalId}`)
      const { status, decidedAtMs, approvedCents, decidedBy, decisionNote, usedAtMs } = {
        ...before,
        ...changes,
      }
      change.run({
        approvalId,
        status,
        decidedAtMs: whole(decidedAtMs),
        approvedCents,
        decidedBy,
        decisionNote,
        usedAtMs: whole(usedAtMs),
      })
    },
    allow: (allowance) =>
      void allow.run({
        ...allowance,
        grantedAtMs: Math.round(allowance.grantedAtMs),
        expiresAtMs: Math.round(allowance.expiresAtMs),
      }),
    allowedCents: (kind, subject, nowMs) => allowed.get(kind, subject, Math.round(nowMs)) as number,
  }
}

/** Used and set aside, from what stands in the books now. */
export function sqliteSpendReads(db: Db): SpendReads {
  const campaign = db.prepare(
    `SELECT c.name, c.estimated_cost_cents AS estimated,
       (SELECT coalesce(sum(cost_cents), 0) FROM voice_call v WHERE v.campaign_id = c.campaign_id) AS spent,
       (SELECT coalesce(sum(p.amount_cents), 0) FROM voice_call v JOIN ledger_posting p ON p.call_id = v.call_id AND p.account = 'held'
         WHERE v.campaign_id = c.campaign_id AND v.status IN ('dialing', 'ringing', 'live')) AS held,
       (SELECT count(*) FROM voice_call v JOIN voice_booking b ON b.call_id = v.call_id AND b.status = 'confirmed'
         WHERE v.campaign_id = c.campaign_id) AS bookings
     FROM call_campaign c WHERE c.campaign_id = ?`,
  )
  const day = db
    .prepare(
      `SELECT coalesce((SELECT cost_cents FROM voice_metrics_daily WHERE day = ?), 0)
         + (SELECT coalesce(sum(cost_cents), 0) FROM voice_call WHERE status IN ('dialing', 'ringing', 'live'))
         + (SELECT balance_cents FROM ledger_account WHERE account = 'held')`,
    )
    .pluck()
  const ofCall = db
    .prepare(
      `SELECT coalesce(sum(amount_cents), 0) FROM ledger_posting WHERE call_id = ? AND account IN ('usage', 'held')`,
    )
    .pluck()
  const Campaign = z.object({
    name: z.string(),
    estimated: z.int(),
    spent: z.int(),
    held: z.int(),
    bookings: z.int(),
  })
  return {
    campaign(campaignId) {
      const { name, estimated, spent, held, bookings } = Campaign.parse(campaign.get(campaignId))
      return { name, estimatedCents: estimated, spentCents: spent + held, bookings }
    },
    dayCents: (which) => day.get(which) as number,
    callCents: (callId) => ofCall.get(callId) as number,
  }
}
