import type {
  CallOutcome,
  CallStatus,
  DeskAct,
  Interest,
  TurnView,
} from '../../../src-preload/contract/calls.ts'
import type { FaultCause } from '../../../src-preload/contract/receipt.ts'
import type { OwnExperience } from '../wallet/rates.ts'
import type { Settlement } from '../wallet/settlement.ts'
import type { CallFacts } from './call-facts.ts'

export interface CallRecord {
  readonly callId: string
  readonly campaignId: string
  readonly leadId: string
  readonly attemptNo: number
  readonly phone: string
  readonly engine: 'ridgeline' | 'vapi'
  /** `inspection`: it is about an inspection that is booked already. */
  readonly purpose: 'offer' | 'inspection'
  readonly scriptId: string | null
  readonly status: CallStatus
  readonly outcome: CallOutcome | null
  readonly interest: Interest
  readonly answeredBy: CallFacts['answeredBy']
  readonly carrierCallId: string | null
  readonly queuedAtMs: number
  readonly notBeforeMs: number
  readonly startedAtMs: number | null
  readonly answeredAtMs: number | null
  readonly endedAtMs: number | null
  readonly talkMs: number | null
  readonly costCents: number
  readonly summary: string | null
  readonly nextSteps: readonly string[]
  readonly notes: readonly string[]
  readonly engineNotes: readonly string[]
  readonly endReason: string | null
  readonly evidenceId: string | null
  readonly settledAtMs: number | null
  /** What the carrier billed, as soon as it told; kept with the call, since its end may not be known yet. */
  readonly carrierBilledSeconds: number | null
}

export type CallChanges = Partial<
  Omit<CallRecord, 'callId' | 'campaignId' | 'leadId' | 'attemptNo' | 'phone' | 'engine' | 'purpose'>
>

/** A stretch of a call that is not charged for. Milliseconds on the call's clock. */
export interface FaultSpan {
  readonly cause: FaultCause
  readonly fromMs: number
  readonly ms: number
}

/** Calls as storage keeps them. All methods are synchronous; group them with `Transactions.run`. */
export interface CallStore {
  get(callId: string): CallRecord | null
  byCarrierId(carrierCallId: string): CallRecord | null
  change(callId: string, changes: CallChanges): CallRecord
  /** Inserts the turn, or replaces it when a cut line was resumed. */
  saveTurn(callId: string, turn: TurnView): void
  turns(callId: string): TurnView[]
  /** The whole transcript as it stands now, at once; what was stored of it before is gone. */
  replaceTurns(callId: string, turns: readonly TurnView[]): void
  /** Next call of a campaign that may be tried now, by the lead's score. */
  nextQueued(campaignId: string, nowMs: number): CallRecord | null
  /** The earliest moment at which a call in line of this campaign may be tried; null when none is in line. */
  nextDueAtMs(campaignId: string): number | null
  unfinished(): CallRecord[]
  /** Calls that were dialed since then and lack their end or the carrier's bill. */
  unbilled(sinceMs: number, engine: CallRecord['engine']): CallRecord[]
  /** Calls that were dialed since then, were talked in by the carrier's bill, and have no recording. */
  unrecorded(sinceMs: number, engine: CallRecord['engine']): CallRecord[]
  /** Answered calls that were dialed before then, and of which no bill came and none is given up yet. */
  neverBilled(beforeMs: number, engine: CallRecord['engine']): CallRecord[]
  /** Back in line after the carrier turned the dial away: nothing rang, and the intent to dial is void. */
  requeue(callId: string, notBeforeMs: number): void
  saveIntent(callId: string, commandId: string, atMs: number): void
  setFate(callId: string, fate: 'placed' | 'refused' | 'unclear'): void
  intent(callId: string): { commandId: string; committedAtMs: number; fate: string } | null
  bookingOf(callId: string): { bookingId: string; startsAtMs: number } | null
  /** What the latest ended calls that were dialed came to, at most so many; null when there are none. */
  experience(latest: number): OwnExperience | null
  saveSettlement(callId: string, settlement: Settlement): void
  /** Notes time of the call that is not charged for; the longer of two that begin alike stands. */
  addFault(callId: string, span: FaultSpan): void
  faults(callId: string): FaultSpan[]
  /** Counts every day again from the calls themselves: in another time zone days begin at another moment. */
  recountDays(): void
  /** What the person at the desk did in it. */
  addDeskAct(callId: string, act: DeskAct): void
  saveRecording(callId: string, fileName: string, durationMs: number, atMs: number): void
}

const ORDER: readonly CallStatus[] = ['queued', 'dialing', 'ringing', 'live', 'ended']

/** A call only moves forward: late news never reopens it (reliability.md A4). */
export const movesForward = (from: CallStatus, to: CallStatus): boolean =>
  ORDER.indexOf(to) > ORDER.indexOf(from)

/** What an activity event says of the call it is about. */
export const idsOf = ({ callId, campaignId, leadId }: CallRecord): Record<string, unknown> => ({
  call_id: callId,
  campaign_id: campaignId,
  lead_id: leadId,
})
