import type { DayWindows } from '../../../src-preload/contract/account.ts'
import type { SequenceStep } from '../../../src-preload/contract/follow-ups.ts'
import type { ActivityLog } from '../activity.ts'
import type { Clock, Ids } from '../clock.ts'
import type { GateDecision, Gatekeeper, TextGatekeeper } from '../compliance/gatekeeper.ts'
import type { Contractor } from '../contractor.ts'
import type { Lead, LeadReader } from '../lead/lead.ts'
import { WEEKDAYS } from '../time.ts'
import type { Transactions } from '../transactions.ts'
import type { Enroller } from './enrol.ts'
import type { FollowUpCalls } from './follow-up-calls.ts'
import type { Enrolment, FollowUp, FollowUpStore } from './follow-up-store.ts'
import type { Mailing } from './mailing.ts'
import { fillIn } from './text-words.ts'
import type { Texting } from './texting.ts'

export interface ActParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly store: FollowUpStore
  readonly leads: LeadReader
  readonly gate: Gatekeeper
  readonly textGate: TextGatekeeper
  readonly activity: ActivityLog
  readonly enroller: Enroller
  readonly calls: FollowUpCalls
  readonly texting: Texting
  readonly mailing: Mailing
  readonly contractor: () => Contractor
  /** As it stands in a text. */
  readonly writtenTime: (atMs: number) => string
}

/** What a step of its own says when nobody wrote its words. */
const OWN_TEXT =
  'Hi {first_name}, this is {business} about your roof. Reply YES and we will call you, or call us at {callback_number}.'

/**
 * Does one step whose time has come. Whether it may be done is asked once more in the transaction that acts, which also
 * takes the step out of the line: after a crash at any point it is either done or still to do, and never done twice.
 */
export class Actor {
  readonly #parts: ActParts
  constructor(parts: ActParts) {
    this.#parts = parts
  }

  /** `atOnce`: a person asked for it; then the step's own window does not count, and the rules of the law still do. */
  act(followUpId: string, { atOnce = false } = {}): void {
    const { transactions, store, leads, clock, enroller } = this.#parts
    const nowMs = clock.nowMs()
    transactions.run(() => {
      const followUp = store.get(followUpId)
      if (followUp?.status !== 'waiting') return
      const { enrolmentId } = followUp
      if (enrolmentId !== null && enroller.stopIfNeeded(enrolmentId, nowMs)) return
      const lead = leads.get(followUp.leadId)
      if (!lead) return
      const enrolment = enrolmentId === null ? null : store.enrolment(enrolmentId)
      const window = atOnce ? null : this.#window(followUp, enrolment)
      switch (followUp.channel) {
        case 'call':
          return this.#call(followUp, enrolment, lead, window)
        case 'sms':
          return this.#text(followUp, enrolment, lead, window)
        case 'email':
          return this.#mail(followUp, lead)
      }
    })
  }

  /** What a text or an e-mail says; null for a call. */
  words(followUp: FollowUp, lead: Lead): { subject: string | null; text: string | null } {
    const { store, contractor, writtenTime } = this.#parts
    if (followUp.channel === 'call') return { subject: null, text: null }
    const enrolment = followUp.enrolmentId === null ? null : store.enrolment(followUp.enrolmentId)
    const step = this.#step(followUp, enrolment)
    const at = enrolment?.bookingStartsAtMs ?? null
    const facts = { lead, profile: contractor().profile, inspection: at === null ? null : writtenTime(at) }
    return {
      subject: fillIn(step?.subject ?? 'Your roof', facts),
      text: fillIn(followUp.text ?? step?.text ?? OWN_TEXT, facts),
    }
  }

  #call(followUp: FollowUp, enrolment: Enrolment | null, lead: Lead, window: DayWindows | null): void {
    const { gate, ids, clock, calls, store } = this.#parts
    const callId = ids.next('call')
    const purpose = enrolment?.sequence === 'booked_reminder' ? 'inspection' : 'offer'
    const decision = gate.within(window, purpose).decide(lead, 'queue', callId, clock.nowMs())
    if (!decision.allowed) return this.#notNow(followUp, enrolment, decision)
    calls.queue({ callId, evidenceId: decision.evidenceId, sourceCallId: followUp.callId, purpose }, lead)
    store.change(followUp.followUpId, {
      status: 'acting',
      statusReason: 'The call is in line.',
      actedCallId: callId,
    })
  }

  #text(followUp: FollowUp, enrolment: Enrolment | null, lead: Lead, window: DayWindows | null): void {
    const { textGate, ids, clock, texting, store } = this.#parts
    const messageId = ids.next('text')
    const about = enrolment?.sequence === 'booked_reminder' ? 'inspection' : 'offer'
    const decision = textGate.within(window).decide(lead, about, messageId, clock.nowMs())
    if (!decision.allowed) return this.#notNow(followUp, enrolment, decision)
    store.change(followUp.followUpId, {
      status: 'acting',
      statusReason: 'The text is being sent.',
      actedAtMs: clock.nowMs(),
    })
    texting.send(
      {
        messageId,
        followUpId: followUp.followUpId,
        answersId: null,
        leadId: lead.leadId,
        phone: lead.phone,
        evidenceId: decision.evidenceId,
      },
      this.words(followUp, lead).text ?? '',
    )
  }

  /** The law sets no hours for e-mail, and asks for no consent before it (15 U.S.C. 7704); a wish to hear no more stops it too. */
  #mail(followUp: FollowUp, lead: Lead): void {
    const { mailing, store, clock } = this.#parts
    if (!mailing.sendsItself) {
      store.change(followUp.followUpId, { automatic: false, statusReason: null })
      return
    }
    if (store.isSuppressed(lead.phone)) {
      // A sequence is ended by that before its step is done; this is a step of its own.
      store.change(followUp.followUpId, {
        status: 'canceled',
        statusReason: 'They asked to be left alone.',
        actedAtMs: clock.nowMs(),
      })
      return
    }
    if (lead.email === null) return this.#leave(followUp, 'No e-mail address is known.')
    const { subject, text } = this.words(followUp, lead)
    mailing.send(followUp, lead.email, { subject: subject ?? 'Your roof', text: text ?? '' })
  }

  /** Waits for the hour at which it may be done; what never may be is left, with its reasons, and the next step follows. */
  #notNow(followUp: FollowUp, enrolment: Enrolment | null, decision: GateDecision): void {
    const { store } = this.#parts
    const reason = decision.reasons.map(({ message }) => message).join(' ')
    const againAtMs = decision.nextAllowedAtMs
    const tooLate = enrolment?.bookingStartsAtMs ?? Number.POSITIVE_INFINITY
    if (againAtMs !== null && againAtMs < tooLate) {
      store.change(followUp.followUpId, { dueAtMs: againAtMs, statusReason: `Waits: ${reason}` })
      return
    }
    this.#leave(followUp, reason)
  }

  /** It never may or can be done: the next step follows. */
  #leave({ followUpId, enrolmentId, stepNo }: FollowUp, reason: string): void {
    const { store, enroller, clock } = this.#parts
    const actedAtMs = clock.nowMs()
    store.change(followUpId, { status: 'blocked', statusReason: reason, actedAtMs })
    if (enrolmentId !== null && stepNo !== null) enroller.stepOver(enrolmentId, stepNo, actedAtMs)
  }

  #step({ stepNo }: FollowUp, enrolment: Enrolment | null): SequenceStep | null {
    if (!enrolment || stepNo === null) return null
    return this.#parts.store.sequence(enrolment.sequence).steps[stepNo] ?? null
  }

  #window(followUp: FollowUp, enrolment: Enrolment | null): DayWindows | null {
    const window = this.#step(followUp, enrolment)?.window
    return window ? Object.fromEntries(WEEKDAYS.map((day) => [day, window])) : null
  }
}
