/** Calendar arithmetic on given instants. Zones come from the platform's own time-zone data, never from offsets by hand. */
export interface LocalTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** 0 is Sunday. */
  readonly weekday: number
}

export const HOUR_MS = 3_600_000
export const MINUTES_OF_DAY = 1_440
/** Of a day without a change of clocks. */
export const DAY_MS = 24 * HOUR_MS

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(timeZone, format)
  }
  return format
}

/** The wall-clock time in a zone. Throws RangeError for a zone the platform does not know. */
export function localTime(atMs: number, timeZone: string): LocalTime {
  const shownMs = Math.floor(atMs / 1_000) * 1_000 + offsetMs(atMs, timeZone)
  const days = Math.floor(shownMs / DAY_MS)
  const seconds = Math.floor((shownMs - days * DAY_MS) / 1_000)
  return {
    ...civilFromDays(days),
    hour: Math.floor(seconds / 3_600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    weekday: weekdayOf(days),
  }
}

/** The instant at which a zone's clock shows this time; in a spring gap, the instant the clock jumps to. */
export function instantAt(
  timeZone: string,
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
): number {
  const asUtcMs = (daysFromCivil(year, month, day) * 24 + hour) * HOUR_MS + minute * 60_000
  let guessMs = asUtcMs - offsetMs(asUtcMs, timeZone)
  guessMs = asUtcMs - offsetMs(guessMs, timeZone)
  return guessMs
}

const QUARTER_MS = 900_000
const MOST_OFFSETS = 20_000
const offsets = new Map<string, Map<number, number>>()

/**
 * How far the clock of a zone is ahead of UTC at that instant, in milliseconds; below zero west of Greenwich. Clocks are
 * set at whole quarters of an hour everywhere, so one answer of the platform, which takes its time, serves a whole quarter.
 */
export function offsetMs(atMs: number, timeZone: string): number {
  const quarter = Math.floor(atMs / QUARTER_MS)
  const ofZone = offsets.get(timeZone) ?? new Map<number, number>()
  const known = ofZone.get(quarter)
  if (known !== undefined) return known
  const asked = askedOffsetMs(quarter * QUARTER_MS, timeZone)
  if (ofZone.size >= MOST_OFFSETS) ofZone.clear()
  offsets.set(timeZone, ofZone.set(quarter, asked))
  return asked
}

function askedOffsetMs(atMs: number, timeZone: string): number {
  const parts: Record<string, number> = {}
  for (const { type, value } of formatOf(timeZone).formatToParts(atMs)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return ((daysFromCivil(year, month, day) * 24 + hour) * 60 + minute) * 60_000 + second * 1_000 - atMs
}

/** Days since 1970-01-01 of a calendar day (proleptic Gregorian). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** The calendar day that many days after 1970-01-01. */
export function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153)
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1,
  }
}

export const weekdayOf = (days: number): number => (((days + 4) % 7) + 7) % 7

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** `2026-11-23` in the given zone. */
export function dayIn(atMs: number, timeZone: string): string {
  const { year, month, day } = localTime(atMs, timeZone)
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** Whole days from one `YYYY-MM-DD` to another. */
export const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from)

/** `YYYY-MM-DD` so many days later. */
export const addDays = (day: string, days: number): string =>
  isoInstant((dayNumber(day) + days) * DAY_MS).slice(0, 10)

/** Days from 1970-01-01 to `YYYY-MM-DD`. */
export function dayNumber(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return daysFromCivil(year, month, date)
}

/** ISO 8601 in UTC with milliseconds. */
export function isoInstant(atMs: number): string {
  const { year, month, day } = civilFromDays(Math.floor(atMs / DAY_MS))
  const inDay = ((atMs % DAY_MS) + DAY_MS) % DAY_MS
  const pad = (value: number, width = 2) => String(Math.floor(value)).padStart(width, '0')
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(inDay / HOUR_MS)}:${pad((inDay / 60_000) % 60)}:${pad((inDay / 1_000) % 60)}.${pad(inDay % 1_000, 3)}Z`
}

/** Minutes since midnight of `09:30`. */
export function minutesOfDay(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const
const monthWord = (month: number): string => MONTHS[month - 1]?.slice(0, 3) ?? ''
const DAY_NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** A time of day as Americans write it, from minutes since midnight: `9 AM`, `8:30 PM`, `noon`, `midnight`. */
export function clockWords(minute: number): string {
  if (minute % MINUTES_OF_DAY === 0) return 'midnight'
  if (minute === 720) return 'noon'
  const hour = Math.floor(minute / 60)
  const minutes = minute % 60 === 0 ? '' : `:${String(minute % 60).padStart(2, '0')}`
  return `${hour % 12 || 12}${minutes} ${hour < 12 ? 'AM' : 'PM'}`
}

/** `Nov 24, 2026`, as the calendar of that zone has it. */
export function dateWords(atMs: number, timeZone: string): string {
  const { year, month, day } = localTime(atMs, timeZone)
  return `${monthWord(month)} ${day}, ${year}`
}

/** `Tuesday, Nov 24, at 8:30 AM Chicago time`. */
export function momentWords(atMs: number, timeZone: string): string {
  const { month, day, weekday, hour, minute } = localTime(atMs, timeZone)
  const date = `${DAY_NAMES[weekday]}, ${monthWord(month)} ${day}`
  return `${date}, at ${clockWords(hour * 60 + minute)} ${zoneCity(timeZone)} time`
}

/** `Chicago` for `America/Chicago`. */
export const zoneCity = (timeZone: string): string =>
  (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ')
