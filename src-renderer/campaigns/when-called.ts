import type { CampaignView, Estimate } from '../../src-preload/contract/campaigns.ts'
import { formatCount, formatWhen, plural } from '../ui/format.ts'

type Planned = Pick<Estimate, 'callable' | 'callable_now' | 'next_allowed_at'>

/** "12 now, 36 from Tomorrow 9:00 AM"; null when all may be called now, or none at all. */
export function whenCalled(estimate: Planned, timeZone: string, nowMs: number): string | null {
  const { callable, callable_now, next_allowed_at } = estimate
  if (next_allowed_at === null) return null
  const from = formatWhen(next_allowed_at, timeZone, nowMs)
  if (callable_now === 0) return `none now, the first from ${from}`
  return `${formatCount(callable_now)} now, ${formatCount(callable - callable_now)} from ${from}`
}

/** What the button that launches says: who is called at once, and when calling begins if nobody is. */
export function launchLabel(estimate: Planned, timeZone: string, nowMs: number): string {
  const { callable, callable_now, next_allowed_at } = estimate
  if (next_allowed_at === null) return `Start calling ${plural(callable, 'homeowner')}`
  const from = formatWhen(next_allowed_at, timeZone, nowMs)
  if (callable_now === 0) return `Line up ${plural(callable, 'homeowner')}, calls from ${from}`
  return `Start calling ${formatCount(callable_now)} now, ${formatCount(callable - callable_now)} later`
}

/** A call that is about to be dialed, or is tried again after a hitch, is kept out of line for up to a minute. */
const ABOUT_TO_BE_DIALED_MS = 2 * 60_000

/** When a running campaign may dial again, if it may dial nothing for now; else null. */
export function nothingBefore(
  { status, counts, next_call_at }: Pick<CampaignView, 'status' | 'counts' | 'next_call_at'>,
  nowMs: number,
): string | null {
  if (status !== 'running' || counts.active > 0 || next_call_at === null) return null
  return Date.parse(next_call_at) - nowMs > ABOUT_TO_BE_DIALED_MS ? next_call_at : null
}

/** The same in words, for the campaign and the Live screen. */
export const waitingWords = (queued: number, from: string, timeZone: string, nowMs: number): string =>
  `Nobody may be called before ${formatWhen(from, timeZone, nowMs)}: calling hours and the 20 hours between two calls to one number come first. ${plural(queued, 'call')} in line ${queued === 1 ? 'goes' : 'go'} out by ${queued === 1 ? 'itself' : 'themselves'} then.`
