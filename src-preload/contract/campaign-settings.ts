import { z } from 'zod'
import { DayWindows } from './account.ts'
import { CampaignId, LeadId, ScriptId } from './primitives.ts'

/** Outcomes after which a lead may be tried again. */
export const RetriedOutcome = z.enum(['no_answer', 'busy', 'voicemail', 'screened', 'failed'])
export type RetriedOutcome = z.infer<typeof RetriedOutcome>

const RetryRule = z.object({
  /** So many further calls after this outcome at most; 0 leaves it at the one. */
  most: z.int().min(0).max(5),
  /** Not sooner than this; the gate's own spacing of calls comes on top. */
  after_hours: z.number().min(0).max(720),
})

/** How one campaign calls. All of it may be changed while it runs. */
export const CampaignSettings = z.object({
  /** Null: as many as the account allows. */
  max_concurrent_calls: z.int().min(1).max(50).nullable(),
  /** Null: as fast as the carrier allows. */
  calls_per_minute: z.int().min(1).max(600).nullable(),
  /** Within the account's own windows, in the homeowner's time; null: the same as those. */
  calling_windows: DayWindows.nullable(),
  /** Calls to one lead in this campaign, whatever their outcomes. */
  most_calls_per_lead: z.int().min(1).max(6),
  retries: z.record(RetriedOutcome, RetryRule),
})
export type CampaignSettings = z.infer<typeof CampaignSettings>

export const CampaignPace = z.object({
  settings: CampaignSettings,
  /** Answered calls of the last 30 days in which no audio came within two seconds. Paused at 2 %, blocked at 3 %. */
  abandonment: z.object({ answered: z.int(), abandoned: z.int(), percent: z.number() }),
})
export type CampaignPace = z.infer<typeof CampaignPace>

export const SettingsInput = CampaignSettings.partial().extend({ campaign_id: CampaignId })
export const LeadsChange = z.object({
  campaign_id: CampaignId,
  add: z.array(LeadId).max(100_000).default([]),
  remove: z.array(LeadId).max(100_000).default([]),
})
export const LeadsChanged = z.object({
  added: z.int(),
  /** In line already, or never to be called: each with what speaks against it. */
  not_added: z.array(z.object({ lead_id: LeadId, reason: z.string() })),
  removed: z.int(),
})
export type LeadsChanged = z.infer<typeof LeadsChanged>
export const ScriptChange = z.object({ campaign_id: CampaignId, script_id: ScriptId })
