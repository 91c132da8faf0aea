import { daysFromCivil, weekdayOf } from '../time.ts'

/**
 * Legal holidays on which some states allow no sales calls: the eleven federal ones, actual and observed day, and what a
 * state adds (compliance.md section 8). Where lists differ in their sources the longer one is used.
 */
export function isHoliday(state: string, year: number, month: number, day: number): boolean {
  const days = daysFromCivil(year, month, day)
  return holidaysOf(state, year).has(days)
}

/** Days on which hardly any roofer visits: nobody is offered an inspection then. */
export function isDayOff(year: number, month: number, day: number): boolean {
  const days = [
    on(year, 1, 1),
    last(MONDAY, year, 5),
    on(year, 7, 4),
    nth(1, MONDAY, year, 9),
    thanksgiving(year),
    on(year, 12, 25),
  ]
  return days.includes(daysFromCivil(year, month, day))
}

const known = new Map<string, ReadonlySet<number>>()

function holidaysOf(state: string, year: number): ReadonlySet<number> {
  const key = STATE_HOLIDAYS[state] ? `${state}${year}` : String(year)
  let holidays = known.get(key)
  if (!holidays) {
    holidays = new Set([
      ...federal(year),
      ...observedNextNewYear(year),
      ...(STATE_HOLIDAYS[state]?.(year) ?? []),
    ])
    known.set(key, holidays)
  }
  return holidays
}

function federal(year: number): number[] {
  const fixed = [on(year, 1, 1), on(year, 6, 19), on(year, 7, 4), on(year, 11, 11), on(year, 12, 25)]
  return [
    ...fixed.flatMap(withObserved),
    nth(3, MONDAY, year, 1),
    nth(3, MONDAY, year, 2),
    last(MONDAY, year, 5),
    nth(1, MONDAY, year, 9),
    nth(2, MONDAY, year, 10),
    thanksgiving(year),
  ]
}

/** New Year's Day on a Saturday is observed on the last day of the old year. */
const observedNextNewYear = (year: number): number[] =>
  withObserved(on(year + 1, 1, 1)).filter((days) => days < on(year + 1, 1, 1))

const STATE_HOLIDAYS: Readonly<Record<string, (year: number) => number[]>> = {
  AL: (year) => [mardiGras(year), nth(4, MONDAY, year, 4), nth(1, MONDAY, year, 6)],
  LA: (year) => [mardiGras(year), goodFriday(year), electionDay(year), thanksgiving(year) + 1],
  ME: (year) => [nth(3, MONDAY, year, 4), thanksgiving(year) + 1],
  MS: (year) => [nth(4, MONDAY, year, 4)],
  NE: (year) => [last(FRIDAY, year, 4), thanksgiving(year) + 1],
  PA: (year) => [
    goodFriday(year),
    ...withObserved(on(year, 6, 14)),
    electionDay(year),
    thanksgiving(year) + 1,
  ],
  RI: (year) => [nth(2, MONDAY, year, 8), electionDay(year)],
  UT: (year) => withObserved(on(year, 7, 24)),
}

const MONDAY = 1
const THURSDAY = 4
const FRIDAY = 5
const on = daysFromCivil
const thanksgiving = (year: number) => nth(4, THURSDAY, year, 11)
const electionDay = (year: number) => nth(1, MONDAY, year, 11) + 1
const goodFriday = (year: number) => easter(year) - 2
const mardiGras = (year: number) => easter(year) - 47

function withObserved(days: number): number[] {
  switch (weekdayOf(days)) {
    case 6:
      return [days, days - 1]
    case 0:
      return [days, days + 1]
    default:
      return [days]
  }
}

function nth(count: number, weekday: number, year: number, month: number): number {
  const first = on(year, month, 1)
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (count - 1) * 7
}

function last(weekday: number, year: number, month: number): number {
  const end = (month === 12 ? on(year + 1, 1, 1) : on(year, month + 1, 1)) - 1
  return end - ((weekdayOf(end) - weekday + 7) % 7)
}

/** Gregorian Easter Sunday (Meeus, Jones and Butcher). */
function easter(year: number): number {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const month = Math.floor((h + l - 7 * m + 114) / 31)
  return on(year, month, ((h + l - 7 * m + 114) % 31) + 1)
}
