import type { Language } from './language.ts'

/**
 * The words every call begins with. They are fixed by code, outside the model's reach, and cannot be interrupted:
 * registered business name and "A.I." (47 CFR 64.1200(b)(1), FCC 24-17), then at once the opt-out offer
 * ((b)(3)), then the recording notice when recording is on (compliance.md sections 3, 4, 9).
 */
export interface OpeningFacts {
  readonly agentName: string
  readonly legalName: string
  readonly recording: 'off' | 'announced'
}

/** The first words of every call: that an A.I. calls, for whom, and how to have no more of it. Never cut, never varied. */
export function disclosure(
  { agentName, legalName, recording }: OpeningFacts,
  language: Language = 'en',
): string {
  if (language === 'es') {
    const notice = recording === 'announced' ? ' Esta llamada se graba.' : ''
    return `Hola, soy ${agentName}, la asistente de inteligencia artificial de ${legalName}. Para no recibir más llamadas, diga no me llame u oprima el 9.${notice}`
  }
  const notice = recording === 'announced' ? ' This call is recorded.' : ''
  return `Hi, this is ${agentName}, the A.I. assistant for ${legalName}. To stop these calls, say stop calling or press 9.${notice}`
}

/** What the agent says after the disclosure when nobody wrote anything more personal. */
export function plainOpening(firstName: string | null, language: Language = 'en'): string {
  if (language === 'es') {
    const nombre = firstName ? `${firstName}, le` : 'Le'
    return `${nombre} llamo por la inspección gratuita del techo que nos pidió. ¿Es buen momento?`
  }
  const name = firstName ? `${firstName}, ` : ''
  return `${name}I'm calling about the free roof inspection you asked us about. Is now a good time?`
}

/** Why we call: the first sentence of an opening, or all of it where that is a question. */
export function purposeOf(opening: string): string {
  const first = FIRST_SENTENCE.exec(opening)?.[0] ?? opening
  return first.includes('?') ? opening : first
}
const FIRST_SENTENCE = /^.+?(?<!\b(?:Mr|Mrs|Ms|Dr|St|Sr|Sra|\p{Lu}))[.!](?=\s+[\p{Lu}¿¡]|\s*$)/u

/** Told to a call screener, which plays it to the person: who calls and why, truthfully and short. */
export function screeningAnswer({ agentName, legalName }: OpeningFacts, firstName: string | null): string {
  return `This is ${agentName}, the A.I. assistant for ${legalName}, calling${firstName ? ` ${firstName}` : ''} about the roof inspection you asked for.`
}
