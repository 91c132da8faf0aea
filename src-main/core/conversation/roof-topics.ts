/** What the questions of a script are about, as far as an answer can be told without a model. */
export type Topic = 'roof-age' | 'owner' | 'damage'

const ASKS: Readonly<Record<Topic, RegExp>> = {
  'roof-age':
    /\b(how old|what age|how (many years|long ago)|when was|the age of|cu[áa]ntos años|qu[ée] edad)\b/i,
  owner: /\b(own|owner|owns|dueñ[oa])\b/i,
  damage: /\b(noticed|seen|leaks?|damage|missing shingles|goteras?|daños?)\b/i,
}

/** Told without being asked, so the words must name the matter themselves. */
const TELLS: Readonly<Record<Topic, RegExp>> = {
  'roof-age':
    /\b(years? old|years? on (it|the roof)|(roof|it)('s| is| must be)( \S+){0,4} years?\b|(put on|installed|replaced)( \S+){0,3} (in )?(19|20)\d\d|años de antigüedad)/i,
  owner:
    /\b(i|we) (do )?own (it|this|the|my|our)\b|\bi('m| am) the (home ?)?owner\b|\bsoy (el dueño|la dueña)\b/i,
  damage:
    /\b(leak(s|ing|ed)?|water stain|missing shingles|shingles (are|were) (gone|missing)|dented|hail damage|goteras?)\b/i,
}

/** An answer to a question whose end was not waited for may be short. */
const ANSWERS: Readonly<Record<Topic, RegExp>> = {
  'roof-age': /\d|\byears?\b|\b(brand )?new\b|\b(five|ten|twelve|fifteen|twenty|thirty)\b|\baños?\b/i,
  owner: /^\W*(yes|yeah|yep|no|nope|i do|we do|i am|s[íi])\b|\bown\b/i,
  damage: /^\W*(yes|yeah|yep|no|nope|none|nothing|s[íi])\b|\b(leak|stain|shingle|dent)/i,
}

const TOPICS = Object.keys(ASKS) as Topic[]

/** What the last sentence of a line asks about, also when it was cut before its end; null when it asks about nothing known. */
export function askedAbout(line: string): Topic | null {
  const sentence = /[^.!?]*[?]?\s*$/.exec(line.trim())?.[0] ?? ''
  return TOPICS.find((topic) => ASKS[topic].test(sentence)) ?? null
}

/** What these words tell by themselves. A question tells nothing. */
export const toldOfRoof = (words: string): Topic[] => {
  const told = words.replace(/[^.!?]*\?/g, '')
  return TOPICS.filter((topic) => TELLS[topic].test(told))
}

/** Whether words that were spoken into a question answer it. */
export const answersHalfAsked = (topic: Topic, words: string): boolean =>
  !words.includes('?') && ANSWERS[topic].test(words)
