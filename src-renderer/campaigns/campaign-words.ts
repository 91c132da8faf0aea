import type { CampaignStatus, Engine } from '../../src-preload/contract/campaigns.ts'
import { plural } from '../ui/format.ts'

/** Pausing keeps from dialing; it does not hang up, and whoever pauses must know. */
export const pausedWords = (underWay: number): string =>
  underWay === 0
    ? 'Paused. Nothing more is dialed until you resume.'
    : `Paused. Nothing more is dialed; ${plural(underWay, 'call')} under way ${underWay === 1 ? 'goes' : 'go'} on to the end.`

/** Why a campaign that is set to call does not; null when nothing of the wallet's keeps it from that. */
export const heldByWallet = (
  status: CampaignStatus,
  wallet: { paused: boolean } | undefined,
): string | null => (status === 'running' && wallet?.paused ? 'Paused: spending is paused' : null)

export const callsStillInLine = (queued: number): string =>
  queued === 0
    ? 'No call is in line.'
    : `${plural(queued, 'call')} still in line ${queued === 1 ? 'is' : 'are'} not made.`

/** Who holds the calls of a campaign. */
export const engineWords: Record<Engine, string> = {
  ridgeline: 'called by Ridgeline’s own engine',
  vapi: 'called through Vapi',
}
