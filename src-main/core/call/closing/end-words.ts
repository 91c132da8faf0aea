import type { CallOutcome } from '../../../../src-preload/contract/calls.ts'
import { asSentence } from '../../plain-trouble.ts'
import { unreachable } from '../../unreachable.ts'
import type { EndedCall } from '../call-facts.ts'

/** Who or what ended a call: "hung up" means different things. */
type EndedBy =
  | 'homeowner'
  | 'desk'
  | 'agent'
  | 'shutdown'
  | 'trouble'
  | 'time-limit'
  | 'unreachable'
  | 'unclear'
  | 'refused'

/** Who or what ended the call, by the strongest fact that is known. */
export function endedBy({ facts, event }: Pick<EndedCall, 'facts' | 'event'>): EndedBy {
  if (facts.endReason === 'unclear') return 'unclear'
  if (facts.endReason === 'failed') return 'refused'
  if (facts.canceledByPerson) return 'desk'
  if (facts.endReason === 'shutdown') return 'shutdown'
  if (facts.endReason === 'trouble') return 'trouble'
  if (event.cause === 'time_limit') return 'time-limit'
  if (event.cause === 'unreachable') return 'unreachable'
  return event.endedBy === 'homeowner' ? 'homeowner' : 'agent'
}

/** As it stands in the store: by it a call that the desk hung up is known. */
export const DESK_HUNG_UP = 'Somebody at the desk hung up.'

/** Why a call ended as it did, where the outcome alone does not tell. */
export function endReason(end: Pick<EndedCall, 'facts' | 'event'>, outcome: CallOutcome): string | null {
  const by = endedBy(end)
  switch (by) {
    case 'unclear':
      return "The carrier's answer to the dial was lost, so the phone may have rung. Check with the carrier; it will not be dialed again."
    case 'refused':
      return asSentence(end.event.detail)
    case 'desk':
      return DESK_HUNG_UP
    case 'shutdown':
      return 'Ridgeline was closed during the call.'
    case 'trouble':
      return 'A technical problem ended the call.'
    case 'time-limit':
      return "The carrier's time limit ended the call."
    case 'unreachable':
      return 'The number cannot be reached.'
    case 'homeowner':
      return outcome === 'hung_up' ? 'The homeowner hung up.' : null
    case 'agent':
      return null
    default:
      return unreachable(by)
  }
}

/** One line for the feed that names the person and says how the call with them ended. */
export function endTitle(
  name: string,
  end: Pick<EndedCall, 'facts' | 'event'>,
  outcome: CallOutcome,
): string {
  const by = endedBy(end)
  if (by === 'shutdown') return cutOffTitle(name, outcome, end.facts.answered)
  if (by === 'trouble' && outcome === 'failed') return `A technical problem ended the call with ${name}`
  if (outcome === 'voicemail') return `A voicemail picked up the call to ${name}`
  if (outcome !== 'hung_up') return `${name}: ${outcome.replaceAll('_', ' ')}`
  switch (by) {
    case 'homeowner':
      return `${name} hung up`
    case 'desk':
      return `The call with ${name} was ended at the desk`
    case 'time-limit':
      return `The call with ${name} reached its time limit`
    default:
      return `The call with ${name} ended without an agreement`
  }
}

/** The same for a call that Ridgeline lost: it was closed, or something broke. */
export function cutOffTitle(name: string, outcome: CallOutcome, answered: boolean): string {
  if (outcome === 'needs_review') return `${name} may have been called: check with the carrier`
  if (!answered) return `The call to ${name} was cut off before anybody answered`
  const said = outcome === 'failed' ? '' : `; before that: ${outcome.replaceAll('_', ' ')}`
  return `The call with ${name} was cut off because Ridgeline closed or lost it${said}`
}
