import type { DayWindows } from '../../../src-preload/contract/account.ts'
import { DAY_MS, type LocalTime, localTime, minutesOfDay, WEEKDAYS } from '../time.ts'
import { isHoliday } from './holidays.ts'
import { type DayHours, FEDERAL_HOURS, hoursOf, type StateHours } from './state-hours.ts'

/** A call may not begin in the last minutes of a window: it would run past its end (compliance.md section 8). */
export const LAST_START_MINUTES = 5
const STEP_MS = 15 * 60_000
const SEARCH_MS = 8 * DAY_MS

/** What forbids the hour, or null. */
export type ClosedBecause =
  | {
      readonly by: 'law'
      readonly zone: string
      readonly state: string | null
      readonly citation: string
      readonly at: LocalTime
      readonly hours: DayHours
      /** It is one on which this state has other hours. */
      readonly holiday: boolean
    }
  | { readonly by: 'contractor'; readonly zone: string; readonly at: LocalTime; readonly hours: DayHours }

export interface WhereAndWhen {
  readonly zones: readonly string[]
  readonly states: readonly string[]
}

/** The hours in which one contractor may call, by federal law, every state's row and the contractor's own windows. */
export interface CallingHours {
  closed(place: WhereAndWhen, atMs: number): ClosedBecause | null
  /** Whether the contractor's own windows alone would let a call begin. */
  wanted(place: Pick<WhereAndWhen, 'zones'>, atMs: number): boolean
  /** The first quarter of an hour from `fromMs` on that is open everywhere, looking eight days ahead. */
  nextOpening(place: WhereAndWhen, fromMs: number): number | null
}

/** `windows`: the contractor's own, by weekday; what is left out of them is closed. */
export function callingHours(windows: DayWindows): CallingHours {
  // Leads of one place share every answer; remembering them makes a list of 100,000 affordable.
  const openings = new Map<string, number | null>()

  function nextOpening(place: WhereAndWhen, fromMs: number): number | null {
    const firstMs = Math.ceil(fromMs / STEP_MS) * STEP_MS
    const key = `${firstMs} ${place.zones.join()} ${place.states.join()}`
    const remembered = openings.get(key)
    if (remembered !== undefined) return remembered
    if (openings.size > 2_000) openings.clear()
    const found = search(place, firstMs)
    openings.set(key, found)
    return found
  }

  function search(place: WhereAndWhen, firstMs: number): number | null {
    for (let atMs = firstMs; atMs <= firstMs + SEARCH_MS; atMs += STEP_MS) {
      if (closedBecause(windows, place, atMs) === null) return atMs
    }
    return null
  }

  return {
    closed: (place, atMs) => closedBecause(windows, place, atMs),
    wanted({ zones }, atMs) {
      return zones.every((zone) => {
        const at = localMinute(atMs, zone)
        return mayBegin(windowOf(windows, at), at)
      })
    },
    nextOpening,
  }
}

/** What both allow, day by day. */
export function overlapOf(a: DayWindows, b: DayWindows): DayWindows {
  const both: DayWindows = {}
  for (const day of WEEKDAYS) {
    const [one, other] = [a[day], b[day]]
    if (!one || !other) continue
    const from = one.from > other.from ? one.from : other.from
    const to = one.to < other.to ? one.to : other.to
    if (from < to) both[day] = { from, to }
  }
  return both
}

function closedBecause(windows: DayWindows, place: WhereAndWhen, atMs: number): ClosedBecause | null {
  for (const zone of place.zones) {
    const at = localMinute(atMs, zone)
    if (!mayBegin(FEDERAL_HOURS.weekday, at)) {
      return {
        by: 'law',
        zone,
        state: null,
        citation: FEDERAL_HOURS.citation,
        at,
        hours: FEDERAL_HOURS.weekday,
        holiday: false,
      }
    }
    for (const state of place.states) {
      const row = hoursOf(state)
      const hours = row && hoursOn(row, state, at)
      if (!mayBegin(hours, at)) {
        const holiday = row !== null && hasHoliday(row, state, at)
        return { by: 'law', zone, state, citation: row?.citation ?? 'no rule known', at, hours, holiday }
      }
    }
    const own = windowOf(windows, at)
    if (!mayBegin(own, at)) return { by: 'contractor', zone, at, hours: own }
  }
  return null
}

function hoursOn(row: StateHours, state: string, at: LocalTime): DayHours {
  if (row.holiday !== 'as-usual' && hasHoliday(row, state, at)) return row.holiday
  if (at.weekday === 0) return row.sunday
  return at.weekday === 6 ? row.saturday : row.weekday
}

const hasHoliday = (row: StateHours, state: string, at: LocalTime): boolean =>
  row.holiday !== 'as-usual' && isHoliday(state, at.year, at.month, at.day)

function windowOf(windows: DayWindows, at: LocalTime): DayHours {
  const window = windows[WEEKDAYS[at.weekday] ?? 'sun']
  return window ? [minutesOfDay(window.from), minutesOfDay(window.to)] : null
}

function mayBegin(hours: DayHours, at: LocalTime): boolean {
  const minute = at.hour * 60 + at.minute
  return hours !== null && minute >= hours[0] && minute < hours[1] - LAST_START_MINUTES
}

let minuteMs = Number.NaN
const clocks = new Map<string, LocalTime>()

/** The same minute is asked for with every lead of a list. */
function localMinute(atMs: number, zone: string): LocalTime {
  const minute = Math.floor(atMs / 60_000)
  if (minute !== minuteMs) {
    clocks.clear()
    minuteMs = minute
  }
  let time = clocks.get(zone)
  if (!time) {
    time = localTime(atMs, zone)
    clocks.set(zone, time)
  }
  return time
}
