import { civilFromDays, daysFromCivil, instantAt, localTime, weekdayOf } from './time.ts'

/** Practice mornings: within the calling windows of every sample lead, from the Gulf coast to Kansas. */
const ZONE = 'America/Chicago'
const START_HOUR = 10
const END_HOUR = 12

/**
 * The first working-day morning that is not before `notBeforeMs`: where the practice world's wall clock stands,
 * so that a first campaign is lawful at any hour of the real day. Days on which some state allows no calls
 * (weekends, federal holidays at their usual dates) are passed over.
 */
export function practiceMorning(notBeforeMs: number): number {
  const local = localTime(notBeforeMs, ZONE)
  let day = daysFromCivil(local.year, local.month, local.day)
  if (isWorkingDay(day) && local.hour >= START_HOUR && local.hour < END_HOUR) return notBeforeMs
  if (local.hour >= START_HOUR) day++
  while (!isWorkingDay(day)) day++
  const { year, month, day: date } = civilFromDays(day)
  return instantAt(ZONE, year, month, date, START_HOUR, 0)
}

/** Whether the morning is over and the clock should move on to the next one. */
export const isPracticeMorning = (atMs: number): boolean => practiceMorning(atMs) === atMs

function isWorkingDay(day: number): boolean {
  const weekday = weekdayOf(day)
  return weekday >= 1 && weekday <= 5 && !isHoliday(day)
}

/** Federal holidays (5 U.S.C. 6103) with the weekday they are observed on. */
export function isHoliday(day: number): boolean {
  const { year } = civilFromDays(day)
  return [...federalHolidays(year), ...federalHolidays(year + 1)].includes(day)
}

function federalHolidays(year: number): number[] {
  const nth = (month: number, weekday: number, n: number) => {
    const first = daysFromCivil(year, month, 1)
    return first + ((weekday - weekdayOf(first) + 7) % 7) + (n - 1) * 7
  }
  const lastMondayOfMay = () => {
    const last = daysFromCivil(year, 5, 31)
    return last - ((weekdayOf(last) - 1 + 7) % 7)
  }
  const observed = (month: number, date: number) => {
    const day = daysFromCivil(year, month, date)
    const weekday = weekdayOf(day)
    return weekday === 6 ? [day, day - 1] : weekday === 0 ? [day, day + 1] : [day]
  }
  return [
    ...observed(1, 1),
    nth(1, 1, 3),
    nth(2, 1, 3),
    lastMondayOfMay(),
    ...observed(6, 19),
    ...observed(7, 4),
    nth(9, 1, 1),
    nth(10, 1, 2),
    ...observed(11, 11),
    nth(11, 4, 4),
    ...observed(12, 25),
  ]
}
