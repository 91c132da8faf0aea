import type { ActivityLog } from '../activity.ts'
import type { Clock, Ids } from '../clock.ts'
import { callbackTime } from '../follow-up/callback-time.ts'
import type { FollowUpStore } from '../follow-up/follow-up-store.ts'
import type { Transactions } from '../transactions.ts'
import type { CallRecord, CallStore } from './call-record.ts'
import type { KnownFacts } from './outcome.ts'
import type { CallContext } from './prepare-call.ts'

interface WriteParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly followUps: FollowUpStore
  readonly activity: ActivityLog
  readonly suppress: (phone: string, words: string, callId: string) => void
}

/** What the tools of one call write: a booking, a callback, a request to stop, a note. */
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

  /** False when the crew's time was taken meanwhile. */
  book(slot: { crew: number; startsAtMs: number; endsAtMs: number; spoken: string }, words: string): boolean {
    const { clock, ids, transactions, calls, activity } = this.#parts
    const { callId, leadId } = this.#call
    const nowMs = clock.nowMs()
    return transactions.run(() => {
      const booked = calls.book(
        {
          bookingId: ids.next('booking'),
          callId,
          leadId,
          crew: slot.crew,
          startsAtMs: slot.startsAtMs,
          endsAtMs: slot.endsAtMs,
          notes: `Agreed with the words: "${words}"`,
        },
        nowMs,
      )
      if (!booked) return false
      activity.append(
        'booking_created',
        `${this.#context.lead.name} booked ${slot.spoken}`,
        idsOf(this.#call),
        nowMs,
      )
      transactions.afterCommit(() => {
        this.#facts.booked = true
      })
      return true
    })
  }

  scheduleCallback(words: string, reason: string): { spoken: string } {
    const { clock, transactions, followUps, activity } = this.#parts
    const { callId, leadId } = this.#call
    const nowMs = clock.nowMs()
    const { dueAtMs, spoken } = callbackTime(words, nowMs, this.#context.contractor.profile.time_zone)
    transactions.run(() => {
      followUps.add(
        {
          leadId,
          callId,
          channel: 'call',
          reason: `Callback asked for: "${words}" (${reason})`,
          dueAtMs,
        },
        nowMs,
      )
      activity.append(
        'follow_up_created',
        `Call ${this.#context.lead.name} back ${spoken}`,
        idsOf(this.#call),
        nowMs,
      )
      transactions.afterCommit(() => {
        this.#facts.callbackAgreed = true
      })
    })
    return { spoken }
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

/** What an activity event says of the call it is about. */
export const idsOf = ({ callId, campaignId, leadId }: CallRecord): Record<string, unknown> => ({
  call_id: callId,
  campaign_id: campaignId,
  lead_id: leadId,
})
