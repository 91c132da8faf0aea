import type { TurnView } from '../../../src-preload/contract/calls.ts'
import type { CallContext } from './call-context.ts'
import type { EndedEvent } from './phone-line.ts'

/** What is known for certain about a call when it ends: facts written by code, not opinions of a model. */
export interface CallFacts {
  readonly booked: boolean
  readonly optedOut: boolean
  readonly callbackAgreed: boolean
  readonly notInterested: boolean
  readonly endReason: string | null
  readonly answeredBy: 'unknown' | 'human' | 'machine' | 'screener' | 'fax'
  readonly homeownerTurns: number
  readonly answered: boolean
  readonly canceledByPerson: boolean
}

/** The facts while they are still being found out. */
export type KnownFacts = { -readonly [Fact in keyof CallFacts]: CallFacts[Fact] }

export const noFactsYet = (): KnownFacts => ({
  booked: false,
  optedOut: false,
  callbackAgreed: false,
  notInterested: false,
  endReason: null,
  answeredBy: 'unknown',
  homeownerTurns: 0,
  answered: false,
  canceledByPerson: false,
})

/** A call that has just ended, with all that its end is written from. */
export interface EndedCall {
  readonly callId: string
  readonly facts: CallFacts
  readonly event: EndedEvent
  /** When it was answered by the carrier's clock, where the carrier told. */
  readonly carrierAnsweredAtMs: number | null
  readonly turns: readonly TurnView[]
  readonly context: CallContext
}
