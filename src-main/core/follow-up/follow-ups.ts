import type { CallRecord, CallStore } from '../call/call-record.ts'
import type { Clock } from '../clock.ts'
import type { Transactions } from '../transactions.ts'
import type { Actor } from './act.ts'
import type { Enroller } from './enrol.ts'
import type { FollowUp, FollowUpStore } from './follow-up-store.ts'
import type { Mailing } from './mailing.ts'
import { SEQUENCE_WORDS } from './sequences.ts'
import type { StepFate } from './step-fate.ts'
import type { Texting } from './texting.ts'

export interface FollowUpsParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly store: FollowUpStore
  readonly calls: Pick<CallStore, 'change'>
  readonly enroller: Enroller
  readonly actor: Actor
  readonly texting: Texting
  readonly mailing: Mailing
  readonly walletPaused: () => boolean
  readonly relayOnline: () => boolean
  /** A call was put in line. */
  readonly changed: () => void
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

const LOOK_AGAIN_MS = 5_000
/**
 * What a call or a text of theirs stopped is ended with it, and each step asks for itself before it is done; so rarely all
 * sequences are gone through for whatever else may have stopped one, so that none of them waits in the list.
 */
const SWEEP_EVERY_MS = 5 * 60_000
/** A reminder is due hours before its inspection at the latest. */
const REMIND_EVERY_MS = 60_000
/** A step that failed inside Ridgeline is not at the head of the line for so long. */
const TRY_AGAIN_MS = 15 * 60_000
/** So many steps are done in one look at most: live conversations run on the same thread. */
const MOST_PER_LOOK = 20

/** Does what is due. It holds no truth of its own: after a restart it goes on from what the database says. */
export class FollowUps {
  readonly #parts: FollowUpsParts
  #cancelLook: () => void = () => {}
  #sweepAtMs = 0
  #writtenAtSweep = -1
  #remindAtMs = 0
  constructor(parts: FollowUpsParts) {
    this.#parts = parts
  }

  start(): void {
    this.#parts.texting.recover()
    this.#parts.mailing.recover()
    this.#look()
  }

  async stop(): Promise<void> {
    this.#cancelLook()
    await Promise.all([this.#parts.texting.stop(), this.#parts.mailing.stop()])
  }

  /** A homeowner asked to be called at this time. */
  callbackAsked(
    asked: {
      leadId: string
      callId: string | null
      campaignId: string | null
      reason: string
      dueAtMs: number
    },
    atMs: number,
  ): void {
    const { enroller, store } = this.#parts
    const enrolled = enroller.enrol(
      {
        sequence: 'callback_requested',
        leadId: asked.leadId,
        reason: asked.reason,
        callId: asked.callId,
        campaignId: asked.campaignId,
        bookingId: null,
        bookingStartsAtMs: null,
        startedAtMs: atMs,
      },
      asked.dueAtMs,
    )
    if (enrolled || store.sequence('callback_requested').enabled) return
    // Nobody is to be called by itself, but what was promised is kept for a person.
    store.add(
      {
        leadId: asked.leadId,
        callId: asked.callId,
        enrolmentId: null,
        stepNo: null,
        channel: 'call',
        reason: asked.reason,
        text: null,
        dueAtMs: asked.dueAtMs,
        automatic: false,
      },
      atMs,
    )
  }

  afterLastAttempt(call: CallRecord): void {
    const { enroller, clock } = this.#parts
    enroller.afterLastAttempt(call, clock.nowMs())
    enroller.stopWhereNeeded(clock.nowMs(), { leadId: call.leadId })
  }

  undecided(call: CallRecord): void {
    this.#parts.enroller.undecided(call, this.#parts.clock.nowMs())
  }

  /** What became of the text or e-mail of a step, in the transaction that writes it. */
  stepOver(followUpId: string, fate: StepFate): void {
    const { store } = this.#parts
    const followUp = store.get(followUpId)
    if (followUp?.status === 'done' && fate.status === 'blocked') {
      // The carrier took it and could not deliver it after all; what follows was planned from then.
      const { reason, vendorWords = null } = fate
      store.change(followUpId, { status: 'blocked', statusReason: reason, vendorWords })
      return
    }
    // A person may have settled it meanwhile.
    if (!followUp || (followUp.status !== 'acting' && followUp.status !== 'needs_review')) return
    if (fate.status === 'waiting') {
      const { reason, vendorWords = null, againAtMs } = fate
      const after = { statusReason: reason, vendorWords, actedAtMs: null, dueAtMs: againAtMs }
      store.change(followUpId, { status: 'waiting', ...after })
      return
    }
    this.#over(followUp, fate.status, fate)
  }

  look(): void {
    const { clock, store, enroller, walletPaused, relayOnline, changed } = this.#parts
    const nowMs = clock.nowMs()
    this.#settleCalls()
    if (clock.monotonicMs() >= this.#sweepAtMs) {
      this.#sweepAtMs = clock.monotonicMs() + SWEEP_EVERY_MS
      const written = store.rowsWritten()
      if (written !== this.#writtenAtSweep) enroller.stopWhereNeeded(nowMs)
      this.#writtenAtSweep = written
    }
    if (clock.monotonicMs() >= this.#remindAtMs) {
      this.#remindAtMs = clock.monotonicMs() + REMIND_EVERY_MS
      this.#remind(nowMs)
    }
    // Requests to stop come in over the relay: without it nobody is called or written to.
    if (walletPaused() || !relayOnline()) return
    const due = store.due(nowMs, MOST_PER_LOOK)
    for (const { followUpId } of due) this.#act(followUpId)
    if (due.length > 0) changed()
  }

  /** Something of ours is broken: this step is put off, and those behind it have their turn. */
  #act(followUpId: string): void {
    const { actor, store, clock, logError } = this.#parts
    try {
      actor.act(followUpId)
    } catch (error) {
      logError('a follow-up could not be done', { followUpId, detail: String(error) })
      store.change(followUpId, {
        dueAtMs: clock.nowMs() + TRY_AGAIN_MS,
        statusReason: 'Something went wrong in Ridgeline. It is tried again.',
      })
    }
  }

  #look(): void {
    this.#cancelLook = this.#parts.clock.wakeAfter(LOOK_AGAIN_MS, () => this.#look())
    try {
      this.look()
    } catch (error) {
      this.#parts.logError('follow-ups could not be looked at', { detail: String(error) })
    }
  }

  /** Calls of steps that have ended. One of which nobody knows whether it rang waits for a person. */
  #settleCalls(): void {
    const { store, transactions, calls, clock } = this.#parts
    for (const { callId, reason } of store.inLineForNothing())
      calls.change(callId, {
        status: 'ended',
        outcome: 'canceled',
        endedAtMs: clock.nowMs(),
        endReason: reason,
      })
    for (const { followUp, outcome, detail, startedAtMs } of store.calledFor()) {
      const status =
        outcome === 'needs_review' ? 'needs_review' : outcome === 'canceled' ? 'canceled' : 'done'
      const reason =
        outcome === 'canceled'
          ? (detail ?? 'The call was canceled.')
          : `The call: ${outcome.replaceAll('_', ' ')}.`
      transactions.run(() => this.#over(followUp, status, { reason }, startedAtMs))
    }
  }

  /** `actedAtMs`: when it was done, where that is not on record yet. */
  #over(
    followUp: FollowUp,
    status: Exclude<StepFate['status'], 'waiting'>,
    { reason, vendorWords = null }: Pick<StepFate, 'reason' | 'vendorWords'>,
    actedAtMs: number | null = null,
  ): void {
    const { store, enroller, clock } = this.#parts
    store.change(followUp.followUpId, {
      status,
      statusReason: reason,
      vendorWords,
      actedAtMs: followUp.actedAtMs ?? actedAtMs ?? clock.nowMs(),
    })
    if (status !== 'needs_review' && followUp.enrolmentId !== null && followUp.stepNo !== null)
      enroller.stepOver(followUp.enrolmentId, followUp.stepNo, clock.nowMs())
  }

  #remind(nowMs: number): void {
    const { store, enroller } = this.#parts
    if (!store.sequence('booked_reminder').enabled) return
    for (const { bookingId, leadId, startsAtMs } of store.unremindedBookings(nowMs, MOST_PER_LOOK)) {
      // The reminder of an inspection that was moved makes room for the new one.
      enroller.stopWhereNeeded(nowMs, { leadId })
      enroller.enrol({
        sequence: 'booked_reminder',
        leadId,
        reason: SEQUENCE_WORDS.booked_reminder,
        callId: null,
        campaignId: null,
        bookingId,
        bookingStartsAtMs: startsAtMs,
        startedAtMs: nowMs,
      })
    }
  }
}
