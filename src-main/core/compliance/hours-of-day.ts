import type { HoursOfDay, Stretch } from '../../../src-preload/contract/campaign-reach.ts'
import { US_STATES } from '../../../src-preload/contract/us-states.ts'
import { civilFromDays, clockWords, dayNumber, instantAt, MINUTES_OF_DAY } from '../time.ts'
import {
  type CallingHours,
  type ClosedBecause,
  LAST_START_MINUTES,
  type WhereAndWhen,
} from './calling-hours.ts'

const STEP_MINUTES = 5

/** One step of a day: calls may begin in it, the contractor wants none, or what of the law forbids those they want. */
type Step = 'open' | 'unwanted' | Extract<ClosedBecause, { by: 'law' }>

/**
 * What of one day is open in a place, on the clock of one of its zones, to five minutes: the gate's own hours, asked step
 * by step. `day` is `2026-11-23`.
 */
export function hoursOfDay(
  hours: CallingHours,
  place: WhereAndWhen,
  timeZone: string,
  day: string,
): HoursOfDay {
  const { year, month, day: date } = civilFromDays(dayNumber(day))
  const open: Stretch[] = []
  const forbidden: HoursOfDay['forbidden'] = []
  let last: { step: Step; stretch: Stretch } | null = null
  for (let minute = 0; minute < MINUTES_OF_DAY; minute += STEP_MINUTES) {
    const atMs = instantAt(timeZone, year, month, date, 0, minute)
    const step = stepAt(hours, place, atMs)
    if (last && sameStep(last.step, step)) {
      last.stretch.to_minute = minute + STEP_MINUTES
      continue
    }
    const from: number = last && closesHere(last.step, step) ? endLate(last.stretch) : minute
    const stretch: Stretch = { from_minute: from, to_minute: minute + STEP_MINUTES }
    if (step === 'open') open.push(stretch)
    else if (step !== 'unwanted') forbidden.push(Object.assign(stretch, { reason: ruleWords(step) }))
    last = { step, stretch }
  }
  return { day, open, forbidden: forbidden.filter(({ from_minute, to_minute }) => from_minute < to_minute) }
}

function stepAt(hours: CallingHours, place: WhereAndWhen, atMs: number): Step {
  const closed = hours.closed(place, atMs)
  if (closed === null) return 'open'
  return closed.by === 'law' && hours.wanted(place, atMs) ? closed : 'unwanted'
}

const sameStep = (a: Step, b: Step): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && ruleWords(a) === ruleWords(b))

/** Whether a window ends between two steps, so that the last call of it may still be going on. */
const closesHere = (before: Step, after: Step): boolean =>
  before === 'open' || (before !== 'unwanted' && after === 'unwanted')

/** No call begins in the last minutes of a window, and it is open until its end all the same. */
function endLate(stretch: Stretch): number {
  stretch.to_minute = Math.min(MINUTES_OF_DAY, stretch.to_minute + LAST_START_MINUTES)
  return stretch.to_minute
}

function ruleWords({ state, citation, hours, holiday }: Extract<ClosedBecause, { by: 'law' }>): string {
  const when = hours ? `calls only from ${clockWords(hours[0])} to ${clockWords(hours[1])}` : 'no calls'
  if (state === null) return `Everywhere: ${when} (${citation}).`
  return `${US_STATES[state] ?? state}: ${when}${holiday ? ' on this holiday' : ''} (${citation}).`
}
