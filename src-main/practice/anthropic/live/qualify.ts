import { homeownerIntents } from './homeowner-intents.ts'
import type { Situation } from './situation.ts'

/** The script's questions: which comes next, and how it is put. */

/** Whoever does not answer a question twice is not asked again. */
const MOST_ASKED = 2

/** What the agent asks next, in its own words where it has asked it before; null when it knows enough. */
export function nextQuestion(situation: Situation): string | null {
  if (situation.slots.length > 0) return null
  const question = situation.toAsk === undefined ? unanswered(situation) : situation.toAsk
  return question && inOwnWords(situation, question)
}

export const hasAskedAny = (situation: Situation): boolean =>
  questionsOf(situation).some((question) => timesAsked(situation, question) > 0)

/** The homeowner has just been asked one of the script's questions, and their words do not answer it. */
export function leavesOpen(situation: Situation): boolean {
  const last = situation.spoken.at(-1)
  const asked = last && questionsOf(situation).find((question) => isAskedIn(last, question))
  return asked ? !answers(asked, expectsOf(situation, asked), situation.words) : false
}

const questionsOf = ({ script }: Situation): string[] =>
  (script.qualification_questions ?? []).map(({ question }) => question)

const expectsOf = ({ script }: Situation, asked: string): string | undefined =>
  script.qualification_questions?.find(({ question }) => question === asked)?.expects

/** The first question of the script that has no answer yet. A practice model asks no question in Spanish that it has no words for. */
const unanswered = (situation: Situation): string | null =>
  questionsOf(situation).find(
    (question) =>
      (situation.language === 'en' || inSpanish(question) !== null) &&
      timesAsked(situation, question) < MOST_ASKED &&
      !isAnswered(situation, question),
  ) ?? null

const timesAsked = ({ spoken }: Situation, question: string): number =>
  spoken.filter((text) => isAskedIn(text, question)).length

function isAnswered(situation: Situation, question: string): boolean {
  let isAwaited = false
  for (const happening of situation.happenings) {
    if (happening.by === 'agent') isAwaited = isAskedIn(happening.text, question)
    if (happening.by !== 'homeowner' || !isAwaited) continue
    if (answers(question, expectsOf(situation, question), happening.text)) return true
  }
  return false
}

const isAskedIn = (text: string, question: string): boolean =>
  [question, again(question), inSpanish(question)].some(
    (wording) => wording !== null && text.toLowerCase().includes(wording.toLowerCase()),
  )

/** A murmur answers nothing, and a bare yes only what a yes answers. What is asked back is no answer either. */
function answers(question: string, expects: string | undefined, words: string): boolean {
  const told = words.replace(/[^.!?]*\?/g, '').replace(MURMURS, '')
  if (homeownerIntents(words).includes('asks-repeat')) return false
  const isYesEnough = expects === 'yes_no' || (expects === undefined && YES_NO.test(question))
  return /\p{L}|\d/u.test(isYesEnough ? told : told.replace(YES, ''))
}

const MURMURS =
  /(?<!\p{L})(?:mm+|hm+|mhm|uh|huh|um|oh|ah|well|right|okay|ok|alright|i see|got it|aj[áa]|está bien|bueno)(?!\p{L})/giu
const YES = /(?<!\p{L})(?:yes|yeah|yep|yup|sure|of course|claro|sí)(?!\p{L})/giu
const YES_NO = /^(?:just to be sure, )?(?:is|are|do|does|did|have|has|can|could|would|will)\b/i

function inOwnWords(situation: Situation, question: string): string | null {
  if (situation.language === 'es') return inSpanish(question)
  if (timesAsked(situation, question) === 0 && !situation.asksOnceMore) return question
  return again(question)
}

const TOPICS: readonly { about: RegExp; es: string; again?: string }[] = [
  {
    about: /how old|what year|age of/i,
    es: '¿Cuántos años tiene el techo, más o menos?',
    again: 'Roughly how old would you say the roof is?',
  },
  {
    about: /noticed|seen|leak|damage/i,
    es: '¿Ha visto goteras o daños en el techo?',
    again: 'What have you noticed about the roof so far?',
  },
  { about: /\bown(er)?\b/i, es: '¿Usted es dueño de la casa?' },
  { about: /anyone else|someone else|decide/i, es: '¿Alguien más quisiera estar en la inspección?' },
  { about: /insurance|claim/i, es: '¿Ya llamó a su seguro?' },
]

const topicOf = (question: string) => TOPICS.find(({ about }) => about.test(question))

const inSpanish = (question: string): string | null => topicOf(question)?.es ?? null

const again = (question: string): string =>
  topicOf(question)?.again ??
  `Just so I have it right, ${question.replace(/^just to be sure, /i, '').replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase())}`
