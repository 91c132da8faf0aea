import { toolsUsed } from './conversation.ts'
import { goodbye, type Situation, type Turn, use } from './situation.ts'
import { dayPreference } from './slots.ts'

/** What a hint of the office makes the agent do: words of its own to weave in, or a whole turn. */
export type Followed = { readonly weave: string } | { readonly turn: Turn }

const HANDED_BACK = /colleague from the office has spoken/i
const NOTE_OF_COLLEAGUE = /Their note to you:\s*([\s\S]+)$/
const MENTION =
  /^(?:please\s+)?(?:mention|say|point out|remind (?:him|her|them)|tell (?:him|her|them|the homeowner))\b(?:\s+that)?[\s,:]+(.+)$/i
/** What makes a sentence of it: `that`, somebody who does something, or a verb. */
const SAYS_SOMETHING =
  /\bthat\b|\b(?:i|we|you|he|she|it|they|there)(?:'|’|\b)|\b(?:is|are|was|were|has|have|had|do|does|did|will|would|can|could|may|must|should|takes?|needs?|costs?|comes?|lasts?|covers?|includes?|starts?|ends?)\b/i
const ASK = /^(?:please\s+)?ask\b(?:\s+(?:him|her|them|the homeowner))?\s+(.+)$/i
const WRAP_UP = /wrap (?:it |this )?up|say goodbye|end the call|let (?:him|her|them) go/i
const APOLOGISE = /apologi[sz]e/i

/**
 * The newest hint that was not followed yet, followed. Never read out or mentioned: said in the agent's own words, as far
 * as a practice model has any. A hint that it does not understand changes nothing.
 */
export function followHint(situation: Situation): Followed | null {
  for (const hint of [...situation.hints].reverse()) {
    const followed = HANDED_BACK.test(hint) ? takesOverAgain(situation, hint) : follow(situation, hint)
    if (followed) return followed
  }
  return null
}

function takesOverAgain(situation: Situation, hint: string): Followed | null {
  const back = situation.say('backAgain')
  if (saidAlready(situation, back)) return null
  const note = NOTE_OF_COLLEAGUE.exec(hint)?.[1]
  const followed = note ? follow(situation, note) : null
  if (!followed) return { weave: back }
  return 'weave' in followed ? { weave: `${back} ${followed.weave}` } : followed
}

function follow(situation: Situation, hint: string): Followed | null {
  const words = hint.replace(/\s+/g, ' ').trim()
  if (WRAP_UP.test(words)) return { turn: goodbye(situation, 'closing', 'other') }
  const day = /\b(?:offer|propose|suggest)\b/i.test(words) ? dayPreference(words) : null
  if (day) return offersDay(situation, day)
  if (APOLOGISE.test(words)) return once(situation, situation.say('sorry'))
  // The practice model has no words of its own in Spanish for what it is told in English.
  if (situation.language === 'es') return null
  const mention = MENTION.exec(words)?.[1]
  if (mention) return once(situation, asSentence(sentenceOf(words, addressed(mention)), '.'))
  const question = ASK.exec(words)?.[1]
  return question ? once(situation, asSentence(`may I ask ${addressed(question)}`, '?')) : null
}

function offersDay(situation: Situation, day: string): Followed | null {
  const looked = toolsUsed(situation.happenings, 'find_inspection_slots').some(
    ({ input }) => (input as { day_preference?: unknown } | null)?.day_preference === day,
  )
  if (looked) return null
  return { turn: use(situation, situation.say('lookUp'), 'find_inspection_slots', { day_preference: day }) }
}

/** A thing that is only named would be a fragment. */
const sentenceOf = (hint: string, mention: string): string =>
  SAYS_SOMETHING.test(hint) ? mention : `we can talk about ${mention.replace(/[\s.?!]+$/, '')} too`

const once = (situation: Situation, sentence: string): Followed | null =>
  saidAlready(situation, sentence) ? null : { weave: sentence }

const saidAlready = (situation: Situation, sentence: string): boolean =>
  situation.spoken.some((text) => text.includes(sentence))

/** What the office says of the homeowner, said to the homeowner. */
const addressed = (words: string): string =>
  words
    .replace(/\b(?:she|he|they)\b/gi, 'you')
    .replace(/\b(?:her|his|their)\b/gi, 'your')
    .replace(/\b(?:him|them)\b/gi, 'you')
    .replace(/\byou (?:is|was|has|does)\b/gi, (found) => AGREEING[found.slice(4).toLowerCase()] ?? found)

const AGREEING: Readonly<Record<string, string>> = {
  is: 'you are',
  was: 'you were',
  has: 'you have',
  does: 'you do',
}

const asSentence = (words: string, end: string): string =>
  `${words.charAt(0).toUpperCase()}${words.slice(1).replace(/[\s.?!]+$/, '')}${end}`
