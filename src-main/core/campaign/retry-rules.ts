import type { CallOutcome } from '../../../src-preload/contract/calls.ts'
import { type CampaignSettings, RetriedOutcome } from '../../../src-preload/contract/campaign-settings.ts'
import { HOUR_MS } from '../time.ts'

/** compliance.md section 8 keeps calls twenty hours apart whatever is set here; a voicemail rests for two days. */
export const defaultCampaignSettings: CampaignSettings = {
  max_concurrent_calls: null,
  calls_per_minute: null,
  calling_windows: null,
  most_calls_per_lead: 3,
  retries: {
    no_answer: { most: 2, after_hours: 20 },
    busy: { most: 2, after_hours: 4 },
    voicemail: { most: 1, after_hours: 48 },
    screened: { most: 1, after_hours: 48 },
    failed: { most: 0, after_hours: 1 },
  },
}

export interface TriedCall {
  readonly outcome: CallOutcome
  readonly endedAtMs: number
  /** Calls of this campaign to the lead so far, and how many of them ended like this one. */
  readonly calls: number
  readonly likeThis: number
}

/** When a lead is due for another call of the same campaign; null when this outcome, or the count of calls, is the end of it. */
export function retryAt(
  { outcome, endedAtMs, calls, likeThis }: TriedCall,
  settings: CampaignSettings,
): number | null {
  const retried = RetriedOutcome.safeParse(outcome)
  if (!retried.success || calls >= settings.most_calls_per_lead) return null
  const rule = settings.retries[retried.data]
  return likeThis > rule.most ? null : endedAtMs + rule.after_hours * HOUR_MS
}
