import type { LeadDetail } from '../../../src-preload/contract/leads.ts'
import type { ContractorStore } from '../contractor.ts'
import type { Lead, LeadReader } from '../lead/lead.ts'
import { messageOf } from '../message-of.ts'
import { plainTrouble } from '../plain-trouble.ts'
import { found } from '../refused.ts'
import { eachInSlices, stepByStep } from '../slices.ts'
import type { CampaignStore } from './campaign-record.ts'
import { leadOf } from './fill-campaign.ts'
import { type PauseParts, pauseCampaign } from './pause-campaign.ts'
import type { ScriptWriter } from './script-writer.ts'

export interface PreparationParts extends PauseParts {
  readonly campaigns: CampaignStore
  readonly contractors: ContractorStore
  readonly leads: LeadReader
  readonly detailOf: (lead: Lead) => LeadDetail
  readonly scripts: ScriptWriter
  /** A campaign is running: its calls may be placed. */
  readonly ready: () => void
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

/** What a script rests on is seen from so many leads. */
const LEADS_FOR_A_SCRIPT = 500
const ROWS_AT_ONCE = 500

/** What is done for a campaign between its launch and its first dial: its script and the openings are written. */
export class CampaignPreparation {
  readonly #parts: PreparationParts
  readonly #preparing = new Set<string>()
  constructor(parts: PreparationParts) {
    this.#parts = parts
  }

  /** Gets a campaign ready to be dialed, in the background and at most once at a time. */
  begin(campaignId: string): void {
    if (this.#preparing.has(campaignId)) return
    this.#preparing.add(campaignId)
    const work = this.#prepare(campaignId)
      .catch((error: unknown) => this.#notPrepared(campaignId, error))
      .finally(() => this.#preparing.delete(campaignId))
    void work
  }

  /** Campaigns whose preparation was cut short by a crash are taken up again. */
  resume(): void {
    for (const { campaignId } of this.#parts.campaigns.withStatus('preparing')) this.begin(campaignId)
  }

  /** Writes the script and the personal openings, then lets the dialer begin. */
  async #prepare(campaignId: string): Promise<void> {
    const { campaigns, contractors, clock, scripts } = this.#parts
    const campaign = found(campaigns.get(campaignId), 'campaign', campaignId)
    const { profile } = found(contractors.get(campaign.contractorId), 'contractor', campaign.contractorId)
    const leadIds = campaigns.calls(campaignId).map(({ leadId }) => leadId)
    const details: LeadDetail[] = []
    await eachInSlices(clock, leadIds.slice(0, LEADS_FOR_A_SCRIPT), (leadId) => {
      details.push(this.#detail(leadId))
    })
    const script = campaign.scriptId
      ? found(scripts.get(campaign.scriptId), 'script', campaign.scriptId)
      : await scripts.write(profile, campaign.name, details, null)
    campaigns.setScript(campaignId, script.script_id)
    await stepByStep(clock, () => campaigns.giveScript(campaignId, ROWS_AT_ONCE) === ROWS_AT_ONCE)
    await scripts.writeOpenings(profile, script.script_id, leadIds, (leadId) => this.#detail(leadId))
    if (campaigns.get(campaignId)?.status !== 'preparing') return
    campaigns.setStatus(campaignId, 'running', null, clock.nowMs())
    this.#parts.ready()
  }

  /** A person is told and may resume; a campaign never stays in preparation with nobody working on it. */
  #notPrepared(campaignId: string, error: unknown): void {
    const { campaigns, logError } = this.#parts
    logError('a campaign could not be prepared', { campaignId, detail: messageOf(error) })
    try {
      const campaign = campaigns.get(campaignId)
      if (campaign?.status !== 'preparing') return
      pauseCampaign(
        campaign,
        `It could not be prepared: ${plainTrouble(error)}. Resume it to try again.`,
        this.#parts,
      )
    } catch (second) {
      logError('a campaign could not be paused', { campaignId, detail: String(second) })
    }
  }

  #detail(leadId: string): LeadDetail {
    return this.#parts.detailOf(leadOf(leadId, this.#parts))
  }
}
