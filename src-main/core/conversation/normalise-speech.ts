import type { Language } from './language.ts'
import { spellSpanishNumber } from './spanish-numbers.ts'

/** Writes out what a voice would misread: prices, times, fractions, percentages, areas. */
export const normaliseForSpeech = (text: string, language: Language = 'en'): string =>
  language === 'es' ? inSpanish(text) : inEnglish(text)

function inSpanish(text: string): string {
  return text
    .replace(/[*_#`]+/g, '')
    .replace(/\$\s?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?/g, (_, whole: string, cents?: string) => {
      const amount = Number(whole.replaceAll(',', ''))
      const main = `${spellSpanishNumber(amount)} ${amount === 1 ? 'dólar' : 'dólares'}`
      return cents && cents !== '00' ? `${main} con ${spellSpanishNumber(Number(cents))} centavos` : main
    })
    .replace(
      /\b(\d{1,2}):(\d{2})\s?(a\.?m\.?|p\.?m\.?)?/gi,
      (_, hour: string, minute: string, half?: string) =>
        `${Number(hour)}${minute === '00' ? '' : ` y ${spellSpanishNumber(Number(minute))}`}${spanishHalf(half)}`,
    )
    .replace(/(\d)%/g, '$1 por ciento')
    .replace(/\b\d{1,3}(?:,\d{3})+\b/g, (number) => spellSpanishNumber(Number(number.replaceAll(',', ''))))
    .replace(/\s+/g, ' ')
    .trim()
}

const spanishHalf = (half?: string): string => {
  if (!half) return ''
  return half.toLowerCase().startsWith('a') ? ' de la mañana' : ' de la tarde'
}

function inEnglish(text: string): string {
  return inTitlesAndStreets(text)
    .replace(/[*_#`]+/g, '')
    .replace(/\(?\b(\d{3})\)?[ .-](\d{3})[ .-](\d{4})\b/g, (_, ...groups: string[]) =>
      groups
        .slice(0, 3)
        .map((group) => [...group].join(' '))
        .join(', '),
    )
    .replace(/\$\s?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?/g, (_, whole: string, cents?: string) =>
      dollars(whole, cents),
    )
    .replace(
      /\b(\d{1,2}):(\d{2})\s?(a\.?m\.?|p\.?m\.?)?/gi,
      (_, hour: string, minute: string, half?: string) => time(hour, minute, half),
    )
    .replace(/\b(\d{1,2})\s?(a\.?m\.?|p\.?m\.?)(?=\W|$)/gi, (_, hour: string, half: string) =>
      time(hour, '00', half),
    )
    .replace(MONTH_AND_DAY, (_, month: string, day: string) => `${month} ${ordinal(Number(day))}`)
    .replace(/\b(\d+) 1\/2\b/g, '$1 and a half')
    .replace(/\b1\/2\b/g, 'one half')
    .replace(/\b3\/4\b/g, 'three quarters')
    .replace(/\b1\/4\b/g, 'one quarter')
    .replace(/(\d)%/g, '$1 percent')
    .replace(/\b(\d{1,3}(?:,\d{3})+|\d+)\s?(?:sq\.?\s?ft\.?)/gi, '$1 square feet')
    .replace(/\b\d{1,3}(?:,\d{3})+\b/g, (number) => spellNumber(Number(number.replaceAll(',', ''))))
    .replace(/\b(19|20)(\d{2})\b(?! (square|feet|dollars))/g, (_, century: string, rest: string) =>
      year(century, rest),
    )
    .replace(/\s+/g, ' ')
    .trim()
}

const TITLES: Record<string, string> = { Mr: 'Mister', Mrs: 'Missus', Ms: 'Miz', Dr: 'Doctor' }
const STREETS: Record<string, string> = {
  St: 'Street',
  Ave: 'Avenue',
  Rd: 'Road',
  Blvd: 'Boulevard',
  Ln: 'Lane',
  Dr: 'Drive',
  Ct: 'Court',
  Hwy: 'Highway',
  Apt: 'Apartment',
  Ste: 'Suite',
}

/** A title stands before a name and its sentence; a street's kind behind its name. */
function inTitlesAndStreets(text: string): string {
  return text
    .replace(
      /(\b\d+ (?:[NSEW]\. )?(?:[A-Z][\w'-]*\s)+)(St|Ave|Rd|Blvd|Ln|Dr|Ct|Hwy)\b\.?/g,
      (_, before: string, kind: string) => `${before}${STREETS[kind]}`,
    )
    .replace(/\b(Apt|Ste)\.?(?= \d)/g, (_, kind: string) => STREETS[kind] as string)
    .replace(/\b(Mr|Mrs|Ms|Dr)\.?(?= [A-Z])/g, (_, title: string) => TITLES[title] as string)
}

const MONTH_AND_DAY =
  /\b(January|February|March|April|May|June|July|August|September|October|November|December) (\d{1,2})(?:st|nd|rd|th)?\b(?!:)/g

const ORDINAL_ENDS: Record<string, string> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
}

/** 21 is "twenty-first". */
function ordinal(value: number): string {
  const spelled = spellNumber(value)
  const last = spelled.split('-').at(-1) ?? ''
  const end = ORDINAL_ENDS[last] ?? `${last.replace(/y$/, 'ie')}th`
  return spelled.slice(0, spelled.length - last.length) + end
}

/** 1998 is "nineteen ninety-eight", 2007 "two thousand seven", 2015 "twenty fifteen". */
function year(century: string, rest: string): string {
  const low = Number(rest)
  if (century === '20' && low < 10) return spellNumber(2_000 + low)
  const start = spellNumber(Number(century))
  if (low === 0) return `${start} hundred`
  return low < 10 ? `${start} oh ${spellNumber(low)}` : `${start} ${spellNumber(low)}`
}

function dollars(whole: string, cents?: string): string {
  const amount = Number(whole.replaceAll(',', ''))
  const main = `${spellNumber(amount)} ${amount === 1 ? 'dollar' : 'dollars'}`
  return cents && cents !== '00' ? `${main} and ${spellNumber(Number(cents))} cents` : main
}

function time(hour: string, minute: string, half?: string): string {
  const spokenHalf = half ? (half.toLowerCase().startsWith('a') ? ' A M' : ' P M') : ''
  if (minute === '00') return `${Number(hour)}${spokenHalf === '' ? " o'clock" : spokenHalf}`
  return `${Number(hour)} ${minute.startsWith('0') ? `oh ${minute[1]}` : minute}${spokenHalf}`
}

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const TENS = '_ _ twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')

export function spellNumber(value: number): string {
  if (!Number.isInteger(value) || value < 0 || value >= 1_000_000_000) return String(value)
  if (value < 20) return ONES[value] as string
  if (value < 100)
    return [TENS[Math.floor(value / 10)], value % 10 === 0 ? '' : ONES[value % 10]].filter(Boolean).join('-')
  if (value < 1_000) return withRest(value, 100, 'hundred')
  if (value < 1_000_000) return withRest(value, 1_000, 'thousand')
  return withRest(value, 1_000_000, 'million')
}

function withRest(value: number, unit: number, name: string): string {
  const rest = value % unit
  return `${spellNumber(Math.floor(value / unit))} ${name}${rest === 0 ? '' : ` ${spellNumber(rest)}`}`
}
