import { isHoliday } from './compliance/holidays.ts'
import { civilFromDays, daysFromCivil, instantAt, localTime, weekdayOf } from './time.ts'

/** Practice mornings: within the calling windows of every sample lead, from the Gulf coast to Kansas. */
const ZONE = 'America/Chicago'
const START_HOUR = 10
const END_HOUR = 12

/**
 * The first working-day morning that is not before `notBeforeMs`: where the practice world's wall clock stands,
 * so that a first campaign is lawful at any hour of the real day. Weekends and holidays are passed over.
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

/** Whether it is a practice morning; when it is over, the clock should move on to the next one. */
export const isPracticeMorning = (atMs: number): boolean => practiceMorning(atMs) === atMs

function isWorkingDay(day: number): boolean {
  const weekday = weekdayOf(day)
  const { year, month, day: date } = civilFromDays(day)
  return weekday >= 1 && weekday <= 5 && !isHoliday('TX', year, month, date)
}
