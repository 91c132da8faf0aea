import { HOUR_MS } from '../time.ts'
import { attemptsPerDay, attemptsPerState, noInspectionAhead, notRefused } from './attempt-rules.ts'
import type { CallingHours } from './calling-hours.ts'
import { consentIsRecent, notOnDoNotCallList, writtenConsent } from './consent-rules.ts'
import { callableNumber, decisionOf, ownNumbers, rulesAreFresh } from './gate.ts'
import { type GateFacts, type Objection, objection, type Rule } from './gate-facts.ts'
import type { GateDecision } from './gatekeeper.ts'
import { confirmedState, knownLocation, withinHours } from './place-rules.ts'
import {
  nationalRegistry,
  notOnStateList,
  numberNotReassigned,
  stateListsAreCurrent,
} from './registry-rules.ts'

/** What the gate looks at for a text, beside what it looks at for a call. */
export interface TextFacts {
  /** What the carriers said of the sending number, and when; null when nobody has asked yet. */
  readonly registration: {
    readonly status: 'active' | 'pending' | 'none'
    readonly checkedAtMs: number
  } | null
  /** `inspection`: it is about an inspection that is booked already. */
  readonly about: 'offer' | 'inspection'
}

const REGISTRATION_GOOD_FOR_MS = 48 * HOUR_MS
const HOURS_APART = 12

/**
 * May this number be sent a text now? Texts are calls under the law (compliance.md section 12): consent, lists, hours and
 * caps are asked like for a call, the consent must cover texts, and the carriers must know the sender (row 24).
 */
export function mayText(facts: GateFacts, text: TextFacts, hours: CallingHours): GateDecision {
  const ofTexts = consentsToTexts(facts)
  const rules = text.about === 'inspection' ? RULES : [...RULES, noInspectionAhead]
  const reasons = [
    registered(text, facts.nowMs),
    textConsent(ofTexts),
    textsApart(facts),
    ...rules.map((rule) => rule(ofTexts, hours)),
  ].filter((reason) => reason !== null)
  return decisionOf(reasons, facts, hours)
}

const RULES: readonly Rule[] = [
  rulesAreFresh,
  callableNumber,
  ownNumbers,
  notOnDoNotCallList,
  consentIsRecent,
  numberNotReassigned,
  nationalRegistry,
  notOnStateList,
  stateListsAreCurrent,
  knownLocation,
  confirmedState,
  withinHours,
  attemptsPerDay,
  attemptsPerState,
  notRefused,
]

/** The rules of consent ask whether it covers artificial voices; of a text they ask the same about texts. */
const consentsToTexts = (facts: GateFacts): GateFacts => ({
  ...facts,
  consents: facts.consents.map((consent) => ({ ...consent, coversAiCalls: consent.coversTexts })),
})

function textConsent(facts: GateFacts): Objection | null {
  const found = writtenConsent(facts)
  if (found?.code === 'consent-without-ai-calls')
    return objection('consent-without-texts', 'The consent on file does not cover texts.')
  if (found?.code === 'no-consent')
    return objection('no-consent', 'No written consent to texts is on file for this number.')
  return found
}

/** Row 24: locked until the carriers have accepted the number, as they said within the last two days. */
function registered({ registration }: TextFacts, nowMs: number): Objection | null {
  if (registration === null || nowMs - registration.checkedAtMs > REGISTRATION_GOOD_FOR_MS)
    return objection(
      'texting-not-checked',
      'Whether your number is registered for texting (10DLC) could not be found out from the carrier.',
    )
  switch (registration.status) {
    case 'active':
      return null
    case 'pending':
      return objection(
        'texting-pending',
        'Your number is being registered for texting (10DLC); the carriers have not accepted it yet.',
      )
    default:
      return objection(
        'texting-not-registered',
        'Your number is not registered for texting. Register your brand and a campaign (10DLC) with the carrier.',
      )
  }
}

function textsApart({ textsMs = [], nowMs }: GateFacts): Objection | null {
  const lastMs = Math.max(...textsMs)
  const againAtMs = lastMs + HOURS_APART * HOUR_MS
  if (textsMs.length === 0 || againAtMs <= nowMs) return null
  return {
    ...objection('texted-recently', `Texts to one number are at least ${HOURS_APART} hours apart.`),
    retryAtMs: againAtMs,
  }
}
