import type { CallOutcome, Interest } from '../../../src-preload/contract/calls.ts'
import type { EndCause } from './phone-line.ts'

/** What is known for certain about a call when it ends: facts written by code, not opinions of a model. */
export interface CallFacts {
  readonly booked: boolean
  readonly optedOut: boolean
  readonly callbackAgreed: boolean
  readonly notInterested: boolean
  readonly endReason: string | null
  readonly answeredBy: 'unknown' | 'human' | 'machine' | 'screener' | 'fax'
  readonly homeownerTurns: number
  readonly answered: boolean
  readonly canceledByPerson: boolean
}

/** The facts while they are still being found out. */
export type KnownFacts = { -readonly [Fact in keyof CallFacts]: CallFacts[Fact] }

export const noFactsYet = (): KnownFacts => ({
  booked: false,
  optedOut: false,
  callbackAgreed: false,
  notInterested: false,
  endReason: null,
  answeredBy: 'unknown',
  homeownerTurns: 0,
  answered: false,
  canceledByPerson: false,
})

/** The one outcome of a call. The strongest fact wins: a request to stop outranks a booking. */
export function outcomeOf(facts: CallFacts, cause: EndCause): CallOutcome {
  if (facts.optedOut) return 'do_not_call'
  if (facts.booked) return 'booked'
  if (facts.answered) return answeredOutcome(facts)
  if (facts.canceledByPerson) return 'canceled'
  switch (cause) {
    case 'busy':
    case 'rejected':
      return 'busy'
    case 'no_answer':
      return 'no_answer'
    case 'canceled':
      return 'canceled'
    default:
      return 'failed'
  }
}

function answeredOutcome(facts: CallFacts): CallOutcome {
  if (facts.answeredBy === 'machine' || facts.answeredBy === 'fax' || facts.endReason === 'voicemail')
    return 'voicemail'
  if (facts.endReason === 'wrong_number') return 'wrong_number'
  if (facts.endReason === 'do_not_call') return 'do_not_call'
  if (facts.callbackAgreed || facts.endReason === 'callback') return 'callback'
  if (facts.notInterested || facts.endReason === 'not_interested' || facts.endReason === 'hostile')
    return 'not_interested'
  if (facts.answeredBy === 'screener') return 'screened'
  return 'hung_up'
}

export function interestOf(outcome: CallOutcome): Interest {
  switch (outcome) {
    case 'booked':
      return 'hot'
    case 'callback':
      return 'warm'
    case 'not_interested':
    case 'do_not_call':
    case 'wrong_number':
      return 'none'
    default:
      return 'unknown'
  }
}

/** A plain account for when no model is there to write one. */
export function plainSummary(
  outcome: CallOutcome,
  homeowner: string,
  actions: readonly string[],
): { summary: string; nextSteps: string[] } {
  const did = actions.length > 0 ? ` ${actions.join('. ')}.` : ''
  return {
    summary: `${SENTENCES[outcome].replace('{name}', homeowner)}${did}`,
    nextSteps: [...NEXT_STEPS[outcome]],
  }
}

const SENTENCES: Record<CallOutcome, string> = {
  booked: '{name} agreed to an inspection.',
  callback: '{name} asked to be called another time.',
  not_interested: '{name} does not want an inspection.',
  do_not_call: '{name} asked not to be called again and is on the do-not-call list.',
  no_answer: 'Nobody answered.',
  busy: 'The line was busy.',
  voicemail: 'A voicemail answered; no message was left.',
  screened: 'A call screener answered and {name} did not pick up.',
  wrong_number: 'The number does not belong to {name}.',
  hung_up: 'The call ended before anything was agreed.',
  failed: 'The call could not be placed.',
  canceled: 'The call was canceled.',
  needs_review: 'The carrier gave no clear answer; a person has to look.',
}
const NEXT_STEPS: Record<CallOutcome, readonly string[]> = {
  booked: ['Send a crew to the inspection'],
  callback: ['Call back when they asked for'],
  not_interested: [],
  do_not_call: [],
  no_answer: ['Try again another day'],
  busy: ['Try again another day'],
  voicemail: ['Try again another day'],
  screened: ['Try again another day'],
  wrong_number: ['Find the right number'],
  hung_up: ['Decide whether to try again'],
  failed: ['Look at the reason and try again'],
  canceled: [],
  needs_review: ['Check with the carrier whether the call took place'],
}
