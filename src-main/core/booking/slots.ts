import type { DayWindows } from '../../../src-preload/contract/account.ts'
import { isDayOff } from '../compliance/holidays.ts'
import type { Location } from '../neighborhood/distance.ts'
import {
  civilFromDays,
  dayIn,
  daysBetween,
  daysFromCivil,
  HOUR_MS,
  instantAt,
  localTime,
  minutesOfDay,
  WEEKDAYS,
  weekdayOf,
} from '../time.ts'
import {
  HOUR_WORDS,
  plain,
  says,
  saysAfternoon,
  saysDayAfterTomorrow,
  saysEvening,
  saysMorning,
  saysToday,
  saysTomorrow,
  WEEKDAY_WORDS,
} from '../time-words.ts'
import type { Visit } from './booking-store.ts'
import { spokenTime } from './named-time.ts'
import { knownTravelMinutes, SAME_DAY_MS, travelMs } from './travel.ts'

export interface Slot extends Visit {
  readonly slotId: string
  /** As a person says it: "Tuesday, November 24th at 10 in the morning". */
  readonly spoken: string
  /** How much longer the crew is on the road that day for this visit. */
  readonly detourMs: number
  /** On the road from the crew's inspection before it that day; null where there is none, or its house is not known. */
  readonly travelMinutes: number | null
}

export interface SlotFacts {
  readonly nowMs: number
  readonly timeZone: string
  readonly workingHours: DayWindows
  readonly crews: number
  /** The house to be visited; null when nobody knows where it stands. */
  readonly location: Location | null
  readonly taken: readonly Visit[]
}

export const INSPECTION_MS = 60 * 60_000
/** A day on which the crew has nothing else costs a trip of its own. */
const OWN_TRIP_MS = 45 * 60_000
const LOOK_AHEAD_DAYS = 14
/** So much more road is worth having the inspection a day earlier. */
const ROAD_PER_DAY_MS = 15 * 60_000
/** Nobody is offered a visit sooner than this. */
const NOTICE_MS = 3 * 60 * 60_000

/** Free inspection times, earliest first: every crew keeps working hours, and has time to travel between its visits. */
export function freeSlots(facts: SlotFacts): Slot[] {
  const today = localTime(facts.nowMs, facts.timeZone)
  const firstDay = daysFromCivil(today.year, today.month, today.day)
  const slots: Slot[] = []
  for (let day = firstDay; day < firstDay + LOOK_AHEAD_DAYS; day++) slots.push(...slotsOfDay(day, facts))
  return slots
}

function slotsOfDay(day: number, facts: SlotFacts): Slot[] {
  const window = facts.workingHours[WEEKDAYS[weekdayOf(day)] as (typeof WEEKDAYS)[number]]
  if (!window) return []
  const { year, month, day: date } = civilFromDays(day)
  if (isDayOff(year, month, date)) return []
  const slots: Slot[] = []
  for (let minute = minutesOfDay(window.from); minute + 60 <= minutesOfDay(window.to); minute += 60) {
    const startsAtMs = instantAt(facts.timeZone, year, month, date, Math.floor(minute / 60), minute % 60)
    if (startsAtMs < facts.nowMs + NOTICE_MS) continue
    const nearest = nearestCrew(startsAtMs, facts)
    if (nearest) slots.push(slotAt(startsAtMs, nearest, facts))
  }
  return slots
}

const slotAt = (
  startsAtMs: number,
  { crew, detourMs }: { crew: number; detourMs: number },
  { location, timeZone, taken }: Pick<SlotFacts, 'location' | 'timeZone' | 'taken'>,
): Slot => ({
  slotId: `${startsAtMs}-${crew}`,
  bookingId: null,
  startsAtMs,
  endsAtMs: startsAtMs + INSPECTION_MS,
  crew,
  location,
  detourMs,
  travelMinutes: travelBefore({ startsAtMs, crew, location }, taken),
  spoken: spokenTime(startsAtMs, timeZone),
})

/** As a booking at this time will tell it. What is only on offer may come to nothing. */
function travelBefore(
  { startsAtMs, crew, location }: Pick<Visit, 'startsAtMs' | 'crew' | 'location'>,
  taken: readonly Visit[],
): number | null {
  const before = taken
    .filter((other) => other.bookingId !== null && other.crew === crew)
    .filter((other) => other.startsAtMs < startsAtMs && other.startsAtMs > startsAtMs - SAME_DAY_MS)
    .reduce<Visit | null>((last, other) => (last && last.startsAtMs > other.startsAtMs ? last : other), null)
  return before && knownTravelMinutes(before.location, location)
}

/** The crew that would go there, of those who can; null when none can. */
export const crewFor = (startsAtMs: number, facts: Parameters<typeof nearestCrew>[1]): number | null =>
  nearestCrew(startsAtMs, facts)?.crew ?? null

/** The free crew whose day it lengthens least. */
function nearestCrew(
  startsAtMs: number,
  facts: Pick<SlotFacts, 'crews' | 'taken' | 'timeZone' | 'location'>,
): { crew: number; detourMs: number } | null {
  let nearest: { crew: number; detourMs: number } | null = null
  for (let crew = 1; crew <= facts.crews; crew++) {
    const visit = { crew, startsAtMs, endsAtMs: startsAtMs + INSPECTION_MS, location: facts.location }
    if (!isFree(visit, facts.taken)) continue
    const detourMs = detour(visit, facts.taken, facts.timeZone)
    if (!nearest || detourMs < nearest.detourMs) nearest = { crew, detourMs }
  }
  return nearest
}

/** Whether a crew can be there: it is nowhere else then, and gets there and away in time. */
export function isFree(visit: Omit<Visit, 'bookingId'>, taken: readonly Visit[]): boolean {
  return !taken.some((other) => {
    if (other.crew !== visit.crew) return false
    const wayMs = travelMs(other.location, visit.location)
    return other.startsAtMs < visit.endsAtMs + wayMs && other.endsAtMs + wayMs > visit.startsAtMs
  })
}

function detour(visit: Omit<Visit, 'bookingId'>, taken: readonly Visit[], timeZone: string): number {
  const day = dayIn(visit.startsAtMs, timeZone)
  const route = taken
    .filter((other) => other.crew === visit.crew && dayIn(other.startsAtMs, timeZone) === day)
    .sort((a, b) => a.startsAtMs - b.startsAtMs)
  const before = route.findLast((other) => other.startsAtMs < visit.startsAtMs)
  const after = route.find((other) => other.startsAtMs > visit.startsAtMs)
  if (before && after) {
    const added = travelMs(before.location, visit.location) + travelMs(visit.location, after.location)
    return Math.max(0, added - travelMs(before.location, after.location))
  }
  const neighbor = before ?? after
  return neighbor ? travelMs(neighbor.location, visit.location) : OWN_TRIP_MS
}

/** Two slots to offer: near that day's route and soon, on different days and at different times of day, as the person prefers. */
export function slotsToOffer(
  free: readonly Slot[],
  preference: string | undefined,
  timeZone: string,
  nowMs: number,
): Slot[] {
  const wanted = preference ? free.filter((slot) => suits(slot, plain(preference), timeZone, nowMs)) : []
  const pool = wanted.length > 0 ? wanted : free
  const best = (slots: readonly Slot[]) => cheapest(slots, timeZone, nowMs)
  const first = best(pool.filter((slot) => localTime(slot.startsAtMs, timeZone).hour >= 9)) ?? best(pool)
  if (!first) return []
  const differs = pool.filter(
    (slot) =>
      slot.startsAtMs > first.endsAtMs + 2 * HOUR_MS && localTime(slot.startsAtMs, timeZone).hour >= 12,
  )
  const later =
    best(differs.filter((slot) => slot.startsAtMs > first.startsAtMs + 20 * HOUR_MS)) ?? best(differs)
  return later ? [first, later] : [first]
}

/** The earliest of those that cost least, counting what waiting a day is worth. */
function cheapest(slots: readonly Slot[], timeZone: string, nowMs: number): Slot | null {
  const costMs = (slot: Slot) => slot.detourMs + daysFromNow(slot, timeZone, nowMs) * ROAD_PER_DAY_MS
  return slots.reduce<Slot | null>(
    (best, slot) => (best === null || costMs(slot) < costMs(best) ? slot : best),
    null,
  )
}

function suits(slot: Slot, said: string, timeZone: string, nowMs: number): boolean {
  const { weekday, hour } = localTime(slot.startsAtMs, timeZone)
  const daysAhead = daysFromNow(slot, timeZone, nowMs)
  const days = WEEKDAY_WORDS.flatMap((names, i) =>
    says(
      said,
      names.map((name) => `${name}s?`),
    )
      ? [i]
      : [],
  )
  if (days.length > 0 && !days.includes(weekday)) return false
  if (saysDayAfterTomorrow(said) && daysAhead !== 2) return false
  if (saysTomorrow(said) && daysAhead !== 1) return false
  if (/weekend|fin de semana/.test(said) && weekday !== 0 && weekday !== 6) return false
  if (saysMorning(said) && hour >= 12) return false
  if (saysAfternoon(said) && (hour < 12 || hour >= 17)) return false
  if (saysEvening(said) && hour < 16) return false
  return true
}

/** Calendar days from today in the zone: tomorrow is 1, also on the short and the long day of the year. */
function daysFromNow(slot: Pick<Slot, 'startsAtMs'>, timeZone: string, nowMs: number): number {
  return daysBetween(dayIn(nowMs, timeZone), dayIn(slot.startsAtMs, timeZone))
}

/**
 * Whether these words, said by the agent and heard in full, named the slot: its day and its hour. The day is
 * named by its weekday; by "tomorrow" only when it is tomorrow.
 */
export function namesSlot(
  words: string,
  slot: Pick<Slot, 'startsAtMs'>,
  timeZone: string,
  nowMs: number,
): boolean {
  const said = plain(words)
  const { weekday, hour } = localTime(slot.startsAtMs, timeZone)
  const daysAhead = daysFromNow(slot, timeZone, nowMs)
  const dayNamed =
    says(said, WEEKDAY_WORDS[weekday] ?? []) ||
    (daysAhead === 0 && saysToday(said)) ||
    (daysAhead === 1 && saysTomorrow(said)) ||
    (daysAhead === 2 && saysDayAfterTomorrow(said))
  const clock = hour % 12 === 0 ? 12 : hour % 12
  const midday = hour === 12 ? ['noon', 'midday', 'mediodia'] : []
  return dayNamed && says(said, [String(clock), ...(HOUR_WORDS[hour % 12] ?? []), ...midday])
}
