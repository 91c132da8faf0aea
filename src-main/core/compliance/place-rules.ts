import { clockWords, zoneCity } from '../time.ts'
import type { CallingHours, ClosedBecause } from './calling-hours.ts'
import { type GateFacts, type Objection, objection } from './gate-facts.ts'
import { hoursOf } from './state-hours.ts'

/** Automated-call statutes that may not yield to consent: off until counsel approves (section 17, row 28). */
const AI_CALLS_OFF_IN: readonly string[] = ['WA', 'MT', 'AK', 'DC', 'NV', 'OR']
/** Florida presumes that whoever has a Florida area code is in Florida. */
const AREA_CODE_COUNTS_AS_ADDRESS: readonly string[] = ['FL']

/** Row 9. An area code alone does not tell where a house stands: numbers move with people. */
export function knownLocation({ place, phoneKind }: GateFacts): Objection | null {
  // A number abroad is refused for that; which state of the Union the house may be in is no question then.
  if (phoneKind === 'foreign') return null
  const unknownState = place.states.find(isUnknown)
  if (unknownState !== undefined) {
    return objection(
      'unknown-location',
      `"${unknownState}" is not a state of the United States whose calling rules are known.`,
    )
  }
  if (place.addressStates.length > 0 && place.zones.length > 0) return null
  return objection(
    'unknown-location',
    'The state of the house is not known. Import the lead again with its ZIP code or its state.',
  )
}

/** Row 26. What is no state that is known can be confirmed by nobody: `knownLocation` refuses it. */
export function confirmedState({ place, confirmedStates }: GateFacts): Objection | null {
  const presumed = place.phoneStates.filter((state) => AREA_CODE_COUNTS_AS_ADDRESS.includes(state))
  const unconfirmed = [...new Set([...place.addressStates, ...presumed])].filter(
    (state) => !confirmedStates.includes(state) && !isUnknown(state),
  )
  if (unconfirmed.length === 0) return null
  return objection(
    'state-not-confirmed',
    `You have not confirmed that you are registered or exempt in ${unconfirmed.join(' and ')}. Do so in the settings.`,
  )
}

/** Row 28: off by default, on only where counsel's approval is on record. */
export function aiCallsPermittedInState({ place, rules }: GateFacts): Objection | null {
  const off = place.states.filter(
    (state) => AI_CALLS_OFF_IN.includes(state) && !rules.counselApprovedStates.includes(state),
  )
  if (off.length === 0) return null
  return objection(
    'ai-calls-off-in-state',
    `A.I. calls to ${off.join(' and ')} stay off: its law on automated calls may forbid them. They can be turned on with a note of your counsel's approval.`,
  )
}

/** Rows 7 and 8, in every zone the homeowner may be in. A place without known hours is refused by `knownLocation`. */
export function withinHours({ place, nowMs }: GateFacts, hours: CallingHours): Objection | null {
  if (place.states.some(isUnknown)) return null
  const closed = hours.closed(place, nowMs)
  return closed && { ...objection('outside-hours', closedMessage(closed)), retryAtMs: nowMs }
}

const isUnknown = (state: string): boolean => hoursOf(state) === null

function closedMessage(closed: ClosedBecause): string {
  const { at, zone, hours } = closed
  const open = hours
    ? `calls may start from ${clockWords(hours[0])} until shortly before ${clockWords(hours[1])}`
    : 'no calls are allowed on this day'
  const rule =
    closed.by === 'contractor'
      ? 'by your own calling hours'
      : `${closed.state ? `in ${closed.state}` : 'everywhere'} (${closed.citation})`
  return `It is ${clockWords(at.hour * 60 + at.minute)} in the ${zoneCity(zone)} time zone; ${open} ${rule}.`
}
