import type { CampaignView } from '../../src-preload/contract/campaigns.ts'
import { plural } from '../ui/format.ts'

/** What to tell on the Live screen while no call is under way. */
export interface LiveOutlook {
  title: string
  words: string
  /** The campaign that is spoken of; null when none has anything to call. */
  campaignId: CampaignView['campaign_id'] | null
}

type Outlined = Pick<CampaignView, 'campaign_id' | 'name' | 'status' | 'status_reason' | 'counts'>

/** A campaign that is about to call comes before one that waits, and both before one that stands still. */
export function liveOutlook(campaigns: Outlined[]): LiveOutlook {
  const preparing = campaigns.find(({ status }) => status === 'launching' || status === 'preparing')
  if (preparing)
    return {
      title: 'The first calls are being prepared',
      words: `“${preparing.name}” is about to start. Its calls appear here by themselves as they are dialed.`,
      campaignId: preparing.campaign_id,
    }
  const waiting = campaigns.find(({ status, counts }) => status === 'running' && counts.queued > 0)
  if (waiting)
    return {
      title: waiting.status_reason ? 'Calls are waiting' : 'The next call is on its way',
      words:
        waiting.status_reason ??
        `“${waiting.name}” has ${plural(waiting.counts.queued, 'call')} in line. The next one appears here as it is dialed.`,
      campaignId: waiting.campaign_id,
    }
  const paused = campaigns.find(({ status, counts }) => status === 'paused' && counts.queued > 0)
  if (paused)
    return {
      title: 'Calling is paused',
      words: `“${paused.name}” has ${plural(paused.counts.queued, 'call')} in line and goes on when you resume it.`,
      campaignId: paused.campaign_id,
    }
  return {
    title: 'No call is under way',
    words:
      'When a campaign runs, each call appears here while it happens: you see the words, hear both sides, can whisper a hint to the agent or say a line through it, take the call over with your own microphone, or end it.',
    campaignId: null,
  }
}
