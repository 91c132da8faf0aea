import { z } from 'zod'
import { type BlockedLead, CampaignStatus, Engine } from '../../../src-preload/contract/campaigns.ts'
import { PermissionReason } from '../../../src-preload/contract/leads.ts'
import type { LeadId } from '../../../src-preload/contract/primitives.ts'
import type {
  CampaignRecord,
  CampaignStore,
  NewCampaign,
  QueuedCall,
} from '../../core/campaign/campaign-record.ts'
import { counted } from '../../core/count-words.ts'
import type { Db } from './database.ts'

const Row = z.object({
  campaign_id: z.string(),
  name: z.string(),
  contractor_id: z.string(),
  engine: Engine,
  status: CampaignStatus,
  status_reason: z.string().nullable(),
  script_id: z.string().nullable(),
  estimated_cost_cents: z.int(),
  created_at_ms: z.int(),
  is_launching: z.int(),
})

/** A campaign as it is; while its launch is under way it is `launching`, whatever will become of it. */
export const SELECT_CAMPAIGN = `SELECT c.*, l.campaign_id IS NOT NULL AS is_launching, l.done AS launch_done
  FROM call_campaign c LEFT JOIN campaign_launch l USING (campaign_id)`

export function sqliteCampaigns(db: Db): CampaignStore {
  const byId = db.prepare(`${SELECT_CAMPAIGN} WHERE c.campaign_id = +?`)
  const byKey = db.prepare('SELECT campaign_id, request_hash FROM call_campaign WHERE idempotency_key = ?')
  const byStatus = db.prepare(
    `${SELECT_CAMPAIGN} WHERE CASE WHEN l.campaign_id IS NULL THEN c.status ELSE 'launching' END = ? ORDER BY c.created_at_ms`,
  )
  const insertCampaign = db.prepare(
    `INSERT INTO call_campaign (campaign_id, name, contractor_id, engine, status, status_reason, script_id, idempotency_key,
       request_hash, lead_count, estimated_cost_cents, created_at_ms)
     VALUES (@campaignId, @name, @contractorId, @engine, 'preparing', NULL, @scriptId, @idempotencyKey, @requestHash,
       @leadCount, 0, @createdAtMs)`,
  )
  // The attempt number is counted in the same statement, so that (lead, attempt) stays unique under any race.
  const insertCall = db.prepare(
    `INSERT INTO voice_call (call_id, campaign_id, lead_id, attempt_no, phone, engine, script_id, status, queued_at_ms, not_before_ms, evidence_id, priority, purpose)
     VALUES (@callId, @campaignId, @leadId,
       (SELECT coalesce(max(attempt_no), 0) + 1 FROM voice_call WHERE lead_id = +@leadId),
       @phone, @engine, @scriptId, 'queued', @atMs, @notBeforeMs, @evidenceId, @priority, @purpose)`,
  )
  const insertBlocked = db.prepare(
    'INSERT INTO campaign_blocked (campaign_id, lead_id, reasons) VALUES (?, ?, ?)',
  )
  const setScript = db.prepare('UPDATE call_campaign SET script_id = ? WHERE campaign_id = ?')
  const giveScript = db.prepare(
    `UPDATE voice_call SET script_id = @scriptId WHERE call_id IN (
       SELECT call_id FROM voice_call WHERE campaign_id = @campaignId AND status = 'queued' AND script_id IS NOT @scriptId LIMIT @most)`,
  )
  const insertLaunch = db.prepare(
    'INSERT INTO campaign_launch (campaign_id, lead_ids, name) VALUES (?, ?, ?)',
  )
  const launch = db.prepare('SELECT name, lead_ids, done FROM campaign_launch WHERE campaign_id = ?')
  const setDone = db.prepare('UPDATE campaign_launch SET done = ? WHERE campaign_id = ?')
  const forgetLaunch = db.prepare('DELETE FROM campaign_launch WHERE campaign_id = ?')
  const endLaunch = db.prepare(
    'UPDATE call_campaign SET name = @name, estimated_cost_cents = @estimatedCostCents WHERE campaign_id = @campaignId',
  )
  const forgetKey = db.prepare('UPDATE call_campaign SET idempotency_key = NULL WHERE campaign_id = ?')
  const setStatus = db.prepare(
    `UPDATE call_campaign SET status = @status, status_reason = @reason,
       started_at_ms = CASE WHEN @status = 'running' THEN coalesce(started_at_ms, @atMs) ELSE started_at_ms END,
       ended_at_ms = CASE WHEN @status IN ('completed', 'canceled', 'failed') THEN @atMs ELSE ended_at_ms END
     WHERE campaign_id = @campaignId`,
  )
  const open = db.prepare(
    `SELECT coalesce(sum(status = 'queued'), 0) AS queued, coalesce(sum(status IN ('dialing', 'ringing', 'live')), 0) AS active
     FROM voice_call WHERE campaign_id = ?`,
  )
  const cancelQueued = db.prepare(
    `UPDATE voice_call SET status = 'ended', outcome = 'canceled', ended_at_ms = @atMs, end_reason = @reason WHERE call_id IN (
       SELECT call_id FROM voice_call WHERE campaign_id = @campaignId AND status = 'queued' LIMIT @most)`,
  )
  const hasOpen = db
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM voice_call WHERE campaign_id = ? AND status IN ('queued', 'dialing', 'ringing', 'live'))`,
    )
    .pluck()
  const calls = db.prepare(
    'SELECT call_id, lead_id, status FROM voice_call WHERE campaign_id = ? ORDER BY rowid',
  )
  const hasOpenOfLead = db
    .prepare(
      `SELECT 1 FROM voice_call WHERE campaign_id = ? AND lead_id = ? AND status IN ('queued', 'dialing', 'ringing', 'live')`,
    )
    .pluck()
  const cancelLead = db.prepare(
    `UPDATE voice_call SET status = 'ended', outcome = 'canceled', ended_at_ms = ?, end_reason = ?
     WHERE campaign_id = ? AND lead_id = ? AND status = 'queued'`,
  )
  const lookAgain = db.prepare(
    `UPDATE voice_call SET not_before_ms = queued_at_ms WHERE campaign_id = ? AND status = 'queued'
       AND call_id NOT IN (SELECT next_call_id FROM voice_call WHERE next_call_id IS NOT NULL)`,
  )
  const blocked = db.prepare(
    'SELECT b.lead_id, l.name, b.reasons FROM campaign_blocked b JOIN lead l USING (lead_id) WHERE b.campaign_id = ? ORDER BY b.rowid',
  )

  const record = (campaignId: string): CampaignRecord => {
    const campaign = toCampaign(byId.get(campaignId))
    if (!campaign) throw new Error(`there is no campaign ${campaignId}`)
    return campaign
  }

  const putInLine = (
    { campaignId, engine, scriptId }: CampaignRecord,
    call: QueuedCall,
    atMs: number,
  ): void =>
    void insertCall.run({
      purpose: 'offer',
      ...call,
      notBeforeMs: Math.round(call.notBeforeMs),
      campaignId,
      engine,
      scriptId: call.scriptId ?? scriptId,
      atMs: Math.round(atMs),
    })

  const change = (campaignId: string, status: string, reason: string | null, atMs: number) => {
    forgetLaunch.run(campaignId)
    setStatus.run({ campaignId, status, reason, atMs: Math.round(atMs) })
  }

  return {
    get: (campaignId) => toCampaign(byId.get(campaignId)),
    byIdempotencyKey(key) {
      const row = byKey.get(key) as { campaign_id: string; request_hash: string } | undefined
      return row ? { campaignId: row.campaign_id, requestHash: row.request_hash } : null
    },
    beginLaunch: db.transaction(({ leadIds, ...campaign }: NewCampaign) => {
      insertCampaign.run({
        ...campaign,
        name: campaign.name ?? `Campaign of ${counted(leadIds.length, 'lead')}`,
        leadCount: leadIds.length,
        createdAtMs: Math.round(campaign.createdAtMs),
      })
      insertLaunch.run(campaign.campaignId, JSON.stringify(leadIds), campaign.name)
    }),
    launch(campaignId) {
      const found = launch.get(campaignId)
      if (found === undefined) return null
      const { name, lead_ids, done } = LaunchRow.parse(found)
      return { name, leadIds: z.array(z.string()).parse(JSON.parse(lead_ids)), done }
    },
    addToLaunch: db.transaction<CampaignStore['addToLaunch']>(
      (campaignId, { calls, blocked, done }, atMs) => {
        const campaign = record(campaignId)
        for (const call of calls) putInLine(campaign, call, atMs)
        for (const lead of blocked) insertBlocked.run(campaignId, lead.lead_id, JSON.stringify(lead.reasons))
        setDone.run(done, campaignId)
      },
    ),
    addCall: (campaignId, call, atMs) => putInLine(record(campaignId), call, atMs),
    hasOpenCall: (campaignId, leadId) => hasOpenOfLead.get(campaignId, leadId) !== undefined,
    cancelLead: (campaignId, leadId, reason, atMs) =>
      cancelLead.run(Math.round(atMs), reason, campaignId, leadId).changes,
    lookAgain: (campaignId) => void lookAgain.run(campaignId),
    endLaunch: db.transaction<CampaignStore['endLaunch']>((campaignId, is, atMs) => {
      endLaunch.run({ campaignId, name: is.name, estimatedCostCents: is.estimatedCostCents })
      change(campaignId, is.status, is.statusReason, atMs)
    }),
    forgetIdempotencyKey: (campaignId) => void forgetKey.run(campaignId),
    setScript: (campaignId, scriptId) => void setScript.run(scriptId, campaignId),
    giveScript: (campaignId, most) =>
      giveScript.run({ campaignId, scriptId: record(campaignId).scriptId, most }).changes,
    setStatus: db.transaction<CampaignStore['setStatus']>(change),
    withStatus: (status) => byStatus.all(status).flatMap((row) => toCampaign(row) ?? []),
    openCalls: (campaignId) => open.get(campaignId) as { queued: number; active: number },
    hasOpenCalls: (campaignId) => hasOpen.get(campaignId) === 1,
    cancelQueued: (campaignId, reason, atMs, most) =>
      cancelQueued.run({ campaignId, reason, atMs: Math.round(atMs), most }).changes,
    calls: (campaignId) =>
      (calls.all(campaignId) as { call_id: string; lead_id: string; status: string }[]).map((row) => ({
        callId: row.call_id,
        leadId: row.lead_id,
        status: row.status,
      })),
    blocked: (campaignId) =>
      (blocked.all(campaignId) as { lead_id: string; name: string; reasons: string }[]).map(
        (row): BlockedLead => ({
          lead_id: row.lead_id as LeadId,
          name: row.name,
          reasons: z.array(PermissionReason).parse(JSON.parse(row.reasons)),
        }),
      ),
  }
}

const LaunchRow = z.object({ name: z.string().nullable(), lead_ids: z.string(), done: z.int() })

function toCampaign(row: unknown): CampaignRecord | null {
  if (row === undefined) return null
  const campaign = Row.parse(row)
  return {
    campaignId: campaign.campaign_id,
    name: campaign.name,
    contractorId: campaign.contractor_id,
    engine: campaign.engine,
    status: campaign.is_launching === 1 ? 'launching' : campaign.status,
    statusReason: campaign.status_reason,
    scriptId: campaign.script_id,
    estimatedCostCents: campaign.estimated_cost_cents,
    createdAtMs: campaign.created_at_ms,
  }
}
