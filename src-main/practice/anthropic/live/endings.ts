import type { HomeownerIntent } from './homeowner-intents.ts'
import { firstNameOf, goodbye, isBooked, type Situation, type Turn, use } from './situation.ts'

export function answersMachine(situation: Situation, intents: readonly HomeownerIntent[]): Turn | null {
  if (intents.includes('is-voicemail')) return use(situation, '', 'end_call', { reason: 'voicemail' })
  if (!intents.includes('is-screener')) return null
  if (/stay on the line/i.test(situation.words)) return { say: situation.say('waiting') }
  return { say: situation.say('screener', { first: firstNameOf(situation) }) }
}

/** Grave matters first: none of them waits for the sale. */
export function endsTheCall(situation: Situation, intents: readonly HomeownerIntent[]): Turn | null {
  const { words } = situation
  if (intents.includes('stop-calling'))
    return use(situation, '', 'add_to_do_not_call', { homeowner_words: words })
  if (intents.includes('wrong-number')) return goodbye(situation, 'wrongNumber', 'wrong_number')
  if (intents.includes('hostile')) return goodbye(situation, 'hostile', 'hostile')
  if (isBooked(situation)) return null
  if (intents.includes('not-owner'))
    return use(situation, '', 'mark_not_interested', { reason: `Does not own the home: ${words}` })
  if (intents.includes('not-interested')) return use(situation, '', 'mark_not_interested', { reason: words })
  if (intents.includes('busy') || wasAskedWhen(situation) || declinesNow(situation, intents))
    return callBack(situation)
  if (intents.includes('leaves')) return goodbye(situation, 'closing', 'other')
  return null
}

const wasAskedWhen = (situation: Situation): boolean =>
  /better time to call you back|podemos llamarle/.test(situation.spoken.at(-1) ?? '')

/** "No" to whether now is a good time. */
const declinesNow = ({ spoken }: Situation, intents: readonly HomeownerIntent[]): boolean =>
  intents.includes('declines') &&
  !intents.includes('agrees') &&
  /(good|bad) (time|moment)\W*$|buen momento\W*$/i.test(spoken.at(-1) ?? '')

function callBack(situation: Situation): Turn {
  const when = whenInWords(situation.words)
  if (when === null && !wasAskedWhen(situation)) return { say: situation.say('askWhen') }
  return use(situation, '', 'schedule_callback', {
    when_words: when ?? situation.words,
    reason: situation.words,
  })
}

function whenInWords(words: string): string | null {
  const found =
    /((?:tomorrow|tonight|later today|this (?:evening|afternoon|week)|next week|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mañana)\b(?:[^.?!,]{0,30})?|after \w+|in (?:an?|\w+) (?:hours?|minutes?|days?))/i.exec(
      words,
    )
  return found?.[1]?.replace(/\s+(would|works?|is|if|please|or|and|okay)\b.*$/i, '').trim() ?? null
}

export function whenWords(input: unknown): string {
  const words = (input as { when_words?: unknown } | null)?.when_words
  return typeof words === 'string' && words.length < 40 ? lowered(words.replace(/[.?!]+$/, '')) : 'then'
}

const lowered = (words: string): string =>
  /^(tomorrow|tonight|after|in|later|this|next)\b/i.test(words)
    ? words.charAt(0).toLowerCase() + words.slice(1)
    : words

export const endReason = (input: unknown): Record<string, unknown> =>
  typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : { reason: 'other' }
