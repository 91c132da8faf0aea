import { DayWindows } from '../../../src-preload/contract/account.ts'
import { callingHours } from './calling-hours.ts'
import { mayCall, RULES_VERSION } from './gate.ts'
import type { GateFacts } from './gate-facts.ts'
import { mayText, type TextFacts } from './text-gate.ts'

/** Everything that the gate was told when it decided, as it is kept. */
export interface DecisionInputs {
  readonly facts: GateFacts
  readonly callingWindows: DayWindows
  readonly contractorId: string
  readonly registryGround: string | null
  /** Of a decision about a text. */
  readonly text?: TextFacts & { readonly messageId: string }
}

/** A decision as it was stored: `inputs` and `reasons` are JSON. */
export interface StoredDecision {
  readonly allowed: boolean
  readonly reasons: string
  readonly inputs: string
  readonly rulesVersion: string
}

/** `other-rules`: it was made by another version of the rules, which this program no longer holds. */
export type DecidedAgain = 'same' | 'differs' | 'other-rules'

/** Makes a stored decision again from its own inputs alone; the answer and every reason must come out byte for byte. */
export function decideAgain(stored: StoredDecision): DecidedAgain {
  if (stored.rulesVersion !== RULES_VERSION) return 'other-rules'
  const { facts, callingWindows, text } = JSON.parse(stored.inputs) as DecisionInputs
  const hours = callingHours(DayWindows.parse(callingWindows))
  const decision = text ? mayText(facts, text, hours) : mayCall(facts, hours)
  const isSame = decision.allowed === stored.allowed && JSON.stringify(decision.reasons) === stored.reasons
  return isSame ? 'same' : 'differs'
}
