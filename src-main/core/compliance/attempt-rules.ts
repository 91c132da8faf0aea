import { momentWords } from '../time.ts'
import { DAY_MS, type GateFacts, type Objection, objection, type Rule, zoneOf } from './gate-facts.ts'
import { hoursOf } from './state-hours.ts'

const HOURS_APART = 20
const MOST_IN_24_HOURS = 3
const MOST_IN_30_DAYS = 6

/** Row 10: one call a day, twenty hours apart. */
export function attemptsApart({ attemptsMs, nowMs, place }: GateFacts): Objection | null {
  const lastMs = Math.max(...attemptsMs)
  const againAtMs = lastMs + HOURS_APART * 3_600_000
  if (attemptsMs.length === 0 || againAtMs <= nowMs) return null
  return {
    ...objection(
      'called-recently',
      `This number was called on ${momentWords(lastMs, zoneOf(place))}. Calls are at least ${HOURS_APART} hours apart.`,
    ),
    retryAtMs: againAtMs,
  }
}

/** Row 10: the hard cap, whatever the spacing. */
export const attemptsPerDay: Rule = (facts) => tooMany(facts, MOST_IN_24_HOURS, 24, 'any number')

/** Row 10: what a state adds. */
export function attemptsPerState(facts: GateFacts): Objection | null {
  for (const state of facts.place.states) {
    const cap = hoursOf(state)?.attempts
    const found = cap && tooMany(facts, cap.most, cap.withinHours, state)
    if (found) return found
  }
  return null
}

function tooMany(
  { attemptsMs, nowMs }: GateFacts,
  most: number,
  withinHours: number,
  where: string,
): Objection | null {
  const inside = attemptsMs.filter((atMs) => atMs > nowMs - withinHours * 3_600_000).sort((a, b) => b - a)
  const limiting = inside[most - 1]
  if (limiting === undefined) return null
  return {
    ...objection(
      'too-many-calls',
      `This number was called ${inside.length} times in ${withinHours} hours; the most for ${where} is ${most}.`,
    ),
    retryAtMs: limiting + withinHours * 3_600_000,
  }
}

/** Row 10: then stop. */
export function attemptsPerMonth({ attemptsMs, nowMs }: GateFacts): Objection | null {
  const inside = attemptsMs.filter((atMs) => atMs > nowMs - 30 * DAY_MS).length
  if (inside < MOST_IN_30_DAYS) return null
  return objection(
    'too-many-calls-this-month',
    `This number was called ${inside} times in 30 days. The most is ${MOST_IN_30_DAYS}.`,
  )
}
