import { createHash } from 'node:crypto'
import type { ReachInput } from '../../src-preload/contract/campaign-reach.ts'
import type { DialingHold } from '../../src-preload/contract/campaigns.ts'
import { campaignReach } from '../core/campaign/campaign-reach.ts'
import { CampaignControl } from '../core/campaign/control-campaign.ts'
import { CampaignEditor } from '../core/campaign/edit-campaign.ts'
import { estimateCampaign } from '../core/campaign/estimate-campaign.ts'
import { Launcher } from '../core/campaign/launch.ts'
import { CampaignPreparation } from '../core/campaign/prepare-campaign.ts'
import type { ScriptWriter } from '../core/campaign/script-writer.ts'
import { WaitingCampaigns } from '../core/campaign/waiting-campaigns.ts'
import type { ApprovalStore } from '../core/wallet/approvals.ts'
import type { Ground } from './ground.ts'
import type { ComposedLeads } from './leads.ts'

interface CampaignParts {
  readonly ground: Ground
  readonly leads: Pick<ComposedLeads, 'reader' | 'detailOf' | 'gate' | 'placeOf'>
  readonly scripts: ScriptWriter
  readonly waitingApprovals: Pick<ApprovalStore, 'waiting'>
  /** Why calls cannot be given to the hosted engine; null when they can. */
  readonly hostedMissing: () => string | null
  /** What keeps the whole account from dialing at this moment. */
  readonly holds: () => DialingHold[]
  /** There may be calls to place. */
  readonly changed: () => void
}

/** Campaigns as a person makes, changes and stops them. */
export function composeCampaigns({ ground, leads, scripts, changed, ...parts }: CampaignParts) {
  const { campaignSettings, scriptStore, logError, campaigns } = ground
  const shared = { ...ground, leads: leads.reader, gate: leads.gate, scripts }
  const preparation = new CampaignPreparation({ ...shared, detailOf: leads.detailOf, ready: changed })
  const launcher = new Launcher({
    ...shared,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    hostedMissing: parts.hostedMissing,
    holds: parts.holds,
    prepare: (campaignId) => preparation.begin(campaignId),
  })
  const editor = new CampaignEditor({
    ...ground,
    settings: campaignSettings,
    scripts: scriptStore,
    leads: leads.reader,
    gate: leads.gate,
    changed,
  })
  const control = new CampaignControl({
    ...ground,
    settings: campaignSettings,
    changed,
    prepare: (campaignId) => preparation.begin(campaignId),
  })
  const waiting = new WaitingCampaigns({ campaigns, control, approvals: parts.waitingApprovals, logError })
  return {
    estimate: (leadIds: readonly string[], contractorId: string) =>
      estimateCampaign(leadIds, contractorId, shared),
    reach: (input: ReachInput) =>
      campaignReach(input, { ...shared, settings: campaignSettings, placeOf: leads.placeOf }),
    launcher,
    editor,
    control,
    waiting,
    /** Takes up what the last run left half done. */
    resume() {
      launcher.resume()
      preparation.resume()
      control.resumeCanceling()
    },
  }
}

export type ComposedCampaigns = ReturnType<typeof composeCampaigns>
