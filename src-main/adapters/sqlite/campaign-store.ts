import { z } from 'zod'
import { type BlockedLead, CampaignStatus, Engine } from '../../../src-preload/contract/campaigns.ts'
import { PermissionReason } from '../../../src-preload/contract/leads.ts'
import type { LeadId } from '../../../src-preload/contract/primitives.ts'
import type { CampaignRecord, CampaignStore } from '../../core/campaign/campaign-record.ts'
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
})

export function sqliteCampaigns(db: Db): CampaignStore {
  const byId = db.prepare('SELECT * FROM call_campaign WHERE campaign_id = ?')
  const byKey = db.prepare('SELECT campaign_id, request_hash FROM call_campaign WHERE idempotency_key = ?')
  const byStatus = db.prepare('SELECT * FROM call_campaign WHERE status = ? ORDER BY created_at_ms')
  const insertCampaign = db.prepare(
    `INSERT INTO call_campaign (campaign_id, name, contractor_id, engine, status, status_reason, script_id, idempotency_key,
       request_hash, lead_count, estimated_cost_cents, created_at_ms, ended_at_ms)
     VALUES (@campaignId, @name, @contractorId, @engine, @status, @statusReason, @scriptId, @idempotencyKey, @requestHash,
       @leadCount, @estimatedCostCents, @createdAtMs, @endedAtMs)`,
  )
  // The attempt number is counted in the same statement, so that (lead, attempt) stays unique under any race.
  const insertCall = db.prepare(
    `INSERT INTO voice_call (call_id, campaign_id, lead_id, attempt_no, phone, engine, script_id, status, queued_at_ms, not_before_ms, evidence_id)
     VALUES (@callId, @campaignId, @leadId,
       (SELECT coalesce(max(attempt_no), 0) + 1 FROM voice_call WHERE lead_id = @leadId),
       @phone, @engine, @scriptId, 'queued', @atMs, @notBeforeMs, @evidenceId)`,
  )
  const insertBlocked = db.prepare(
    'INSERT INTO campaign_blocked (campaign_id, lead_id, reasons) VALUES (?, ?, ?)',
  )
  const setScript = db.prepare('UPDATE call_campaign SET script_id = ? WHERE campaign_id = ?')
  const setCallScripts = db.prepare(
    `UPDATE voice_call SET script_id = ? WHERE campaign_id = ? AND status = 'queued'`,
  )
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
    `UPDATE voice_call SET status = 'ended', outcome = 'canceled', ended_at_ms = ?, end_reason = ? WHERE campaign_id = ? AND status = 'queued'`,
  )
  const calls = db.prepare(
    'SELECT call_id, lead_id, status FROM voice_call WHERE campaign_id = ? ORDER BY rowid',
  )
  const blocked = db.prepare(
    'SELECT b.lead_id, l.name, b.reasons FROM campaign_blocked b JOIN lead l USING (lead_id) WHERE b.campaign_id = ? ORDER BY b.rowid',
  )

  const insert = db.transaction<CampaignStore['insert']>((campaign, queued, blockedLeads) => {
    insertCampaign.run({
      ...campaign,
      leadCount: queued.length + blockedLeads.length,
      endedAtMs: campaign.status === 'failed' ? campaign.createdAtMs : null,
    })
    for (const call of queued) {
      insertCall.run({
        ...call,
        notBeforeMs: Math.round(call.notBeforeMs),
        campaignId: campaign.campaignId,
        engine: campaign.engine,
        scriptId: campaign.scriptId,
        atMs: campaign.createdAtMs,
      })
    }
    for (const lead of blockedLeads)
      insertBlocked.run(campaign.campaignId, lead.lead_id, JSON.stringify(lead.reasons))
  })

  return {
    get: (campaignId) => toCampaign(byId.get(campaignId)),
    byIdempotencyKey(key) {
      const row = byKey.get(key) as { campaign_id: string; request_hash: string } | undefined
      return row ? { campaignId: row.campaign_id, requestHash: row.request_hash } : null
    },
    insert,
    setScript: db.transaction((campaignId: string, scriptId: string) => {
      setScript.run(scriptId, campaignId)
      setCallScripts.run(scriptId, campaignId)
    }),
    setStatus: (campaignId, status, reason, atMs) => void setStatus.run({ campaignId, status, reason, atMs }),
    withStatus: (status) => byStatus.all(status).flatMap((row) => toCampaign(row) ?? []),
    openCalls: (campaignId) => open.get(campaignId) as { queued: number; active: number },
    cancelQueued: (campaignId, reason, atMs) => cancelQueued.run(atMs, reason, campaignId).changes,
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

function toCampaign(row: unknown): CampaignRecord | null {
  if (row === undefined) return null
  const campaign = Row.parse(row)
  return {
    campaignId: campaign.campaign_id,
    name: campaign.name,
    contractorId: campaign.contractor_id,
    engine: campaign.engine,
    status: campaign.status,
    statusReason: campaign.status_reason,
    scriptId: campaign.script_id,
    estimatedCostCents: campaign.estimated_cost_cents,
    createdAtMs: campaign.created_at_ms,
  }
}
