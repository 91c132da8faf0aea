import type { FollowUpChannel, Sequence, SequenceName } from '../../../src-preload/contract/follow-ups.ts'
import type { ActivityLog } from '../activity.ts'
import type { CallStore } from '../call/call-record.ts'
import type { Clock } from '../clock.ts'
import type { Lead, LeadReader } from '../lead/lead.ts'
import { found, notFound, Refused } from '../refused.ts'
import { DAY_MS } from '../time.ts'
import type { Transactions } from '../transactions.ts'
import type { Actor } from './act.ts'
import type { Enroller } from './enrol.ts'
import type { FollowUp, FollowUpChanges, FollowUpStore } from './follow-up-store.ts'
import { SEQUENCE_WORDS } from './sequences.ts'
import { assertFillable } from './text-words.ts'

export interface FollowUpDeskParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly store: FollowUpStore
  readonly calls: Pick<CallStore, 'get'>
  readonly leads: LeadReader
  readonly enroller: Enroller
  readonly actor: Actor
  readonly activity: ActivityLog
  readonly sendsMail: () => boolean
  readonly walletPaused: () => boolean
  readonly relayOnline: () => boolean
  readonly changed: () => void
}

export interface FollowUpWish {
  readonly callId: string | null
  readonly leadId: string | null
  readonly sequence: SequenceName | null
  readonly channel: FollowUpChannel
  readonly reason: string
  readonly text: string | null
  readonly dueAtMs: number | null
}

/** Follow-ups in the hands of a person or a script: plan, change, skip, do now. */
export class FollowUpDesk {
  readonly #parts: FollowUpDeskParts
  constructor(parts: FollowUpDeskParts) {
    this.#parts = parts
  }

  /** Answers the id of the step that comes next. Asking for the same again makes no second one. */
  create(wish: FollowUpWish): string {
    const { clock, transactions, activity } = this.#parts
    const lead = this.#leadOf(wish)
    const nowMs = clock.nowMs()
    if (wish.text !== null) assertFillable(wish.text)
    if (wish.sequence !== null) return this.#intoSequence(wish, wish.sequence, lead)
    return transactions.run(() => {
      const { callId, channel, reason, text } = wish
      const id = this.#parts.store.add(
        {
          leadId: lead.leadId,
          callId,
          enrolmentId: null,
          stepNo: null,
          channel,
          reason,
          text,
          dueAtMs: wish.dueAtMs ?? nowMs + DAY_MS,
          automatic: channel !== 'email' || this.#parts.sendsMail(),
        },
        nowMs,
      )
      activity.append(
        'follow_up_created',
        `Follow-up with ${lead.name}: ${reason}`,
        { follow_up_id: id, lead_id: lead.leadId },
        nowMs,
      )
      return id
    })
  }

  change(followUpId: string, changes: { readonly dueAtMs?: number; readonly text?: string }): void {
    if (changes.text !== undefined) assertFillable(changes.text)
    this.#settle(followUpId, ['waiting'], (followUp) => {
      if (changes.text !== undefined && followUp.channel === 'call')
        throw new Refused(
          'invalid_input',
          'A call has no text',
          'Change when it is due, or plan a text instead.',
        )
      return { ...changes, statusReason: null }
    })
  }

  skip(followUpId: string): void {
    this.#settle(followUpId, ['waiting', 'blocked', 'needs_review'], () => ({
      status: 'skipped',
      statusReason: 'Skipped by a person.',
      actedAtMs: this.#parts.clock.nowMs(),
    }))
  }

  /** A person did it, or found out that it was done. */
  done(followUpId: string): void {
    this.#settle(followUpId, ['waiting', 'blocked', 'needs_review'], ({ actedAtMs }) => ({
      status: 'done',
      statusReason: 'Done by a person.',
      actedAtMs: actedAtMs ?? this.#parts.clock.nowMs(),
    }))
  }

  /** Refuses with the reasons when the rules do not let it be now; then it waits as before. */
  now(followUpId: string): void {
    const { actor, sendsMail, walletPaused, relayOnline, changed } = this.#parts
    const followUp = this.#get(followUpId)
    this.#mustBe(followUp, ['waiting'])
    if (followUp.channel === 'email' && !sendsMail())
      throw new Refused(
        'conflict',
        'An e-mail is sent by you',
        'Open its draft, send it, then mark it as done.',
      )
    if (walletPaused())
      throw new Refused('wallet_paused', 'All spending is paused', 'Resume spending in the wallet first.')
    if (!relayOnline())
      throw new Refused(
        'relay_offline',
        'The relay cannot be reached',
        'Without it nobody could tell us to stop, so nothing is placed or sent. It goes on by itself.',
      )
    actor.act(followUpId, { atOnce: true })
    changed()
    const after = this.#get(followUpId)
    if (after.status === 'waiting' || after.status === 'blocked' || after.status === 'canceled')
      throw new Refused('conflict', 'This may not be done now', after.statusReason ?? 'The rules forbid it.')
  }

  sequences(): Sequence[] {
    return this.#parts.store.sequences()
  }

  setSequence(name: SequenceName, changes: Partial<Sequence>): Sequence {
    const { store, transactions } = this.#parts
    const sequence = { ...store.sequence(name), ...changes, name }
    for (const step of sequence.steps) assertStep(step)
    transactions.run(() => store.saveSequence(sequence))
    return sequence
  }

  #intoSequence(wish: FollowUpWish, sequence: SequenceName, lead: Lead): string {
    const { clock, enroller, store, transactions, calls } = this.#parts
    if (sequence === 'booked_reminder')
      throw new Refused(
        'invalid_input',
        'Reminders are made by themselves',
        'A lead gets them when an inspection is booked, and again when it is moved.',
      )
    return transactions.run(() => {
      enroller.enrol(
        {
          sequence,
          leadId: lead.leadId,
          reason: SEQUENCE_WORDS[sequence],
          callId: wish.callId,
          campaignId: wish.callId === null ? null : (calls.get(wish.callId)?.campaignId ?? null),
          bookingId: null,
          bookingStartsAtMs: null,
          startedAtMs: clock.nowMs(),
        },
        wish.dueAtMs,
      )
      const next = store.waitingIn(lead.leadId, sequence)
      if (next) return next
      throw new Refused(
        'conflict',
        'The lead cannot be put into this sequence',
        store.sequence(sequence).enabled
          ? 'They were in it for this call already.'
          : 'The sequence is turned off. Turn it on in Follow-ups first.',
      )
    })
  }

  #settle(
    followUpId: string,
    allowed: readonly FollowUp['status'][],
    changesOf: (followUp: FollowUp) => FollowUpChanges,
  ): void {
    const { store, transactions, enroller, clock } = this.#parts
    transactions.run(() => {
      const before = this.#get(followUpId)
      this.#mustBe(before, allowed)
      const after = store.change(followUpId, changesOf(before))
      // A blocked step has been followed by the next one already.
      const goesOn = after.status !== 'waiting' && before.status !== 'blocked'
      if (goesOn && after.enrolmentId !== null && after.stepNo !== null)
        enroller.stepOver(after.enrolmentId, after.stepNo, clock.nowMs())
    })
  }

  #mustBe(followUp: FollowUp, allowed: readonly FollowUp['status'][]): void {
    if (allowed.includes(followUp.status)) return
    throw new Refused(
      'conflict',
      `This follow-up is ${followUp.status.replace('_', ' ')} already`,
      followUp.statusReason ?? 'It cannot be changed any more.',
    )
  }

  #get(followUpId: string): FollowUp {
    return found(this.#parts.store.get(followUpId), 'follow-up', followUpId)
  }

  #leadOf(wish: FollowUpWish): Lead {
    const { calls, leads } = this.#parts
    const call = wish.callId === null ? null : calls.get(wish.callId)
    if (wish.callId !== null && !call) throw notFound('call', wish.callId)
    const leadId = wish.leadId ?? call?.leadId ?? ''
    const lead = found(leads.get(leadId), 'lead', leadId)
    if (call && call.leadId !== lead.leadId)
      throw new Refused(
        'invalid_input',
        'The call belongs to another lead',
        'Name the call alone, or a call of this lead.',
      )
    return lead
  }
}

function assertStep({ channel, text, subject }: Sequence['steps'][number]): void {
  if (channel !== 'call' && !text)
    throw new Refused('invalid_input', 'A text or an e-mail needs words', 'Write what it says.')
  for (const template of [text, subject]) if (template) assertFillable(template)
}
