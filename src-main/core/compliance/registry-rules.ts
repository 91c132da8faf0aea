import { DAY_MS } from '../time.ts'
import { consentAgeDays, isWritten, theConsent } from './consent-rules.ts'
import { dayOf, type GateFacts, type Objection, objection } from './gate-facts.ts'

export const LIST_GOOD_FOR_DAYS = 31
export const REASSIGNMENT_CHECK_AFTER_DAYS = 30
export const NATIONAL = 'US'

/** Row 5: written consent that names the seller is the one ground for calling without a current registry, or against it. */
export function nationalRegistry(facts: GateFacts): Objection | null {
  if (isWritten(facts)) return null
  const national = facts.registries.find(({ list }) => list === NATIONAL)
  if (!national || facts.nowMs - national.asOfMs > LIST_GOOD_FOR_DAYS * DAY_MS)
    return objection(
      'registry-not-checked',
      `The national do-not-call registry is not on file, or is older than ${LIST_GOOD_FOR_DAYS} days. Written consent that names you makes that unnecessary.`,
    )
  if (!national.listed) return null
  return objection(
    'on-national-registry',
    'This number is on the national do-not-call registry, and there is no written consent that names you.',
  )
}

/** Row 6: whoever stands on a state's own list is not called, whatever was consented to. */
export function notOnStateList({ registries, place }: GateFacts): Objection | null {
  const on = registries.filter(({ list, listed }) => listed && place.states.includes(list))
  if (on.length === 0) return null
  return objection(
    'on-state-list',
    `This number is on the do-not-call list of ${on.map(({ list }) => list).join(' and ')}.`,
  )
}

/** Row 6: a state marked as needing its list is not called into without one that is current. */
export function stateListsAreCurrent({ registries, place, rules, nowMs }: GateFacts): Objection | null {
  const isCurrent = (state: string) =>
    registries.some(({ list, asOfMs }) => list === state && nowMs - asOfMs <= LIST_GOOD_FOR_DAYS * DAY_MS)
  const missing = rules.statesNeedingLists.filter(
    (state) => place.states.includes(state) && !isCurrent(state),
  )
  if (missing.length === 0) return null
  return objection(
    'state-list-missing',
    `The do-not-call list of ${missing.join(' and ')} is not on file, or is older than ${LIST_GOOD_FOR_DAYS} days. Upload a new one.`,
  )
}

/**
 * Row 25: a consent older than 30 days counts only with an answer of the Reassigned Numbers Database that the number
 * has not changed hands since, and that answer is renewed every 30 days. A "yes" forbids the call at any age.
 */
export function numberNotReassigned(facts: GateFacts): Objection | null {
  const { reassigned, nowMs, place } = facts
  const consent = theConsent(facts)
  if (!consent || !isWritten(facts)) return null
  if (reassigned?.answer === 'yes' && consent.capturedAtMs < reassigned.checkedAtMs) {
    return objection(
      'number-reassigned',
      `The Reassigned Numbers Database said on ${dayOf(reassigned.checkedAtMs, place)} that this number was given up. A newer consent lifts it.`,
    )
  }
  const age = consentAgeDays(consent, facts)
  if (age <= REASSIGNMENT_CHECK_AFTER_DAYS || age > facts.rules.consentGoodForDays) return null
  const isGood =
    reassigned?.answer === 'no' &&
    reassigned.checkedAtMs <= nowMs &&
    nowMs - reassigned.checkedAtMs <= REASSIGNMENT_CHECK_AFTER_DAYS * DAY_MS &&
    // Asked from a later day, the answer would not speak of the time between.
    reassigned.sinceMs <= consent.capturedAtMs
  if (isGood) return null
  return objection(
    'number-may-be-reassigned',
    `The consent is older than ${REASSIGNMENT_CHECK_AFTER_DAYS} days and no check of the Reassigned Numbers Database of the last ${REASSIGNMENT_CHECK_AFTER_DAYS} days is on file. Import one, or renew the consent.`,
  )
}
