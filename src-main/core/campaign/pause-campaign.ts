import type { ActivityLog } from '../activity.ts'
import type { Clock } from '../clock.ts'
import type { Transactions } from '../transactions.ts'
import type { CampaignRecord, CampaignStore } from './campaign-record.ts'

export interface PauseParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly campaigns: Pick<CampaignStore, 'setStatus'>
  readonly activity: ActivityLog
}

/** The campaign waits for a person, who is told for what: `reason` is a sentence. */
export function pauseCampaign(campaign: CampaignRecord, reason: string, parts: PauseParts): void {
  parts.transactions.run(() => {
    parts.campaigns.setStatus(campaign.campaignId, 'paused', reason, parts.clock.nowMs())
    askToLookAt(campaign, reason, parts)
  })
}

/** Tells a person what has become of a campaign. */
export function askToLookAt(
  { campaignId, name }: CampaignRecord,
  reason: string,
  { activity, clock }: Pick<PauseParts, 'activity' | 'clock'>,
): void {
  activity.append('attention_needed', `“${name}”: ${reason}`, { campaign_id: campaignId }, clock.nowMs())
}
