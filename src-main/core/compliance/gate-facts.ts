import type { PermissionCode } from '../../../src-preload/contract/permission-codes.ts'
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
  /** The number that is shown, and the one that takes calls back; both belong to the seller. */
  readonly callerId: string | null
  readonly callbackNumber: string | null
  readonly rules: OwnRules
  /** The do-not-call lists uploaded for the states of this place (`US` is the national registry), newest upload each. */
  readonly registries: readonly Registry[]
  /** The newest answer of the Reassigned Numbers Database about this number. */
  readonly reassigned: ReassignedAnswer | null
  /** When calls to this number began in the last 30 days, in all campaigns. */
  readonly attemptsMs: readonly number[]
  /** When texts went to this number in the last 30 days. Decisions of before there were texts have none. */
  readonly textsMs?: readonly number[]
  /** When the next confirmed inspection begins that is not over yet; null when there is none. */
  readonly inspectionAtMs: number | null
  /** The newest call in which the one who answered turned the calls down, short of asking for none at all. */
  readonly refusal: Refusal | null
}

/** What the contractor set, within what section 17 leaves to them. */
export interface OwnRules {
  readonly consentGoodForDays: number
  readonly callsPerDay: number
  readonly callsPer30Days: number
  /** States of row 28 for which counsel approved A.I. calls, each with the note that says so on record. */
  readonly counselApprovedStates: readonly string[]
  /** States in which nobody is called without a current upload of the state's own list. */
  readonly statesNeedingLists: readonly string[]
}

export const defaultOwnRules: OwnRules = {
  consentGoodForDays: 90,
  callsPerDay: 1,
  callsPer30Days: 6,
  counselApprovedStates: [],
  statesNeedingLists: [],
}

export interface Registry {
  readonly list: string
  /** The day the list was drawn from its register. */
  readonly asOfMs: number
  readonly listed: boolean
}

export interface ReassignedAnswer {
  readonly answer: 'yes' | 'no' | 'no_data'
  readonly checkedAtMs: number
  /** The day asked about: "was the number given up since then?" */
  readonly sinceMs: number
}

export interface Refusal {
  readonly atMs: number
  readonly said: 'wrong_number' | 'not_interested'
}

/** One objection of the gate. */
export interface Objection {
  readonly code: PermissionCode
  readonly message: string
  /** Set when waiting alone helps: the earliest instant at which this objection may be gone. */
  readonly retryAtMs?: number
}

/** One row of compliance.md section 17: null when it has nothing against the call. */
export type Rule = (facts: GateFacts, hours: CallingHours) => Objection | null

export const objection = (code: PermissionCode, message: string): Objection => ({ code, message })
/** Whose calendar and clock a reason speaks of: that of the house, as far as it is known. */
export const zoneOf = ({ zones }: Place): string => zones[0] ?? 'UTC'
export const dayOf = (atMs: number, place: Place): string =>
  Number.isFinite(atMs) ? dateWords(atMs, zoneOf(place)) : 'an unknown day'
