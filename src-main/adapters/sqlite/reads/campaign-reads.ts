import { z } from 'zod'
import {
  type BlockedLead,
  type CampaignDetail,
  type CampaignMoney,
  CampaignView,
  type ScriptView,
} from '../../../../src-preload/contract/campaigns.ts'
import { found } from '../../../core/refused.ts'
import { SELECT_CAMPAIGN } from '../campaign-store.ts'
import type { Db } from '../database.ts'
import { afterTime, iso, isoOrNull, page } from './cursor.ts'

const Row = z.object({
  campaign_id: z.string(),
  name: z.string(),
  contractor_id: z.string(),
  engine: z.string(),
  status: z.string(),
  status_reason: z.string().nullable(),
  script_id: z.string().nullable(),
  created_at_ms: z.int(),
  started_at_ms: z.int().nullable(),
  ended_at_ms: z.int().nullable(),
  lead_count: z.int(),
  launch_done: z.int().nullable(),
  estimated_cost_cents: z.int(),
})
const Counts = z.object({
  queued: z.int(),
  active: z.int(),
  ended: z.int(),
  canceled: z.int(),
  cost_cents: z.int(),
  bookings: z.int(),
  next_call_at_ms: z.int().nullable(),
  blocked: z.int(),
})

export interface CampaignReads {
  list(input: { limit: number; cursor?: string | undefined }): {
    items: CampaignView[]
    next_cursor: string | null
  }
  view(campaignId: string): CampaignView
  detail(campaignId: string, blocked: BlockedLead[], script: ScriptView | null): CampaignDetail
}

export function campaignReads(db: Db): CampaignReads {
  const all = db.prepare(
    `${SELECT_CAMPAIGN} WHERE @afterMs IS NULL OR (c.created_at_ms, c.campaign_id) < (@afterMs, @afterId)
     ORDER BY c.created_at_ms DESC, c.campaign_id DESC LIMIT @limit`,
  )
  const byId = db.prepare(`${SELECT_CAMPAIGN} WHERE c.campaign_id = ?`)
  const counts = db.prepare(
    `SELECT coalesce(sum(status = 'queued'), 0) AS queued, coalesce(sum(status IN ('dialing', 'ringing', 'live')), 0) AS active,
       coalesce(sum(status = 'ended' AND outcome <> 'canceled'), 0) AS ended, coalesce(sum(outcome = 'canceled'), 0) AS canceled, coalesce(sum(cost_cents), 0) AS cost_cents,
       min(CASE WHEN status = 'queued' THEN not_before_ms END) AS next_call_at_ms,
       (SELECT count(*) FROM voice_booking b JOIN voice_call v USING (call_id) WHERE v.campaign_id = @id AND b.status = 'confirmed') AS bookings,
       (SELECT count(*) FROM campaign_blocked WHERE campaign_id = @id) AS blocked
     FROM voice_call WHERE campaign_id = @id`,
  )
  const credited = db
    .prepare(
      `SELECT coalesce(-sum(p.amount_cents), 0) FROM ledger_posting p JOIN voice_call c USING (call_id)
       WHERE c.campaign_id = ? AND p.account = 'adjustment'`,
    )
    .pluck()
  const outcomes = db.prepare(
    'SELECT outcome, count(*) AS calls FROM voice_call WHERE campaign_id = ? AND outcome IS NOT NULL GROUP BY outcome',
  )

  function viewOf(found: unknown): CampaignView {
    const row = Row.parse(found)
    const { queued, active, ended, canceled, cost_cents, bookings, blocked, next_call_at_ms } = Counts.parse(
      counts.get({ id: row.campaign_id }),
    )
    const perOutcome = outcomes.all(row.campaign_id) as { outcome: string; calls: number }[]
    return CampaignView.parse({
      campaign_id: row.campaign_id,
      name: row.name,
      contractor_id: row.contractor_id,
      engine: row.engine,
      status: row.launch_done === null ? row.status : 'launching',
      launch: row.launch_done === null ? null : { done: row.launch_done, total: row.lead_count },
      status_reason: row.status_reason,
      script_id: row.script_id,
      created_at: iso(row.created_at_ms),
      started_at: isoOrNull(row.started_at_ms),
      ended_at: isoOrNull(row.ended_at_ms),
      leads: row.lead_count,
      counts: { queued, active, ended, canceled, blocked },
      next_call_at: isoOrNull(next_call_at_ms),
      outcomes: Object.fromEntries(perOutcome.map(({ outcome, calls }) => [outcome, calls])),
      bookings,
      estimated_cost_cents: row.estimated_cost_cents,
      cost_cents,
      credited_cents: credited.get(row.campaign_id),
    })
  }

  const vendors = db
    .prepare(
      `SELECT coalesce(sum(u.micro_cents), 0) FROM vendor_cost u JOIN voice_call c USING (call_id)
       WHERE c.campaign_id = ? AND u.vendor <> 'rounding'`,
    )
    .pluck()
  const moneyOf = ({
    campaign_id,
    cost_cents,
    credited_cents,
    bookings,
    estimated_cost_cents,
  }: CampaignView): CampaignMoney => {
    const spent_cents = cost_cents - credited_cents
    return {
      spent_cents,
      credited_cents,
      bookings,
      cost_per_booking_cents: bookings === 0 ? null : Math.round(spent_cents / bookings),
      vendor_micro_cents: z.int().parse(vendors.get(campaign_id)),
      estimated_cost_cents,
    }
  }

  const view = (campaignId: string) => {
    const row = found(byId.get(campaignId), 'campaign', campaignId)
    return viewOf(row)
  }

  return {
    list({ limit, cursor }) {
      const rows = all.all({ limit: limit + 1, ...afterTime(cursor) })
      return page(rows, limit, viewOf, (row) => {
        const { created_at_ms, campaign_id } = Row.parse(row)
        return [created_at_ms, campaign_id]
      })
    },
    view,
    detail(campaignId, blocked, script) {
      const campaign = view(campaignId)
      return { ...campaign, money: moneyOf(campaign), blocked, script }
    },
  }
}
