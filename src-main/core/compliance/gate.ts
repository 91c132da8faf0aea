import { DAY_MS } from '../time.ts'
import {
  attemptsApart,
  attemptsPerDay,
  attemptsPerMonth,
  attemptsPerState,
  noInspectionAhead,
  notRefused,
} from './attempt-rules.ts'
import type { CallingHours } from './calling-hours.ts'
import { consentIsRecent, notOnDoNotCallList, writtenConsent } from './consent-rules.ts'
import { type GateFacts, type Objection, objection, type Rule } from './gate-facts.ts'
import type { GateDecision } from './gatekeeper.ts'
import { aiCallsPermittedInState, confirmedState, knownLocation, withinHours } from './place-rules.ts'
import {
  nationalRegistry,
  notOnStateList,
  numberNotReassigned,
  stateListsAreCurrent,
} from './registry-rules.ts'

/**
 * The day the law was read, and which writing of it into rules this is: the same version always judges the same facts the
 * same way. 180 days after that day somebody must read the law again.
 */
export const RULES_VERSION = '2026-11-22.2'
const RULES_READ_AT_MS = 1_795_305_600_000
const RULES_GOOD_FOR_DAYS = 180

/**
 * May this number be called now? Every rule of compliance.md section 17 that a dial must pass is asked, and each one
 * that objects gives its reason. What is unknown objects.
 */
export function mayCall(facts: GateFacts, hours: CallingHours): GateDecision {
  return decisionOf(
    RULES.flatMap((rule) => rule(facts, hours) ?? []),
    facts,
    hours,
  )
}

/** What follows from everything that objects. */
export const decisionOf = (
  reasons: readonly Objection[],
  facts: GateFacts,
  hours: CallingHours,
): GateDecision => ({
  allowed: reasons.length === 0,
  reasons: reasons.map(({ code, message }) => ({ code, message })),
  rulesVersion: RULES_VERSION,
  nextAllowedAtMs: nextAllowed(reasons, facts, hours),
})

const RULES: readonly Rule[] = [
  rulesAreFresh,
  callableNumber,
  ownNumbers,
  notOnDoNotCallList,
  writtenConsent,
  consentIsRecent,
  numberNotReassigned,
  nationalRegistry,
  notOnStateList,
  stateListsAreCurrent,
  knownLocation,
  confirmedState,
  aiCallsPermittedInState,
  withinHours,
  attemptsApart,
  attemptsPerDay,
  attemptsPerState,
  attemptsPerMonth,
  noInspectionAhead,
  notRefused,
]

/** Row 34. */
export function rulesAreFresh({ nowMs }: GateFacts): Objection | null {
  if (nowMs - RULES_READ_AT_MS <= RULES_GOOD_FOR_DAYS * DAY_MS) return null
  return objection(
    'rules-too-old',
    `The calling rules in this version are of ${RULES_VERSION.slice(0, 10)} and older than ${RULES_GOOD_FOR_DAYS} days. Update Ridgeline.`,
  )
}

/** Row 29. */
export function callableNumber({ phoneKind }: GateFacts): Objection | null {
  switch (phoneKind) {
    case 'ordinary':
      return null
    case 'toll-free':
      return objection(
        'toll-free-number',
        'This is a toll-free number, which belongs to a business and may not be dialed.',
      )
    case 'premium':
      return objection('premium-number', 'This is a premium-rate number, which may not be dialed.')
    case 'special':
      return objection('special-number', 'This is a special-purpose number, which may not be dialed.')
    case 'foreign':
      return objection(
        'not-a-us-number',
        'This number is outside the United States. Ridgeline does not know the law there and never calls it.',
      )
    default:
      return objection('invalid-number', 'This is not a valid phone number.')
  }
}

/** Row 23 and section 3: a number of the seller's own is shown, and one that is answered is said in the call. */
export function ownNumbers({ callerId, callbackNumber }: GateFacts): Objection | null {
  if (callerId === null) return objection('no-caller-id', 'You have not set the caller ID that calls show.')
  if (callbackNumber === null)
    return objection('no-callback-number', 'You have not set the number at which you can be called back.')
  return null
}

function nextAllowed(
  reasons: readonly Objection[],
  { place, nowMs }: GateFacts,
  hours: CallingHours,
): number | null {
  if (reasons.length === 0) return null
  let fromMs = nowMs
  for (const { retryAtMs } of reasons) {
    if (retryAtMs === undefined) return null
    fromMs = Math.max(fromMs, retryAtMs)
  }
  return hours.nextOpening(place, fromMs)
}
