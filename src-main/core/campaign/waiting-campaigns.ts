import { messageOf } from '../message-of.ts'
import { Refused } from '../refused.ts'
import type { Approval, ApprovalEnd, ApprovalStore } from '../wallet/approvals.ts'
import { type CampaignRecord, type CampaignStore, WAITS_FOR_APPROVAL } from './campaign-record.ts'
import type { CampaignControl } from './control-campaign.ts'

export interface WaitingCampaignsParts {
  readonly campaigns: CampaignStore
  readonly control: Pick<CampaignControl, 'resume' | 'staysPaused'>
  readonly approvals: Pick<ApprovalStore, 'waiting'>
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

/**
 * Campaigns that wait for a person's word on their spending. One that may not go on for another reason says so, and keeps
 * neither the others nor the approval back.
 */
export class WaitingCampaigns {
  readonly #parts: WaitingCampaignsParts
  constructor(parts: WaitingCampaignsParts) {
    this.#parts = parts
  }

  answered(approval: Approval, how: ApprovalEnd): void {
    for (const campaign of this.#parts.campaigns.withStatus('paused'))
      if (campaign.statusReason?.startsWith(WAITS_FOR_APPROVAL) && this.#waitsFor(approval, campaign))
        this.#tell(campaign, approval, how)
  }

  /** A day's limit holds for every campaign; one that is asked about on its own waits for that word. */
  #waitsFor({ kind, subject }: Approval, { campaignId }: CampaignRecord): boolean {
    if (kind !== 'day_limit') return subject === campaignId
    return OF_ONE_CAMPAIGN.every((own) => this.#parts.approvals.waiting(own, campaignId) === null)
  }

  #tell(campaign: CampaignRecord, approval: Approval, how: ApprovalEnd): void {
    const { control, logError } = this.#parts
    const { campaignId } = campaign
    try {
      if (how === 'declined')
        control.staysPaused(campaignId, `${approval.decidedBy ?? 'A person'} declined: ${approval.summary}`)
      else if (how === 'unanswered')
        control.staysPaused(campaignId, 'Nobody answered whether it may spend more. Resume it to ask again.')
      else control.resume(campaignId)
    } catch (error) {
      if (error instanceof Refused) control.staysPaused(campaignId, error.detail)
      else logError('a campaign that waited could not go on', { campaignId, detail: messageOf(error) })
    }
  }
}

const OF_ONE_CAMPAIGN = ['campaign_spend', 'campaign_limit', 'booking_cost'] as const
