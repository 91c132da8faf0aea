import { accountPart } from './double-account.ts'
import { callsPart, campaignsPart } from './double-calls.ts'
import { followUpsPart } from './double-follow-ups.ts'
import { leadsPart } from './double-leads.ts'
import { rehearsalsPart } from './double-rehearsals.ts'
import { relayPart } from './double-relay.ts'
import type { DoubleState } from './double-state.ts'
import { double } from './implemented.ts'

/** The whole contract in memory, with invented people. It derives from the contract, so it cannot drift from it. */
export function createCoreDouble(state: DoubleState) {
  return double.router({
    ...leadsPart(state),
    ...accountPart(state),
    ...followUpsPart(state),
    ...campaignsPart(state),
    ...callsPart(state),
    ...rehearsalsPart(state, Date.now),
    ...relayPart(state),
  })
}
