import type { CampaignStatus, DialingHold, Engine } from '../../src-preload/contract/campaigns.ts'
import { plural } from '../ui/format.ts'

/** Pausing keeps from dialing; it does not hang up, and whoever pauses must know. */
export const pausedWords = (underWay: number): string =>
  underWay === 0
    ? 'Paused. Nothing more is dialed until you resume.'
    : `Paused. Nothing more is dialed; ${plural(underWay, 'call')} under way ${underWay === 1 ? 'goes' : 'go'} on to the end.`

/** Whether it dials by itself, now or once it is prepared. */
export const isOnItsWay = (status: CampaignStatus): boolean =>
  status === 'running' || status === 'preparing' || status === 'launching'

/** Whether it makes no more calls, whatever anybody does. */
export const isOver = (status: CampaignStatus): boolean =>
  status === 'completed' || status === 'canceled' || status === 'failed'

/** What its cost is called: it grows while it calls. */
export const costLabel = (status: CampaignStatus): string => (isOver(status) ? 'Cost' : 'Cost so far')

const HELD: Record<DialingHold['code'], string> = {
  spending_paused: 'Paused: spending is paused',
  books_do_not_balance: 'Waits: the books do not balance',
  relay_unreachable: 'Waits for the relay',
  relay_refused: 'Waits: the relay refuses this computer',
}

/** Why a campaign that is set to call does not; null when nothing keeps the account from it. */
export const heldBack = (status: CampaignStatus, holds: readonly Pick<DialingHold, 'code'>[] = []) =>
  isOnItsWay(status) && holds[0] ? HELD[holds[0].code] : null

export const callsStillInLine = (queued: number): string =>
  queued === 0
    ? 'No call is in line.'
    : `${plural(queued, 'call')} still in line ${queued === 1 ? 'is' : 'are'} not made.`

/** What a launch came to. */
export const launchedWords = (calls: number, holds: readonly Pick<DialingHold, 'message'>[]): string =>
  [`Launched: ${plural(calls, 'call')} in line.`, ...holds.map(({ message }) => message)].join(' ')

/** What is different where Vapi holds the calls, by what the desk can do in them and what a minute costs; null where nothing is. */
export const engineDiffers = (engine: Engine): string | null =>
  engine === 'vapi'
    ? 'Vapi holds these calls: you can read along, but not listen in or take over, and the recording comes some time afterwards. A minute costs your wallet the same.'
    : null

/** Who holds the calls of a campaign. */
export const engineWords: Record<Engine, string> = {
  ridgeline: 'called by Ridgeline’s own engine',
  vapi: 'called through Vapi',
}
