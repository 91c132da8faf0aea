import { civilFromDays, DAY_MS, daysFromCivil, HOUR_MS } from '../../time.ts'

/** What a cell says. Null: nothing. `undefined`: something that was not understood. */
type Parsed<T> = T | null | undefined

// Control characters, NUL among them, and marks that reorder or hide text on screen.
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu
/** Nearly all cells: printable ASCII with single spaces. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/

/** Text for people: no invisible marks, single spaces, bounded. Formulas stay the text they are. */
export function cleanText(cell: string, maxLength = 300): string | null {
  const text = PLAIN.test(cell) ? cell : cell.replace(/\s+/g, ' ').replace(INVISIBLE, '').trim()
  return text === '' ? null : text.slice(0, maxLength)
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

/** `2026-05-14` from any usual spelling; month before day, as Americans write. */
export function parseDay(cell: string): Parsed<string> {
  const text = cleanText(cell, 60)
  if (text === null || isNothing(text)) return null
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/.exec(text)
  if (iso) return day(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const american = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T ].*)?$/.exec(text)
  if (american) {
    const [first, second, year] = [Number(american[1]), Number(american[3]), century(american[4] ?? '')]
    return first > 12 || american[2] === '.' ? day(year, second, first) : day(year, first, second)
  }
  const words =
    /^(?:\p{L}+, )?(?:(\p{L}{3,9})\.? (\d{1,2})|(\d{1,2})[ -](\p{L}{3,9})\.?),?[ -](\d{4}|\d{2})(?:[ ,].*)?$/u.exec(
      text,
    )
  if (words) {
    const month = MONTHS.indexOf((words[1] ?? words[4] ?? '').slice(0, 3).toLowerCase()) + 1
    return day(century(words[5] ?? ''), month, Number(words[2] ?? words[3]))
  }
  return spreadsheetDay(text)
}

/** Spreadsheets count days from 1899-12-30. */
function spreadsheetDay(text: string): Parsed<string> {
  const serial = /^\d{5}(\.\d+)?$/.test(text) ? Math.floor(Number(text)) : 0
  if (serial < 20_000 || serial > 80_000) return undefined
  return dayText(serial + daysFromCivil(1899, 12, 30))
}

function day(year: number, month: number, date: number): Parsed<string> {
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || date < 1) return undefined
  const days = daysFromCivil(year, month, date)
  const endOfMonth = month === 12 ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, month + 1, 1)
  return days < endOfMonth ? `${year}-${pad(month)}-${pad(date)}` : undefined
}

function dayText(days: number): string {
  const { year, month, day: date } = civilFromDays(days)
  return `${year}-${pad(month)}-${pad(date)}`
}

const NOON_MS = 12 * HOUR_MS

const century = (year: string): number =>
  year.length === 4 ? Number(year) : Number(year) + (Number(year) < 70 ? 2000 : 1900)
const pad = (value: number): string => String(value).padStart(2, '0')

/** An instant in milliseconds. A time without a zone is taken as UTC, a day as its noon: the same day in every state. */
export function parseInstant(cell: string): Parsed<number> {
  const date = parseDay(cell)
  if (date === null || date === undefined) return date
  const [year = 0, month = 1, dayOfMonth = 1] = date.split('-').map(Number)
  const midnightMs = daysFromCivil(year, month, dayOfMonth) * DAY_MS
  const time =
    /[T ,](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp])?\.?[Mm]?\.?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/.exec(
      cell.trim(),
    )
  if (!time) return midnightMs + NOON_MS
  const hour = (Number(time[1]) % (time[4] ? 12 : 24)) + (time[4]?.toLowerCase() === 'p' ? 12 : 0)
  return midnightMs + ((hour * 60 + Number(time[2])) * 60 + Number(time[3] ?? 0)) * 1_000 - zoneMs(time[5])
}

/** The noon of the day that a moment falls on, as a cell that names only the day is read. */
export const noonOf = (atMs: number): number => Math.floor(atMs / DAY_MS) * DAY_MS + NOON_MS

function zoneMs(zone: string | undefined): number {
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '')
  return parts ? (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3])) * 60_000 : 0
}

const YES = new Set('yes y true t 1 x on checked granted agreed accepted opted-in ✓ ✔ si sí'.split(' '))
const NO = new Set('no n false f 0 off unchecked none denied declined revoked opted-out'.split(' '))

/** Whatever people, spreadsheets and CRMs write for yes and no. */
export function parseYesNo(cell: string): Parsed<boolean> {
  const text = cleanText(cell, 40)?.toLowerCase().replace('opted ', 'opted-') ?? null
  if (text === null || isNothing(text)) return null
  return YES.has(text) ? true : NO.has(text) ? false : undefined
}

/** The number in "2,400 sq ft", "22 yrs", `1 3/4"`. Of a range the lower end: the more careful claim. */
export function parseNumber(cell: string): Parsed<number> {
  const text = cleanText(cell, 60)
  if (text === null || isNothing(text)) return null
  const plain = text
    .replace(/(\d),(?=\d{3}\b)/g, '$1')
    .replace(/½/g, ' 1/2')
    .replace(/¼/g, ' 1/4')
    .replace(/¾/g, ' 3/4')
  const found = /(-?\d*\.?\d+)(?:\s+(\d+)\/(\d+)|\/(\d+))?/.exec(plain)
  if (!found) return undefined
  const whole = Number(found[1])
  if (found[2] && found[3]) return whole + Number(found[2]) / Number(found[3])
  return found[4] ? whole / Number(found[4]) : whole
}

const isNothing = (text: string): boolean =>
  /^(n\/?a|null|nil|unknown|none|undefined|-+|\?+|not known|tbd)$/i.test(text)
