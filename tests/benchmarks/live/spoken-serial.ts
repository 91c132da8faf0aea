/**
 * Numbers as made-up words, for vendors that are told nothing but text: the homeowner's name tells the recogniser
 * and the model which call it is, a word in each reply tells the voice which reply. Digits would not do: they are
 * rewritten for speech on the way.
 */
const CONSONANTS = 'bdfgklmnprstvz'
const VOWELS = 'aeiou'
const SYLLABLES = [...CONSONANTS].flatMap((consonant) => [...VOWELS].map((vowel) => consonant + vowel))
/** No English word begins with x and goes on like this. */
const WORD = new RegExp(`\\bx((?:[${CONSONANTS}][${VOWELS}]){3})\\b`, 'i')

/** "xbadeki" for a number below 343,000. */
export function wordOf(serial: number): string {
  const digits = [serial / SYLLABLES.length ** 2, serial / SYLLABLES.length, serial]
  return `x${digits.map((digit) => SYLLABLES[Math.floor(digit) % SYLLABLES.length]).join('')}`
}

/** The first such number in a text, or null. */
export function serialIn(text: string): number | null {
  const syllables = WORD.exec(text)?.[1]?.toLowerCase().match(/../g)
  if (!syllables) return null
  return syllables.reduce((value, syllable) => value * SYLLABLES.length + SYLLABLES.indexOf(syllable), 0)
}

export const nameOf = (serial: number): string => {
  const word = wordOf(serial)
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`
}
