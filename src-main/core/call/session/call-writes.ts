import type { ActivityLog } from '../../activity.ts'
import type { BookingDesk } from '../../booking/booking-desk.ts'
import { writtenTime } from '../../booking/named-time.ts'
import type { Slot } from '../../booking/slots.ts'
import type { Clock } from '../../clock.ts'
import { callbackTime } from '../../follow-up/callback-time.ts'
import type { FollowUps } from '../../follow-up/follow-ups.ts'
import type { Transactions } from '../../transactions.ts'
import type { CallContext } from '../call-context.ts'
import type { KnownFacts } from '../call-facts.ts'
import { type CallRecord, type CallStore, idsOf } from '../call-record.ts'

interface WriteParts {
  readonly clock: Clock
  readonly bookings: BookingDesk
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly followUps: Pick<FollowUps, 'callbackAsked'>
  readonly activity: ActivityLog
  readonly suppress: (phone: string, words: string, callId: string) => void
}

/** What one call writes while it is up: its answer, and what its tools do: a booking, a callback, a request to stop, a note. */
export class CallWrites {
  readonly #call: CallRecord
  readonly #context: CallContext
  readonly #facts: KnownFacts
  readonly #parts: WriteParts

  constructor(call: CallRecord, context: CallContext, facts: KnownFacts, parts: WriteParts) {
    this.#call = call
    this.#context = context
    this.#facts = facts
    this.#parts = parts
  }

  answered(nowMs: number): void {
    const { calls, activity } = this.#parts
    calls.change(this.#call.callId, { answeredAtMs: nowMs, status: 'live' })
    // Whether it was them or their voicemail is known only after some words.
    const title = `The call to ${this.#context.lead.name} was picked up`
    activity.append('voice_call_answered', title, idsOf(this.#call), nowMs)
  }

  /** False when the crew's time was taken meanwhile. */
  book(slot: Slot, words: string): boolean {
    const { callId, leadId } = this.#call
    const booked = this.#parts.bookings.book({ callId, leadId }, slot, words)
    if (booked) this.#facts.booked = true
    return booked
  }

  /** False when the crew's time was taken meanwhile. */
  reschedule(slot: Slot, words: string): boolean {
    const { bookings } = this.#parts
    const booking = bookings.ahead(this.#call.leadId)
    if (!booking) return false
    const moved = bookings.move(booking.bookingId, slot, { callId: this.#call.callId, words })
    if (moved) this.#facts.booked = true
    return moved
  }

  /** Whoever cancels is not asked again, unless they agreed to be called back. */
  cancelInspection(words: string): void {
    const { bookings } = this.#parts
    const booking = bookings.ahead(this.#call.leadId)
    if (!booking) return
    bookings.cancel(booking.bookingId, { callId: this.#call.callId, words })
    this.#facts.booked = false
    this.#facts.notInterested = true
  }

  scheduleCallback(words: string, reason: string): { spoken: string; written: string } {
    const { clock, transactions, followUps, activity } = this.#parts
    const { callId, leadId, campaignId } = this.#call
    const nowMs = clock.nowMs()
    const { time_zone } = this.#context.contractor.profile
    const { dueAtMs, spoken } = callbackTime(words, nowMs, time_zone)
    const written = writtenTime(dueAtMs, time_zone)
    transactions.run(() => {
      followUps.callbackAsked(
        { leadId, callId, campaignId, reason: `Callback asked for: "${words}" (${reason})`, dueAtMs },
        nowMs,
      )
      activity.append(
        'follow_up_created',
        `Call ${this.#context.lead.name} back ${written}`,
        idsOf(this.#call),
        nowMs,
      )
      transactions.afterCommit(() => {
        this.#facts.callbackAgreed = true
      })
    })
    return { spoken, written }
  }

  /** The request counts from the moment it was heard, even if writing it must be tried again. */
  suppress(words: string): void {
    this.#facts.optedOut = true
    this.#parts.suppress(this.#call.phone, words, this.#call.callId)
  }

  note(text: string): void {
    const { calls } = this.#parts
    const notes = calls.get(this.#call.callId)?.notes ?? []
    if (!notes.includes(text)) calls.change(this.#call.callId, { notes: [...notes, text] })
  }
}
