import type { FixedLine } from '../turn-taking/turn.ts'
import type { Language } from './language.ts'
import { disclosure, type OpeningFacts, plainOpening, purposeOf, screeningAnswer } from './opening.ts'

export type FixedLines = Readonly<Record<FixedLine, string>>

/** `opening` is the personal one, in English. */
export type LineFacts = OpeningFacts & {
  readonly firstName: string | null
  readonly opening: string | null
  readonly callbackSpoken: string
}

/** Every line the agent can say without the model, rendered before the dial and served from the voice cache. */
export const fixedLines = (facts: LineFacts, language: Language = 'en'): FixedLines =>
  language === 'es' ? spanishLines(facts) : englishLines(facts)

function spanishLines(facts: LineFacts): FixedLines {
  return {
    disclosure: disclosure(facts, 'es'),
    opening: plainOpening(facts.firstName, 'es'),
    purpose: purposeOf(plainOpening(facts.firstName, 'es')),
    // A call screener of an American phone speaks English.
    screening: screeningAnswer(facts, facts.firstName),
    filler: 'Un momento.',
    'second-filler': 'Gracias por su paciencia, un segundo más.',
    reprompt: '¿Sigue ahí?',
    'second-reprompt': 'No le escucho. ¿Me oye usted?',
    'idle-goodbye': 'No escucho a nadie, así que voy a colgar. Adiós.',
    'say-again': 'Perdón, no le entendí. ¿Me lo puede repetir?',
    trouble: 'Perdón, se me fue la idea. Un momento.',
    'trouble-goodbye': `Perdón, tengo un problema técnico. Llame al ${facts.callbackSpoken}. Adiós.`,
    'opt-out-confirmation': 'Entendido. Lo quité de nuestra lista. Adiós.',
    'line-back': 'Perdón, se cortó un momento.',
    'line-lost': 'Perdón, se cortó la comunicación. Le llamará nuestra oficina. Adiós.',
    'time-is-up': `Tengo que terminar aquí. La oficina se comunicará con usted, o puede llamar al ${facts.callbackSpoken}. Gracias, adiós.`,
  }
}

function englishLines(facts: LineFacts): FixedLines {
  const opening = facts.opening ?? plainOpening(facts.firstName)
  return {
    disclosure: disclosure(facts),
    opening,
    purpose: purposeOf(opening),
    screening: screeningAnswer(facts, facts.firstName),
    filler: 'One moment.',
    'second-filler': 'Thanks for your patience, just a second.',
    reprompt: 'Are you still there?',
    'second-reprompt': "I can't hear you right now. Can you hear me?",
    'idle-goodbye': "I don't hear anyone, so I'll let you go. Goodbye.",
    'say-again': "I'm sorry, I didn't catch that. Could you say it again?",
    trouble: "I'm sorry, I lost my train of thought. One moment.",
    'trouble-goodbye': `Sorry, I have a technical problem. Please call ${facts.callbackSpoken}. Goodbye.`,
    'opt-out-confirmation': "Understood. I've taken you off our list. Goodbye.",
    'line-back': 'Sorry about that, we were cut off for a moment.',
    'line-lost': "I'm sorry, we lost the connection. Our office will be in touch. Goodbye.",
    'time-is-up': `I have to wrap up here. Our office will be in touch, or you can call ${facts.callbackSpoken}. Thank you, goodbye.`,
  }
}

/** "+15125550199" to "5 1 2, 5 5 5, 0 1 9 9", digit by digit as people say it. */
export function spokenPhone(phone: string): string {
  const digits = phone.replace(/^\+1/, '').replace(/\D/g, '')
  const groups = digits.length === 10 ? [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)] : [digits]
  return groups.map((group) => [...group].join(' ')).join(', ')
}
