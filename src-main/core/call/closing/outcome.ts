import type { CallOutcome, Interest } from '../../../../src-preload/contract/calls.ts'
import { isBackchannel, isGreeting } from '../../turn-taking/utterance.ts'
import type { CallFacts } from '../call-facts.ts'
import type { EndCause } from '../phone-line.ts'

/** The one outcome of a call. The strongest fact wins: a request to stop outranks a booking, and a booking a broken end. */
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
  // Nobody on the line wanted it to end: that is our failure, not a decision of theirs.
  if (facts.endReason === 'trouble' || facts.endReason === 'shutdown') return 'failed'
  return 'hung_up'
}

/** As far as the outcome alone tells; a summary may know better. */
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

/**
 * What a summary made of it, kept in line with the facts: whoever said no more than a greeting showed no interest, and
 * after a request to stop there is none.
 */
export function interestAfter(
  outcome: CallOutcome | null,
  judged: Interest,
  homeownerSaid: readonly string[],
): Interest {
  switch (outcome) {
    case 'booked':
    case 'do_not_call':
    case 'wrong_number':
      return interestOf(outcome)
    case 'not_interested':
      return judged === 'none' ? 'none' : 'cold'
    case 'hung_up':
    case 'failed':
      return homeownerSaid.every((text) => isGreeting(text) || isBackchannel(text)) ? 'unknown' : judged
    default:
      return judged
  }
}

/** A plain account for when no model is there to write one. */
export function plainSummary(
  outcome: CallOutcome,
  homeowner: string,
  answered: boolean,
  actions: readonly string[],
): { summary: string; nextSteps: string[] } {
  const did = actions.length > 0 ? ` ${actions.join('. ')}.` : ''
  const account = outcome === 'failed' && answered ? CUT_OFF : ACCOUNTS[outcome]
  return {
    summary: `${account.sentence.replace('{name}', homeowner)}${did}`,
    nextSteps: [...account.nextSteps],
  }
}

interface Account {
  readonly sentence: string
  readonly nextSteps: readonly string[]
}

const CUT_OFF: Account = {
  sentence: 'A technical problem ended the call with {name}; they did not hang up.',
  nextSteps: ['Read the transcript and decide whether to call again'],
}
const TRY_AGAIN = ['Try again another day'] as const
const ACCOUNTS: Record<CallOutcome, Account> = {
  booked: { sentence: '{name} agreed to an inspection.', nextSteps: ['Send a crew to the inspection'] },
  callback: {
    sentence: '{name} asked to be called another time.',
    nextSteps: ['Call back when they asked for'],
  },
  not_interested: { sentence: '{name} does not want an inspection.', nextSteps: [] },
  do_not_call: {
    sentence: '{name} asked not to be called again and is on the do-not-call list.',
    nextSteps: ['Do not call or text this number again'],
  },
  no_answer: { sentence: 'Nobody answered.', nextSteps: TRY_AGAIN },
  busy: { sentence: 'The line was busy.', nextSteps: TRY_AGAIN },
  voicemail: { sentence: 'A voicemail answered; no message was left.', nextSteps: TRY_AGAIN },
  screened: { sentence: 'A call screener answered and {name} did not pick up.', nextSteps: TRY_AGAIN },
  wrong_number: {
    sentence: 'The number does not belong to {name}.',
    nextSteps: ['Find the right number'],
  },
  hung_up: {
    sentence: 'The call ended before anything was agreed.',
    nextSteps: ['Decide whether to try again'],
  },
  failed: {
    sentence: 'The call could not be placed.',
    nextSteps: ['Look at the reason and try again'],
  },
  canceled: { sentence: 'The call was canceled.', nextSteps: [] },
  needs_review: {
    sentence: 'The carrier gave no clear answer; a person has to look.',
    nextSteps: ['Check with the carrier whether the call took place'],
  },
}
