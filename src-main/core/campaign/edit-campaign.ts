import type {
  CampaignPace,
  CampaignSettings,
  LeadsChanged,
} from '../../../src-preload/contract/campaign-settings.ts'
import type { LeadId } from '../../../src-preload/contract/primitives.ts'
import type { ActivityLog } from '../activity.ts'
import type { Clock, Ids } from '../clock.ts'
import type { Gatekeeper } from '../compliance/gatekeeper.ts'
import type { LeadReader } from '../lead/lead.ts'
import { found, Refused } from '../refused.ts'
import { eachInSlices, stepByStep } from '../slices.ts'
import type { Transactions } from '../transactions.ts'
import { abandonedPercent, abandonmentSinceMs } from './abandonment.ts'
import type { CampaignRecord, CampaignStore, ScriptStore } from './campaign-record.ts'
import type { CampaignSettingsStore } from './campaign-settings-store.ts'
import { allowedSoon } from './fill-campaign.ts'

export interface EditParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly campaigns: CampaignStore
  readonly settings: CampaignSettingsStore
  readonly scripts: Pick<ScriptStore, 'get'>
  readonly leads: LeadReader
  readonly gate: Gatekeeper
  readonly activity: ActivityLog
  readonly changed: () => void
}

const ROWS_AT_ONCE = 500
const TAKEN_OUT = 'The lead was taken out of the campaign.'

/** Changes to a campaign that is under way. Calls that are up keep what they began with. */
export class CampaignEditor {
  readonly #parts: EditParts
  constructor(parts: EditParts) {
    this.#parts = parts
  }

  pace(campaignId: string): CampaignPace {
    const { settings, clock } = this.#parts
    this.#get(campaignId)
    const measured = settings.abandonment(campaignId, abandonmentSinceMs(clock.nowMs()))
    return {
      settings: settings.of(campaignId),
      abandonment: { ...measured, percent: Math.round(abandonedPercent(measured) * 10) / 10 },
    }
  }

  set(campaignId: string, changes: Partial<CampaignSettings>): CampaignPace {
    const { settings, changed } = this.#parts
    const campaign = this.#open(campaignId)
    this.#note(campaign, `The settings of ${campaign.name} were changed`, () => {
      settings.save(campaignId, { ...settings.of(campaignId), ...changes })
      // Calls put off by the old windows may be due now; the gate puts off those that are not.
      if (changes.calling_windows !== undefined) this.#parts.campaigns.lookAgain(campaignId)
    })
    changed()
    return this.pace(campaignId)
  }

  async setScript(campaignId: string, scriptId: string): Promise<void> {
    const { campaigns, scripts, clock } = this.#parts
    const campaign = this.#open(campaignId)
    const script = found(scripts.get(scriptId), 'script', scriptId)
    this.#note(campaign, `${campaign.name} goes on with "${script.name}", version ${script.version}`, () =>
      campaigns.setScript(campaignId, scriptId),
    )
    await stepByStep(clock, () => campaigns.giveScript(campaignId, ROWS_AT_ONCE) === ROWS_AT_ONCE)
  }

  async changeLeads(
    campaignId: string,
    add: readonly string[],
    remove: readonly string[],
  ): Promise<LeadsChanged> {
    const { clock, leads, changed } = this.#parts
    const campaign = this.#open(campaignId)
    for (const leadId of [...add, ...remove]) found(leads.get(leadId), 'lead', leadId)
    let removed = 0
    await eachInSlices(clock, new Set(remove), (leadId) => {
      removed += this.#remove(campaignId, leadId)
    })
    let added = 0
    const notAdded: LeadsChanged['not_added'] = []
    await eachInSlices(clock, new Set(add), (leadId) => {
      const against = this.#add(campaign, leadId)
      if (against === null) added++
      else notAdded.push({ lead_id: leadId as LeadId, reason: against })
    })
    this.#note(campaign, `${campaign.name}: ${added} leads added, ${removed} taken out`, () => {})
    changed()
    return { added, not_added: notAdded, removed }
  }

  /** What speaks against it, or null when it is in line now. */
  #add(campaign: CampaignRecord, leadId: string): string | null {
    const { transactions, campaigns, settings, leads, gate, ids, clock } = this.#parts
    const { campaignId } = campaign
    return transactions.run(() => {
      const lead = leads.get(leadId)
      if (!lead) return 'There is no such lead any more.'
      if (campaigns.hasOpenCall(campaignId, leadId)) return 'Is in line already, or on the phone.'
      const callId = ids.next('call')
      const nowMs = clock.nowMs()
      const windows = settings.of(campaignId).calling_windows
      const decision = gate.within(windows).decide(lead, 'queue', callId, nowMs)
      if (!allowedSoon(decision)) return decision.reasons.map(({ message }) => message).join(' ')
      settings.putBack(campaignId, leadId)
      campaigns.addCall(
        campaignId,
        {
          callId,
          leadId,
          phone: lead.phone,
          priority: lead.score,
          evidenceId: decision.evidenceId,
          notBeforeMs: decision.nextAllowedAtMs ?? nowMs,
        },
        nowMs,
      )
      return null
    })
  }

  #remove(campaignId: string, leadId: string): number {
    const { transactions, campaigns, settings, clock } = this.#parts
    return transactions.run(() => {
      settings.takeOut(campaignId, leadId)
      return campaigns.cancelLead(campaignId, leadId, TAKEN_OUT, clock.nowMs())
    })
  }

  #get(campaignId: string): CampaignRecord {
    return found(this.#parts.campaigns.get(campaignId), 'campaign', campaignId)
  }

  #open(campaignId: string): CampaignRecord {
    const campaign = this.#get(campaignId)
    if (campaign.status === 'running' || campaign.status === 'paused') return campaign
    throw new Refused(
      'conflict',
      'The campaign cannot be changed',
      `"${campaign.name}" is ${campaign.status}; a campaign is changed while it is running or paused.`,
    )
  }

  #note(campaign: CampaignRecord, title: string, work: () => void): void {
    const { transactions, activity, clock } = this.#parts
    transactions.run(() => {
      work()
      activity.append('ai_campaign_changed', title, { campaign_id: campaign.campaignId }, clock.nowMs())
    })
  }
}
