import type { PhoneKind } from '../lead/phone-numbers.ts'
import { dateWords } from '../time.ts'
import type { CallingHours } from './calling-hours.ts'
import type { ConsentRecord } from './consent.ts'
import type { Place } from './place.ts'

/** Everything the gate looks at. Nothing else may sway it, and all of it is kept with the decision. */
export interface GateFacts {
  readonly nowMs: number
  readonly phone: string
  readonly phoneKind: PhoneKind
  readonly place: Place
  readonly legalName: string
  readonly confirmedStates: readonly string[]
  /** Newest first. */
  readonly consents: readonly ConsentRecord[]
  readonly suppression: { readonly atMs: number; readonly reason: string } | null
  /** When calls to this number began in the last 30 days, in all campaigns. */
  readonly attemptsMs: readonly number[]
  /** When the next confirmed inspection begins that is not over yet; null when there is none. */
  readonly inspectionAtMs: number | null
  /** The newest call in which the one who answered turned the calls down, short of asking for none at all. */
  readonly refusal: Refusal | null
}

export interface Refusal {
  readonly atMs: number
  readonly said: 'wrong_number' | 'not_interested'
}

/** One objection of the gate. */
export interface Objection {
  readonly code: string
  readonly message: string
  /** Set when waiting alone helps: the earliest instant at which this objection may be gone. */
  readonly retryAtMs?: number
}

/** One row of compliance.md section 17: null when it has nothing against the call. */
export type Rule = (facts: GateFacts, hours: CallingHours) => Objection | null

export const objection = (code: string, message: string): Objection => ({ code, message })
export const DAY_MS = 86_400_000
/** Whose calendar and clock a reason speaks of: that of the house, as far as it is known. */
export const zoneOf = ({ zones }: Place): string => zones[0] ?? 'UTC'
export const dayOf = (atMs: number, place: Place): string =>
  Number.isFinite(atMs) ? dateWords(atMs, zoneOf(place)) : 'an unknown day'
