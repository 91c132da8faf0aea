import type { CallOutcome, TurnView } from '../../../../src-preload/contract/calls.ts'
import {
  plain,
  says,
  saysDayAfterTomorrow,
  saysToday,
  saysTomorrow,
  WEEKDAY_WORDS,
} from '../../time-words.ts'
import type { CallRecord } from '../call-record.ts'
import { isBookingAction } from '../live/booking-tools.ts'

interface Account {
  readonly summary: string
  readonly nextSteps: readonly string[]
}

const NOT_HEARD = 'The homeowner did not hear the confirmation of the inspection to its end.'
/** The first next step of a call whose booking was not confirmed in words that were heard. */
export const CALL_BACK = 'Call back to confirm the day and time of the inspection'

/** What a call came to; a booking that was not confirmed in words that were heard is confirmed first (design invariant 4). */
export function withConfirmation<Of extends Account>(
  account: Of,
  call: { readonly engine: CallRecord['engine']; readonly outcome: CallOutcome | null },
  turns: readonly TurnView[],
): Of {
  // What was heard of a call that a hosted engine held, only that engine knows.
  if (call.outcome !== 'booked' || call.engine !== 'ridgeline' || confirmationHeard(turns)) return account
  return {
    ...account,
    summary: `${account.summary} ${NOT_HEARD}`,
    nextSteps: [CALL_BACK, ...account.nextSteps],
  }
}

/** Whether a sentence that names the day was heard to its end, in the reply that booked or after it. */
function confirmationHeard(turns: readonly TurnView[]): boolean {
  const bookedAt = turns.findLastIndex(({ actions }) => actions.some(isBookingAction))
  if (bookedAt < 0) return false
  return turns.slice(bookedAt).some((turn, i) => {
    // A reply that was cut before anything was said behind its booking has confirmed nothing.
    if (i === 0 && turn.interrupted && turn.heard_text === turn.text) return false
    const confirmation = turn.speaker === 'agent' ? sentences(turn.text).findLast(namesDay) : undefined
    return confirmation !== undefined && turn.heard_text.includes(confirmation)
  })
}

const sentences = (text: string): string[] =>
  text.split(/(?<=[.?!])\s+/).filter((sentence) => sentence !== '')

function namesDay(sentence: string): boolean {
  const said = plain(sentence)
  return (
    says(said, WEEKDAY_WORDS.flat()) || saysToday(said) || saysTomorrow(said) || saysDayAfterTomorrow(said)
  )
}
