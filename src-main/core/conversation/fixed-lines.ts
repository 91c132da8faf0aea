import type { FixedLine } from '../turn-taking/turn.ts'
import { disclosure, type OpeningFacts, plainOpening, screeningAnswer } from './opening.ts'

export type FixedLines = Readonly<Record<FixedLine, string>>

/** Every line the agent can say without the model, rendered before the dial and served from the voice cache. */
export function fixedLines(
  facts: OpeningFacts & { firstName: string | null; opening: string | null; callbackSpoken: string },
): FixedLines {
  return {
    disclosure: disclosure(facts),
    opening: facts.opening ?? plainOpening(facts.firstName),
    screening: screeningAnswer(facts, facts.firstName),
    filler: 'One moment.',
    'second-filler': 'Thanks for your patience, just a second.',
    reprompt: 'Are you still there?',
    'second-reprompt': "I can't hear you right now. Can you hear me?",
    'idle-goodbye': "I don't hear anyone, so I'll let you go. Goodbye.",
    'say-again': "I'm sorry, I didn't catch that. Could you say it again?",
    trouble: "I'm sorry, I lost my train of thought. One moment.",
    'trouble-goodbye': `I'm sorry, I'm having a technical problem. You can reach our office at ${facts.callbackSpoken}. Goodbye.`,
    'opt-out-confirmation': "Understood. I've taken you off our list. Goodbye.",
    'time-is-up': `I have to wrap up here. Our office will be in touch, or you can call ${facts.callbackSpoken}. Thank you, goodbye.`,
  }
}

/** "+15125550199" to "5 1 2, 5 5 5, 0 1 9 9", digit by digit as people say it. */
export function spokenPhone(phone: string): string {
  const digits = phone.replace(/^\+1/, '').replace(/\D/g, '')
  const groups = digits.length === 10 ? [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)] : [digits]
  return groups.map((group) => [...group].join(' ')).join(', ')
}
