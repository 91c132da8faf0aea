import { momentWords } from '../time.ts'
import { decidingConsent } from './consent.ts'
import { isWritten } from './consent-rules.ts'
import { DAY_MS, dayOf, type GateFacts, type Objection, objection, type Rule, zoneOf } from './gate-facts.ts'
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

/** Whoever has booked is not called about booking; after the inspection they may be called again. */
export function noInspectionAhead({ inspectionAtMs, place }: GateFacts): Objection | null {
  if (inspectionAtMs === null) return null
  return objection(
    'inspection-ahead',
    `Has an inspection on ${momentWords(inspectionAtMs, zoneOf(place))}. They may be called again once it is over.`,
  )
}

/** A "no" holds until the lead asks again: only written consent that is newer than the call lifts it. */
export function notRefused(facts: GateFacts): Objection | null {
  const { refusal, consents, legalName, place } = facts
  if (!refusal) return null
  const consent = decidingConsent(consents, legalName)
  if (consent && consent.capturedAtMs > refusal.atMs && isWritten(facts)) return null
  const day = dayOf(refusal.atMs, place)
  if (refusal.said === 'wrong_number')
    return objection(
      'wrong-number',
      `Said on ${day} that this is the wrong number. A newer consent for this number lifts it.`,
    )
  return objection(
    'not-interested',
    `Said on ${day} that they are not interested. They may be called again when they ask for it: a newer consent lifts it.`,
  )
}
