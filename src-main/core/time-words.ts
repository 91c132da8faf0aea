/** The words people use for days and hours, in English and Spanish. All are written without accents, see `plain`. */

/** Sunday first. */
export const WEEKDAY_WORDS: readonly (readonly string[])[] = [
  ['sunday', 'domingo'],
  ['monday', 'lunes'],
  ['tuesday', 'martes'],
  ['wednesday', 'miercoles'],
  ['thursday', 'jueves'],
  ['friday', 'viernes'],
  ['saturday', 'sabado'],
]

/** Twelve first. "Una" alone is an article, so the hour is "la una". */
export const HOUR_WORDS: readonly (readonly string[])[] = [
  ['twelve', 'doce'],
  ['one', 'la una'],
  ['two', 'dos'],
  ['three', 'tres'],
  ['four', 'cuatro'],
  ['five', 'cinco'],
  ['six', 'seis'],
  ['seven', 'siete'],
  ['eight', 'ocho'],
  ['nine', 'nueve'],
  ['ten', 'diez'],
  ['eleven', 'once'],
]

/** Lower case and without accents: people and recognisers leave them out. */
export const plain = (words: string): string => words.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')

export const says = (plainWords: string, anyOf: readonly string[]): boolean =>
  new RegExp(`\\b(?:${anyOf.join('|')})\\b`).test(plainWords)

/** "Mañana" is tomorrow, "la mañana" the morning, "pasado mañana" the day after. */
export const saysTomorrow = (plainWords: string): boolean =>
  /(?<!\bday after )\btomorrow\b|(?<!\b(?:la|pasado) )\bmanana\b/.test(plainWords)

export const saysDayAfterTomorrow = (plainWords: string): boolean =>
  /\bday after tomorrow\b|\bpasado manana\b/.test(plainWords)

export const saysToday = (plainWords: string): boolean =>
  /\btoday\b|\btonight\b|\bthis (?:morning|afternoon|evening)\b|\bhoy\b|\besta (?:tarde|noche)\b/.test(
    plainWords,
  )

export const saysMorning = (plainWords: string): boolean => /\bmornings?\b|\bla manana\b/.test(plainWords)
export const saysAfternoon = (plainWords: string): boolean => /\bafternoons?\b|\btarde\b/.test(plainWords)
export const saysEvening = (plainWords: string): boolean =>
  /\bevenings?\b|\btonight\b|\bafter work\b|\bnoche\b/.test(plainWords)
