import type { CallOutcome } from '../../../src-preload/contract/calls.ts'
import type { Engine } from '../../../src-preload/contract/campaigns.ts'
import type {
  FollowUpChannel,
  Sequence,
  SequenceName,
  StopCondition,
} from '../../../src-preload/contract/follow-ups.ts'

export interface FollowUp {
  readonly followUpId: string
  readonly leadId: string
  /** The call that it goes back to. */
  readonly callId: string | null
  /** Null for a step of its own. */
  readonly enrolmentId: string | null
  readonly stepNo: number | null
  readonly channel: FollowUpChannel
  readonly reason: string
  /** A person's own words instead of the sequence's. */
  readonly text: string | null
  readonly dueAtMs: number
  readonly status: 'waiting' | 'acting' | 'done' | 'skipped' | 'canceled' | 'blocked' | 'needs_review'
  readonly statusReason: string | null
  /** What the carrier or the mail server said of it, word for word. */
  readonly vendorWords: string | null
  /** When it went out, or was settled otherwise; null while it is to come. */
  readonly actedAtMs: number | null
  /** False: a person does it. */
  readonly automatic: boolean
  readonly actedCallId: string | null
}

export type NewFollowUp = Pick<
  FollowUp,
  'leadId' | 'callId' | 'enrolmentId' | 'stepNo' | 'channel' | 'reason' | 'text' | 'dueAtMs' | 'automatic'
>
export type FollowUpChanges = Partial<
  Pick<
    FollowUp,
    'text' | 'dueAtMs' | 'status' | 'statusReason' | 'vendorWords' | 'actedAtMs' | 'automatic' | 'actedCallId'
  >
>

/** One lead in one sequence. */
export interface Enrolment {
  readonly enrolmentId: string
  readonly sequence: SequenceName
  readonly leadId: string
  readonly reason: string
  readonly callId: string | null
  readonly campaignId: string | null
  readonly bookingId: string | null
  /** When the inspection was to begin when the reminder was made. */
  readonly bookingStartsAtMs: number | null
  readonly status: 'active' | 'ended'
  readonly startedAtMs: number
}
export type NewEnrolment = Omit<Enrolment, 'enrolmentId' | 'status'>

export interface FoundStop {
  readonly enrolment: Enrolment
  /** What happened since it began, whether or not it stops this sequence. */
  readonly found: readonly StopCondition[]
  /** Its inspection was moved, canceled or is over. */
  readonly inspectionGone: boolean
}

/** Whose stops are looked for. */
export type StopsOf = { readonly enrolmentId: string } | { readonly leadId: string }

/** Steps and enrolments as storage keeps them. All methods are synchronous; group them with `Transactions.run`. */
export interface FollowUpStore {
  get(followUpId: string): FollowUp | null
  /** Answers the id. The same lead, call and reason makes one step of its own only. */
  add(followUp: NewFollowUp, atMs: number): string
  change(followUpId: string, changes: FollowUpChanges): FollowUp
  /** Automatic steps that wait and whose time has come, the earliest first. */
  due(nowMs: number, most: number): FollowUp[]
  /** E-mail steps that are being sent. */
  mailsBeingSent(): FollowUp[]
  /** Steps whose call has ended, with how, and when it was placed. */
  calledFor(): {
    followUp: FollowUp
    outcome: CallOutcome
    detail: string | null
    startedAtMs: number | null
  }[]
  /** Calls of steps that are still in line though something has ended their sequence, with what it was. */
  inLineForNothing(): { callId: string; reason: string | null }[]
  ofCall(callId: string): FollowUp | null
  /** The engine of the latest call to this lead; null when there was none. */
  lastEngine(leadId: string): Engine | null
  /** Whether the number is on the do-not-call list. */
  isSuppressed(phone: string): boolean

  /** Whether the lead was in this sequence for the same call and reason, or the same time of an inspection. */
  wasEnrolled(enrolment: NewEnrolment): boolean
  /** Null when the lead is in this sequence already. */
  enrol(enrolment: NewEnrolment): Enrolment | null
  enrolment(enrolmentId: string): Enrolment | null
  active(leadId: string): Enrolment[]
  /** The step of this sequence that the lead is at. */
  waitingIn(leadId: string, sequence: SequenceName): string | null
  /** Ends it; steps that still wait are canceled with the reason. */
  endEnrolment(enrolmentId: string, reason: string, atMs: number): void
  /** Enrolments to which something happened that may stop them; one, those of a lead, or all that are active. */
  stops(nowMs: number, of?: StopsOf): FoundStop[]
  /** Grows with every row that is written, in whatever table; the same number says that nothing has happened since. */
  rowsWritten(): number
  /** Confirmed inspections ahead that have no reminder as they stand now. */
  unremindedBookings(nowMs: number, most: number): { bookingId: string; leadId: string; startsAtMs: number }[]

  sequence(name: SequenceName): Sequence
  sequences(): Sequence[]
  saveSequence(sequence: Sequence): void
}
