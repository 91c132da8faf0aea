import type { ActivityLog } from '../activity.ts'
import type { Clock } from '../clock.ts'
import { found, Refused } from '../refused.ts'
import { stepByStep } from '../slices.ts'
import type { Transactions } from '../transactions.ts'
import { abandonmentSinceMs, abandonmentVerdict, abandonmentWords } from './abandonment.ts'
import type { CampaignRecord, CampaignStore } from './campaign-record.ts'
import type { CampaignSettingsStore } from './campaign-settings-store.ts'
import { pauseCampaign } from './pause-campaign.ts'

export interface ControlParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly campaigns: CampaignStore
  readonly activity: ActivityLog
  readonly settings: CampaignSettingsStore
  readonly changed: () => void
  readonly logError: (message: string, fields: Record<string, unknown>) => void
  /** Takes up the writing of a script that was cut short. */
  readonly prepare: (campaignId: string) => void
}

const PAUSED =
  'Paused by a person. No new call is placed until it is resumed; calls under way go on to their end.'
/** Calls of a line that are ended in one go. */
const ROWS_AT_ONCE = 500
const CANCELED =
  'Canceled by a person. The calls in line were not made; calls under way went on to their end.'

/** Pause, resume and cancel. Calls that are up go on to their end; asking twice changes nothing. */
export class CampaignControl {
  readonly #parts: ControlParts
  constructor(parts: ControlParts) {
    this.#parts = parts
  }

  pause(campaignId: string): void {
    const campaign = this.#get(campaignId)
    if (campaign.status === 'paused') return
    this.#mustBe(campaign, ['running', 'preparing'], 'paused')
    this.#set(campaign, 'paused', PAUSED, 'ai_campaign_paused', `“${campaign.name}” was paused`)
  }

  resume(campaignId: string): void {
    const campaign = this.#get(campaignId)
    if (campaign.status === 'running') return
    this.#mustBe(campaign, ['paused'], 'resumed')
    this.#assertFewAbandoned(campaign)
    // One whose script was still being written goes back to where it stood.
    const status = campaign.scriptId ? 'running' : 'preparing'
    this.#set(campaign, status, null, 'ai_campaign_resumed', `“${campaign.name}” was resumed`)
    if (status === 'preparing') this.#parts.prepare(campaignId)
  }

  /** Row 16: blocked at 3 %; below that a person may go on, and answers for what was abandoned so far. */
  #assertFewAbandoned(campaign: CampaignRecord): void {
    const { settings, clock } = this.#parts
    const measured = settings.abandonment(campaign.campaignId, abandonmentSinceMs(clock.nowMs()))
    if (abandonmentVerdict(measured) === 'block')
      throw new Refused('conflict', 'The campaign cannot be resumed', abandonmentWords(measured))
    if (measured.abandoned > 0) settings.acceptAbandoned(campaign.campaignId, measured.abandoned)
  }

  /** It waits for a person, and says for what. */
  staysPaused(campaignId: string, reason: string): void {
    pauseCampaign(this.#get(campaignId), reason, this.#parts)
    this.#parts.changed()
  }

  /** From the first moment on nothing is dialed any more; then the calls in line are ended. */
  async cancel(campaignId: string): Promise<void> {
    const campaign = this.#get(campaignId)
    if (campaign.status !== 'canceled') {
      this.#mustBe(campaign, ['running', 'launching', 'preparing', 'paused'], 'canceled')
      this.#set(campaign, 'canceled', CANCELED, 'ai_campaign_canceled', `“${campaign.name}” was canceled`)
    }
    await this.#emptyLine(campaignId)
  }

  /** Cancellations that were cut short by a crash. */
  resumeCanceling(): void {
    const { campaigns, logError } = this.#parts
    for (const { campaignId } of campaigns.withStatus('canceled')) {
      if (campaigns.openCalls(campaignId).queued === 0) continue
      this.#emptyLine(campaignId).catch((error: unknown) =>
        logError('the line of a canceled campaign could not be emptied', {
          campaignId,
          detail: String(error),
        }),
      )
    }
  }

  #emptyLine(campaignId: string): Promise<void> {
    const { clock, campaigns } = this.#parts
    const nowMs = clock.nowMs()
    return stepByStep(
      clock,
      () =>
        campaigns.cancelQueued(campaignId, 'The campaign was canceled.', nowMs, ROWS_AT_ONCE) ===
        ROWS_AT_ONCE,
    )
  }

  #get(campaignId: string): CampaignRecord {
    return found(this.#parts.campaigns.get(campaignId), 'campaign', campaignId)
  }

  #mustBe(campaign: CampaignRecord, allowed: readonly CampaignRecord['status'][], wish: string): void {
    if (allowed.includes(campaign.status)) return
    throw new Refused(
      'conflict',
      `The campaign cannot be ${wish}`,
      `"${campaign.name}" is ${campaign.status}; only a campaign that is ${allowed.join(' or ')} can be ${wish}.`,
    )
  }

  #set(
    campaign: CampaignRecord,
    status: CampaignRecord['status'],
    reason: string | null,
    type: 'ai_campaign_paused' | 'ai_campaign_resumed' | 'ai_campaign_canceled',
    title: string,
  ): void {
    const { clock, campaigns, activity, transactions, changed } = this.#parts
    transactions.run(() => {
      campaigns.setStatus(campaign.campaignId, status, reason, clock.nowMs())
      activity.append(type, title, { campaign_id: campaign.campaignId }, clock.nowMs())
    })
    changed()
  }
}
