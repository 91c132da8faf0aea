import type { HomeownerIntent } from './homeowner-intents.ts'
import type { PhraseName } from './phrases.ts'
import { firstSentences, type Situation } from './situation.ts'

/** A question or an objection: answered from the script where it has an answer, and always truthfully. */
export function answersAside(situation: Situation, intents: readonly HomeownerIntent[]): string | null {
  const simple: Partial<Record<HomeownerIntent, PhraseName>> = {
    'asks-spanish': 'spanish',
    'asks-if-ai': 'admitAi',
    'wants-promise': 'refusePromise',
    'wants-discount': 'refuseDiscount',
    'asks-commitment': 'commitment',
    'asks-how-long': 'howLong',
    'asks-who': 'who',
    'asks-presence': situation.spoken.length <= 2 ? 'hello' : 'here',
  }
  for (const intent of intents) {
    const name = simple[intent]
    if (name) return situation.say(name)
    if (intent === 'asks-price')
      return scripted(situation, /price|cost|much|expensive|pay/i) ?? situation.say('price')
    if (intent === 'asks-services')
      return scripted(situation, /what do you do|services/i) ?? situation.say('who')
    if (intent === 'asks-repeat')
      return `${situation.say('again')} ${situation.toRepeat ?? lastLine(situation)}`
  }
  return null
}

/** Claims that the agent must never let stand: asked about one, it says so before anything else, whatever a hint says. */
const OWES_TRUTH: readonly HomeownerIntent[] = ['asks-if-ai', 'wants-promise', 'wants-discount']

/** The refusal or admission that comes first; '' where none is owed. */
export const truthFirst = (situation: Situation, intents: readonly HomeownerIntent[]): string =>
  answersAside(
    situation,
    intents.filter((intent) => OWES_TRUTH.includes(intent)),
  ) ?? ''

function scripted(situation: Situation, about: RegExp): string | null {
  if (situation.language === 'es') return null
  const known = situation.script.objection_answers?.find(({ objection }) => about.test(objection))?.answer
  if (!known || situation.spoken.some((text) => text.includes(known))) return null
  return firstSentences(known, 2)
}

/** All that the agent said last, for those who did not hear it. */
const lastLine = (situation: Situation): string =>
  situation.spoken.findLast((text) => !OF_A_COLLEAGUE.test(text)) ?? situation.say('who')

const OF_A_COLLEAGUE = /^\(A colleague/
