import type { CampaignView } from '../../src-preload/contract/campaigns.ts'
import { isOnItsWay } from '../campaigns/campaign-words.ts'
import { nothingBefore, waitingWords } from '../campaigns/when-called.ts'
import { plural } from '../ui/format.ts'

/** What to tell on the Live screen while no call is under way. */
export interface LiveOutlook {
  title: string
  words: string
  /** The campaign that is spoken of; null when none has anything to call. */
  campaignId: CampaignView['campaign_id'] | null
}

type Outlined = Pick<
  CampaignView,
  'campaign_id' | 'name' | 'status' | 'status_reason' | 'counts' | 'next_call_at'
>

/**
 * A campaign that is about to call comes before one that waits, and both before one that stands still.
 * `isHeld`: nothing can be dialed for the whole account; the screen says why and what to do.
 */
export function liveOutlook(
  campaigns: Outlined[],
  timeZone: string,
  nowMs: number,
  isHeld: boolean,
): LiveOutlook {
  const held = isHeld && campaigns.find(({ status, counts }) => isOnItsWay(status) && counts.queued > 0)
  if (held)
    return {
      title: 'No call can start now',
      words: `“${held.name}” has ${plural(held.counts.queued, 'call')} in line. None is lost: they start once what is told above is settled.`,
      campaignId: held.campaign_id,
    }
  const preparing = campaigns.find(({ status }) => status === 'launching' || status === 'preparing')
  if (preparing)
    return {
      title: 'The first calls are being prepared',
      words: `“${preparing.name}” is about to start. Its calls appear here by themselves as they are dialed.`,
      campaignId: preparing.campaign_id,
    }
  const inLine = campaigns.filter(({ status, counts }) => status === 'running' && counts.queued > 0)
  const next = inLine.find((campaign) => nothingBefore(campaign, nowMs) === null) ?? soonest(inLine)
  if (next) return outlookOf(next, timeZone, nowMs)
  const paused = campaigns.find(({ status, counts }) => status === 'paused' && counts.queued > 0)
  if (paused)
    return {
      title: 'Calling is paused',
      words: [
        `“${paused.name}” has ${plural(paused.counts.queued, 'call')} in line and goes on when you resume it.`,
        paused.status_reason,
      ]
        .filter(Boolean)
        .join(' '),
      campaignId: paused.campaign_id,
    }
  return {
    title: 'No call is under way',
    words:
      'When a campaign runs, each call appears here while it happens: you see the words, hear both sides, can whisper a hint to the agent or say a line through it, take the call over with your own microphone, or end it.',
    campaignId: null,
  }
}

function outlookOf(campaign: Outlined, timeZone: string, nowMs: number): LiveOutlook {
  const { name, counts, status_reason, campaign_id: campaignId } = campaign
  if (status_reason) return { title: 'Calls are waiting', words: status_reason, campaignId }
  const from = nothingBefore(campaign, nowMs)
  if (from !== null)
    return {
      title: 'No call may be made yet',
      words: `“${name}”: ${waitingWords(counts.queued, from, timeZone, nowMs)}`,
      campaignId,
    }
  return {
    title: 'The next call is on its way',
    words: `“${name}” has ${plural(counts.queued, 'call')} in line. The next one appears here as it is dialed.`,
    campaignId,
  }
}

const soonest = (campaigns: Outlined[]): Outlined | undefined =>
  campaigns.toSorted((a, b) => (a.next_call_at ?? '').localeCompare(b.next_call_at ?? ''))[0]
