import { CampaignSettings } from '../../../src-preload/contract/campaign-settings.ts'
import type { AnsweredCall } from '../../core/campaign/abandonment.ts'
import type { CampaignSettingsStore, EndedUndecided } from '../../core/campaign/campaign-settings-store.ts'
import { defaultCampaignSettings } from '../../core/campaign/retry-rules.ts'
import { toCall } from './call-store.ts'
import type { Db } from './database.ts'

const MOST_REMEMBERED = 100

export function sqliteCampaignSettings(db: Db): CampaignSettingsStore {
  const settings = db.prepare('SELECT value FROM campaign_settings WHERE campaign_id = ?').pluck()
  const save = db.prepare(
    `INSERT INTO campaign_settings (campaign_id, value) VALUES (?, ?)
     ON CONFLICT (campaign_id) DO UPDATE SET value = excluded.value`,
  )
  const undecided = db.prepare(
    `SELECT * FROM voice_call WHERE campaign_id = +? AND status = 'ended' AND decided_at IS NULL ORDER BY rowid LIMIT +?`,
  )
  const before = db.prepare(
    `SELECT count(*) AS calls, coalesce(sum(outcome = @outcome), 0) AS likeThis FROM voice_call
     WHERE campaign_id = +@campaignId AND lead_id = +@leadId AND outcome <> 'canceled'`,
  )
  const first = db.prepare(
    `SELECT started_at_ms AS startedAtMs, ended_at_ms AS endedAtMs FROM voice_call_turn
     WHERE call_id = +? AND speaker = +? ORDER BY started_at_ms LIMIT 1`,
  )
  const decided = db.prepare(
    `UPDATE voice_call SET decided_at = 1, next_call_id = @nextCallId, abandoned = @abandoned WHERE call_id = +@callId AND decided_at IS NULL`,
  )
  const abandonment = db.prepare(
    `SELECT count(*) AS answered, coalesce(sum(abandoned), 0) AS abandoned FROM voice_call
     WHERE campaign_id = +? AND abandoned IS NOT NULL AND answered_at_ms > +? AND answered_by NOT IN ('machine', 'fax', 'screener')`,
  )
  const accepted = db
    .prepare('SELECT accepted_abandoned FROM campaign_settings WHERE campaign_id = ?')
    .pluck()
  const accept = db.prepare(
    `INSERT INTO campaign_settings (campaign_id, value, accepted_abandoned) VALUES (?, '{}', ?)
     ON CONFLICT (campaign_id) DO UPDATE SET accepted_abandoned = excluded.accepted_abandoned`,
  )
  const takeOut = db.prepare(
    'INSERT INTO campaign_lead_out (campaign_id, lead_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const putBack = db.prepare('DELETE FROM campaign_lead_out WHERE campaign_id = ? AND lead_id = ?')
  const isOut = db.prepare('SELECT 1 FROM campaign_lead_out WHERE campaign_id = ? AND lead_id = ?').pluck()
  const recent = db.prepare(
    `SELECT started_at_ms AS atMs, campaign_id AS campaignId FROM voice_call WHERE listed_at_ms > ? AND started_at_ms IS NOT NULL`,
  )

  function toUndecided(row: unknown): EndedUndecided[] {
    const call = toCall(row)
    if (!call) return []
    const { campaignId, leadId, outcome, callId } = call
    const counts = before.get({ campaignId, leadId, outcome }) as { calls: number; likeThis: number }
    const agent = first.get(callId, 'agent') as { startedAtMs: number } | undefined
    const answered: AnsweredCall | null =
      call.answeredAtMs === null
        ? null
        : {
            answeredBy: call.answeredBy,
            upMs: (call.endedAtMs ?? call.answeredAtMs) - call.answeredAtMs,
            homeownerFirst:
              (first.get(callId, 'homeowner') as AnsweredCall['homeownerFirst'] | undefined) ?? null,
            agentFirstAtMs: agent?.startedAtMs ?? null,
          }
    return [{ call, ...counts, answered }]
  }

  // Read anew for every question, and parsed anew when they changed: each look at a queue asks for them several times.
  const remembered = new Map<
    string,
    { readonly value: string | undefined; readonly settings: CampaignSettings }
  >()
  return {
    of(campaignId) {
      const value = settings.get(campaignId) as string | undefined
      const known = remembered.get(campaignId)
      if (known && known.value === value) return known.settings
      const own = CampaignSettings.parse({ ...defaultCampaignSettings, ...(value ? JSON.parse(value) : {}) })
      if (remembered.size >= MOST_REMEMBERED) remembered.clear()
      remembered.set(campaignId, { value, settings: own })
      return own
    },
    save: (campaignId, value) => void save.run(campaignId, JSON.stringify(value)),
    undecided: (campaignId, most) => undecided.all(campaignId, most).flatMap(toUndecided),
    decided: (callId, nextCallId, abandoned) =>
      void decided.run({ callId, nextCallId, abandoned: abandoned === null ? null : Number(abandoned) }),
    abandonment: (campaignId, sinceMs) =>
      abandonment.get(campaignId, Math.round(sinceMs)) as { answered: number; abandoned: number },
    acceptedAbandoned: (campaignId) => (accepted.get(campaignId) as number | undefined) ?? 0,
    acceptAbandoned: (campaignId, abandoned) => void accept.run(campaignId, abandoned),
    takeOut: (campaignId, leadId) => void takeOut.run(campaignId, leadId),
    putBack: (campaignId, leadId) => void putBack.run(campaignId, leadId),
    isTakenOut: (campaignId, leadId) => isOut.get(campaignId, leadId) !== undefined,
    recentStarts: (sinceMs) => recent.all(Math.round(sinceMs)) as { atMs: number; campaignId: string }[],
  }
}
