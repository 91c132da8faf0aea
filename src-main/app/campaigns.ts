import type { CampaignReach, ReachInput } from '../../src-preload/contract/campaign-reach.ts'
import type { CampaignSettings } from '../../src-preload/contract/campaign-settings.ts'
import type { Estimate, LaunchInput } from '../../src-preload/contract/campaigns.ts'
import type { CampaignReads } from '../adapters/sqlite/reads/campaign-reads.ts'
import type { CampaignStore } from '../core/campaign/campaign-record.ts'
import type { CampaignControl } from '../core/campaign/control-campaign.ts'
import type { CampaignEditor } from '../core/campaign/edit-campaign.ts'
import type { Launcher } from '../core/campaign/launch.ts'
import type { ScriptWriter } from '../core/campaign/script-writer.ts'
import { found } from '../core/refused.ts'

export interface CampaignAppParts {
  readonly campaigns: CampaignStore
  readonly campaignReads: CampaignReads
  readonly scripts: Pick<ScriptWriter, 'get'>
  readonly estimate: (leadIds: readonly string[], contractorId: string) => Promise<Estimate>
  readonly reach: (input: ReachInput) => Promise<CampaignReach>
  readonly launcher: Launcher
  readonly control: CampaignControl
  readonly editor: CampaignEditor
}

/** Campaigns as they are launched, watched, changed and stopped. */
export function campaignApp(parts: CampaignAppParts) {
  const { campaigns, campaignReads, scripts, estimate, reach, launcher, control, editor } = parts
  const afterwards = async (campaignId: string, change: () => void | Promise<void>) => {
    await change()
    return campaignReads.view(campaignId)
  }
  return {
    estimate,
    reach,
    launch: (input: LaunchInput & { idempotency_key?: string | undefined }) => launcher.launch(input),
    list: campaignReads.list,
    get(campaignId: string) {
      const { scriptId } = found(campaigns.get(campaignId), 'campaign', campaignId)
      const script = scriptId ? scripts.get(scriptId) : null
      return campaignReads.detail(campaignId, campaigns.blocked(campaignId), script)
    },
    pause: (campaignId: string) => afterwards(campaignId, () => control.pause(campaignId)),
    resume: (campaignId: string) => afterwards(campaignId, () => control.resume(campaignId)),
    cancel: (campaignId: string) => afterwards(campaignId, () => control.cancel(campaignId)),
    pace: (campaignId: string) => editor.pace(campaignId),
    setSettings: (campaignId: string, changes: Partial<CampaignSettings>) => editor.set(campaignId, changes),
    changeLeads: (campaignId: string, add: readonly string[], remove: readonly string[]) =>
      editor.changeLeads(campaignId, add, remove),
    setScript: (campaignId: string, scriptId: string) =>
      afterwards(campaignId, () => editor.setScript(campaignId, scriptId)),
  }
}
