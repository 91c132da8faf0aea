import { DayWindows } from '../../../src-preload/contract/account.ts'
import { callingHours } from './calling-hours.ts'
import { mayCall, RULES_VERSION } from './gate.ts'
import type { GateFacts } from './gate-facts.ts'

/** Everything that the gate was told when it decided, as it is kept. */
export interface DecisionInputs {
  readonly facts: GateFacts
  readonly callingWindows: DayWindows
  readonly contractorId: string
  readonly registryGround: string | null
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
  const { facts, callingWindows } = JSON.parse(stored.inputs) as DecisionInputs
  const decision = mayCall(facts, callingHours(DayWindows.parse(callingWindows)))
  const isSame = decision.allowed === stored.allowed && JSON.stringify(decision.reasons) === stored.reasons
  return isSame ? 'same' : 'differs'
}
