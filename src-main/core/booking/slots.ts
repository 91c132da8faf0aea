import type { DayWindows } from '../../../src-preload/contract/account.ts'
import { isDayOff } from '../compliance/holidays.ts'
import type { Language } from '../conversation/language.ts'
import {
  civilFromDays,
  dayIn,
  daysBetween,
  daysFromCivil,
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

export interface Slot {
  readonly slotId: string
  readonly startsAtMs: number
  readonly endsAtMs: number
  readonly crew: number
  /** As a person says it: "Tuesday, November 24th at 10 in the morning". */
  readonly spoken: string
}

export interface SlotFacts {
  readonly nowMs: number
  readonly timeZone: string
  readonly workingHours: DayWindows
  readonly crews: number
  readonly taken: readonly { readonly crew: number; readonly startsAtMs: number; readonly endsAtMs: number }[]
}

const INSPECTION_MS = 60 * 60_000
const TRAVEL_MS = 30 * 60_000
const LOOK_AHEAD_DAYS = 14
/** Nobody is offered a visit sooner than this. */
const NOTICE_MS = 3 * 60 * 60_000

/** Free inspection times, earliest first: every crew keeps working hours, and travel time around each visit. */
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
    const crew = freeCrew(startsAtMs, facts)
    if (crew === null) continue
    slots.push({
      slotId: `${startsAtMs}-${crew}`,
      startsAtMs,
      endsAtMs: startsAtMs + INSPECTION_MS,
      crew,
      spoken: spokenTime(startsAtMs, facts.timeZone),
    })
  }
  return slots
}

function freeCrew(startsAtMs: number, { crews, taken }: SlotFacts): number | null {
  for (let crew = 1; crew <= crews; crew++) {
    const busy = taken.some(
      (visit) =>
        visit.crew === crew &&
        visit.startsAtMs < startsAtMs + INSPECTION_MS + TRAVEL_MS &&
        visit.endsAtMs + TRAVEL_MS > startsAtMs,
    )
    if (!busy) return crew
  }
  return null
}

/** Two slots to offer: on different days and at different times of day, near what the person prefers. */
export function slotsToOffer(
  free: readonly Slot[],
  preference: string | undefined,
  timeZone: string,
  nowMs: number,
): Slot[] {
  const wanted = preference ? free.filter((slot) => suits(slot, plain(preference), timeZone, nowMs)) : []
  const pool = wanted.length > 0 ? wanted : free
  const first = pool.find((slot) => localTime(slot.startsAtMs, timeZone).hour >= 9) ?? pool[0]
  if (!first) return []
  const differs = (slot: Slot) =>
    slot.startsAtMs > first.endsAtMs + 2 * 3_600_000 && localTime(slot.startsAtMs, timeZone).hour >= 12
  const later =
    pool.find((slot) => differs(slot) && slot.startsAtMs > first.startsAtMs + 20 * 3_600_000) ??
    pool.find(differs)
  return later ? [first, later] : [first]
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
function daysFromNow(slot: Slot, timeZone: string, nowMs: number): number {
  return daysBetween(dayIn(nowMs, timeZone), dayIn(slot.startsAtMs, timeZone))
}

export function spokenTime(atMs: number, timeZone: string, language: Language = 'en'): string {
  const { month, day, hour, minute, weekday } = localTime(atMs, timeZone)
  if (language === 'es') return spanishTime({ month, day, hour, minute, weekday })
  const name = WEEKDAY_WORDS[weekday]?.[0] ?? ''
  const clock = `${hour % 12 === 0 ? 12 : hour % 12}${minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`}`
  const half = hour < 12 ? 'in the morning' : hour < 17 ? 'in the afternoon' : 'in the evening'
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}, ${MONTHS[month - 1]} ${ordinal(day)} at ${clock} ${half}`
}

function spanishTime(at: {
  month: number
  day: number
  hour: number
  minute: number
  weekday: number
}): string {
  const clock = at.hour % 12 === 0 ? 12 : at.hour % 12
  const minutes = at.minute === 0 ? '' : at.minute === 30 ? ' y media' : ` y ${at.minute}`
  const half = at.hour < 12 ? 'de la mañana' : at.hour < 19 ? 'de la tarde' : 'de la noche'
  return `${SPANISH_DAYS[at.weekday]} ${at.day} de ${SPANISH_MONTHS[at.month - 1]} a ${clock === 1 ? 'la' : 'las'} ${clock}${minutes} ${half}`
}

const SPANISH_DAYS = 'domingo lunes martes miércoles jueves viernes sábado'.split(' ')
const SPANISH_MONTHS =
  'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(' ')

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)

function ordinal(day: number): string {
  const suffix = day >= 11 && day <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')
  return `${day}${suffix}`
}

/**
 * Whether these words, said by the agent and heard in full, named the slot: its day and its hour. The day is
 * named by its weekday; by "tomorrow" only when it is tomorrow.
 */
export function namesSlot(words: string, slot: Slot, timeZone: string, nowMs: number): boolean {
  const said = plain(words)
  const { weekday, hour } = localTime(slot.startsAtMs, timeZone)
  const daysAhead = daysFromNow(slot, timeZone, nowMs)
  const dayNamed =
    says(said, WEEKDAY_WORDS[weekday] ?? []) ||
    (daysAhead === 0 && saysToday(said)) ||
    (daysAhead === 1 && saysTomorrow(said)) ||
    (daysAhead === 2 && saysDayAfterTomorrow(said))
  const clock = hour % 12 === 0 ? 12 : hour % 12
  return dayNamed && says(said, [String(clock), ...(HOUR_WORDS[hour % 12] ?? [])])
}
