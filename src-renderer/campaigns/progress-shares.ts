import type { CampaignView } from '../../src-preload/contract/campaigns.ts'

type Counts = Omit<CampaignView['counts'], 'blocked'>

/** Percent of a campaign's calls that are over, under way and canceled; what is missing to 100 is still in line. */
export function progressOf({ queued, active, ended, canceled }: Counts) {
  const total = Math.max(1, queued + active + ended + canceled)
  const percent = (count: number) => (count / total) * 100
  return { ended: percent(ended), active: percent(active), canceled: percent(canceled) }
}
