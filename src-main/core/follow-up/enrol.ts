import type { CallOutcome } from '../../../src-preload/contract/calls.ts'
import type { SequenceName } from '../../../src-preload/contract/follow-ups.ts'
import type { ActivityLog } from '../activity.ts'
import type { CallRecord } from '../call/call-record.ts'
import type { LeadReader } from '../lead/lead.ts'
import type { Transactions } from '../transactions.ts'
import type { Enrolment, FollowUpStore, NewEnrolment, StopsOf } from './follow-up-store.ts'
import { dueAtMs, SEQUENCE_WORDS, STOP_WORDS, stoppedBy } from './sequences.ts'

export interface EnrolParts {
  readonly transactions: Transactions
  readonly store: FollowUpStore
  readonly leads: LeadReader
  readonly activity: ActivityLog
  /** Whether Ridgeline sends e-mail itself, or leaves each to a person as a draft. */
  readonly sendsMail: () => boolean
}

/** Puts leads into sequences, brings them from step to step, and takes them out. */
export class Enroller {
  readonly #parts: EnrolParts
  constructor(parts: EnrolParts) {
    this.#parts = parts
  }

  /** False when the sequence is turned off, or the lead is in it or was for the same reason. */
  enrol(enrolment: NewEnrolment, firstDueAtMs: number | null = null): boolean {
    const { transactions, store, leads, activity } = this.#parts
    return transactions.run(() => {
      const lead = leads.get(enrolment.leadId)
      const sequence = store.sequence(enrolment.sequence)
      if (!lead || !sequence.enabled || store.wasEnrolled(enrolment)) return false
      // One matter at a time: what was asked for last is what is followed up. A reminder goes beside it.
      if (enrolment.sequence !== 'booked_reminder')
        for (const earlier of store.active(enrolment.leadId))
          if (earlier.sequence !== 'booked_reminder')
            store.endEnrolment(
              earlier.enrolmentId,
              `Taken over by: ${SEQUENCE_WORDS[enrolment.sequence]}.`,
              enrolment.startedAtMs,
            )
      const enrolled = store.enrol(enrolment)
      if (!enrolled) return false
      this.#addStep(enrolled, 0, enrolment.startedAtMs, firstDueAtMs)
      activity.append(
        'follow_up_created',
        `Follow-up with ${lead.name}: ${enrolment.reason}`,
        { lead_id: lead.leadId, call_id: enrolment.callId, sequence: enrolment.sequence },
        enrolment.startedAtMs,
      )
      return true
    })
  }

  /** A campaign has made its last attempt at a lead. */
  afterLastAttempt(call: CallRecord, atMs: number): void {
    const sequence = AFTER[call.outcome ?? 'canceled']
    if (sequence && this.#parts.store.ofCall(call.callId) === null) this.#afterCall(sequence, call, atMs)
  }

  /** The call came to nothing, but the summary says that they are interested. */
  undecided(call: CallRecord, atMs: number): void {
    const isWarm = call.interest === 'warm' || call.interest === 'hot'
    const cameToNothing = call.outcome === 'hung_up' || call.outcome === 'failed'
    if (cameToNothing && isWarm) this.#afterCall('interested_undecided', call, atMs)
  }

  /** The step is over: the next one waits from now on, unless something stops the sequence or this was the last. */
  stepOver(enrolmentId: string, stepNo: number, atMs: number): void {
    const { store } = this.#parts
    const enrolment = store.enrolment(enrolmentId)
    if (enrolment?.status !== 'active' || this.stopIfNeeded(enrolmentId, atMs)) return
    this.#addStep(enrolment, stepNo + 1, atMs, null)
  }

  /** Whether it is over now. */
  stopIfNeeded(enrolmentId: string, atMs: number): boolean {
    this.stopWhereNeeded(atMs, { enrolmentId })
    return this.#parts.store.enrolment(enrolmentId)?.status !== 'active'
  }

  /** Looks at every sequence that is going on, or at some, and ends those that something has stopped. */
  stopWhereNeeded(atMs: number, of?: StopsOf): void {
    const { store, transactions } = this.#parts
    for (const { enrolment, found, inspectionGone } of store.stops(atMs, of)) {
      const by = stoppedBy(store.sequence(enrolment.sequence), found)
      const reason = by ? STOP_WORDS[by] : inspectionGone ? INSPECTION_GONE : null
      if (reason !== null) transactions.run(() => store.endEnrolment(enrolment.enrolmentId, reason, atMs))
    }
  }

  #afterCall(sequence: SequenceName, call: CallRecord, atMs: number): void {
    this.enrol({
      sequence,
      leadId: call.leadId,
      reason: SEQUENCE_WORDS[sequence],
      callId: call.callId,
      campaignId: call.campaignId,
      bookingId: null,
      bookingStartsAtMs: null,
      startedAtMs: atMs,
    })
  }

  #addStep(enrolment: Enrolment, from: number, afterMs: number, dueMs: number | null): void {
    const { store } = this.#parts
    const { enrolmentId, leadId, callId, reason, bookingStartsAtMs } = enrolment
    const { enabled, steps } = store.sequence(enrolment.sequence)
    if (!enabled) return store.endEnrolment(enrolmentId, 'The sequence was turned off.', afterMs)
    let stepNo = from
    let step = steps[stepNo]
    // A reminder whose time was over before it could be made is left out.
    while (step && bookingStartsAtMs !== null && dueAtMs(step, afterMs, bookingStartsAtMs) <= afterMs)
      step = steps[++stepNo]
    if (!step) return store.endEnrolment(enrolmentId, 'Every step is done.', afterMs)
    store.add(
      {
        leadId,
        callId,
        enrolmentId,
        stepNo,
        channel: step.channel,
        reason,
        text: null,
        dueAtMs: dueMs ?? dueAtMs(step, afterMs, bookingStartsAtMs),
        automatic: step.channel !== 'email' || this.#parts.sendsMail(),
      },
      afterMs,
    )
  }
}

const INSPECTION_GONE = 'The inspection was moved, canceled or is over.'
const AFTER: Partial<Record<CallOutcome, SequenceName>> = {
  no_answer: 'no_answer',
  busy: 'no_answer',
  voicemail: 'voicemail',
  screened: 'voicemail',
}
