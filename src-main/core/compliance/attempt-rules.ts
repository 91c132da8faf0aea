import { counted } from '../count-words.ts'
import { DAY_MS, HOUR_MS, momentWords } from '../time.ts'
import { decidingConsent } from './consent.ts'
import { isWritten } from './consent-rules.ts'
import { dayOf, type GateFacts, type Objection, objection, type Rule, zoneOf } from './gate-facts.ts'
import { hoursOf } from './state-hours.ts'

const MOST_IN_24_HOURS = 3
/** By how many calls a day the contractor allows: one a day is twenty hours apart. */
const HOURS_APART: Readonly<Record<number, number>> = { 1: 20, 2: 6, 3: 4 }

/** Row 10: so far apart. Whatever is no whole number of calls a day counts as one. */
export function attemptsApart({ attemptsMs, nowMs, place, rules }: GateFacts): Objection | null {
  const hoursApart = HOURS_APART[rules.callsPerDay] ?? 20
  const lastMs = Math.max(...attemptsMs)
  const againAtMs = lastMs + hoursApart * HOUR_MS
  if (attemptsMs.length === 0 || againAtMs <= nowMs) return null
  return {
    ...objection(
      'called-recently',
      `This number was called on ${momentWords(lastMs, zoneOf(place))}. Calls are at least ${hoursApart} hours apart.`,
    ),
    retryAtMs: againAtMs,
  }
}

/** Row 10: the hard cap, whatever the spacing and the settings. A single call a day is kept apart by the hours between. */
export const attemptsPerDay: Rule = (facts) =>
  tooMany(facts, facts.rules.callsPerDay === 2 ? 2 : MOST_IN_24_HOURS, 24, 'any number')

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
  { attemptsMs, textsMs = [], nowMs }: GateFacts,
  most: number,
  withinHours: number,
  where: string,
): Objection | null {
  // Texts are calls under the law (compliance.md section 12).
  const inside = [...attemptsMs, ...textsMs]
    .filter((atMs) => atMs > nowMs - withinHours * HOUR_MS)
    .sort((a, b) => b - a)
  const limiting = inside[most - 1]
  if (limiting === undefined) return null
  return {
    ...objection(
      'too-many-calls',
      `This number was ${textsMs.length > 0 ? 'called or texted' : 'called'} ${counted(inside.length, 'time')} in ${counted(withinHours, 'hour')}; the most for ${where} is ${most}.`,
    ),
    retryAtMs: limiting + withinHours * HOUR_MS,
  }
}

/** Row 10: then stop. */
export function attemptsPerMonth({ attemptsMs, nowMs, rules }: GateFacts): Objection | null {
  const inside = attemptsMs.filter((atMs) => atMs > nowMs - 30 * DAY_MS).length
  if (inside < rules.callsPer30Days) return null
  return objection(
    'too-many-calls-this-month',
    `This number was called ${inside} times in 30 days. The most is ${rules.callsPer30Days}.`,
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
