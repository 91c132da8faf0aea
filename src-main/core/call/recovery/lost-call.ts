import type { ActivityLog } from '../../activity.ts'
import type { Clock } from '../../clock.ts'
import type { Transactions } from '../../transactions.ts'
import { creditFaults } from '../../wallet/fault-credit.ts'
import { CENTS_PER_MINUTE, RATES } from '../../wallet/rates.ts'
import type { VendorBooks } from '../../wallet/vendor-books.ts'
import { type Ledger, settleCall } from '../../wallet/wallet.ts'
import { noFactsYet } from '../call-facts.ts'
import { type CallRecord, type CallStore, idsOf } from '../call-record.ts'
import { withConfirmation } from '../closing/booking-confirmation.ts'
import { cutOffTitle } from '../closing/end-words.ts'
import { interestOf, outcomeOf } from '../closing/outcome.ts'
import { applyBill } from '../closing/price-call.ts'
import { requestToStop } from '../closing/request-to-stop.ts'
import type { EndCause } from '../phone-line.ts'

export interface LostCallParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly ledger: Ledger
  readonly books: VendorBooks
  readonly activity: ActivityLog
  readonly leadName: (leadId: string) => string | null
  readonly suppress: (phone: string, words: string, callId: string) => void
}

/** What the carrier told of an end that nobody was there to follow. */
export interface LostEnd {
  readonly cause: EndCause
  /** Null when the carrier did not say how long the two sides talked. */
  readonly talkMs: number | null
}

const UNCLEAR = {
  summary:
    'Ridgeline lost the call while the carrier was being asked to dial. Check with the carrier whether the call took place.',
  nextSteps: ['Check with the carrier whether the call took place'],
}
const LOST = {
  summary:
    'Ridgeline was closed during the call, or lost it. The line was hung up as soon as the carrier could be asked.',
  nextSteps: ['Read the transcript and decide whether to call again'],
}

/** Writes the end of a call whose session is gone, from what is stored and what the carrier says. */
export function endLostCall(callId: string, end: LostEnd, parts: LostCallParts): void {
  const { clock, transactions, calls, ledger, books, activity, leadName, suppress } = parts
  const nowMs = clock.nowMs()
  transactions.run(() => {
    const call = calls.get(callId)
    if (!call || call.status === 'ended' || call.status === 'queued') return
    const words = requestToStop(calls.turns(callId))
    if (words !== null) suppress(call.phone, words, callId)
    // A dial whose answer was lost and which the carrier does not know may have rung: a person decides.
    const unclear = call.carrierCallId === null && call.status === 'dialing'
    const outcome = unclear ? 'needs_review' : outcomeOf(factsOf(call, words !== null, parts), end.cause)
    const talkMs = end.talkMs ?? billedTalkMs(call) ?? knownTalkMs(call, nowMs, parts)
    const costCents = settleCall(ledger, callId, talkMs, nowMs)
    if (call.engine === 'ridgeline') noteOutage(callId, talkMs, calls)
    calls.change(callId, {
      status: 'ended',
      outcome,
      interest: interestOf(outcome),
      endedAtMs: nowMs,
      talkMs,
      costCents,
      settledAtMs: nowMs,
      ...withConfirmation(unclear ? UNCLEAR : LOST, { engine: call.engine, outcome }, calls.turns(callId)),
      endReason: 'Ridgeline was closed during the call, or lost it.',
    })
    creditFaults(callId, parts, nowMs)
    activity.append(
      'voice_call_completed',
      cutOffTitle(leadName(call.leadId) ?? call.phone, outcome, call.answeredAtMs !== null),
      { ...idsOf(call), outcome },
      nowMs,
    )
    applyBill(callId, parts)
    // The hosted engine's own account tells what it was paid.
    if (call.engine === 'ridgeline') books.lost(callId, talkMs)
    transactions.afterCommit(() => books.ended(callId))
  })
}

/**
 * From the last recorded word on nobody was there; how long that was, the bill may tell better. So it is for a call of
 * which no answer was known: the bill may tell of one.
 */
function noteOutage(callId: string, talkMs: number, calls: CallStore): void {
  const fromMs = lastWordMs(callId, calls)
  calls.addFault(callId, { cause: 'program_ended', fromMs, ms: Math.max(0, talkMs - fromMs) })
}

const lastWordMs = (callId: string, calls: CallStore): number =>
  calls.turns(callId).reduce((last, turn) => Math.max(last, turn.ended_at_ms), 0)

const billedTalkMs = ({ carrierBilledSeconds }: CallRecord): number | null =>
  carrierBilledSeconds === null ? null : carrierBilledSeconds * 1_000

const factsOf = (call: CallRecord, optedOut: boolean, { calls }: LostCallParts) => ({
  ...noFactsYet(),
  booked: calls.bookingOf(call.callId) !== null,
  optedOut,
  answeredBy: call.answeredBy,
  answered: call.answeredAtMs !== null,
  endReason: 'shutdown',
})

/** The last recorded word, not the moment of a restart, ended the conversation; a minute that was debited had begun. */
function knownTalkMs(call: CallRecord, nowMs: number, { calls, ledger }: LostCallParts): number {
  if (call.answeredAtMs === null) return 0
  const debitedMinutes = Math.floor(ledger.callCents(call.callId, 'usage') / CENTS_PER_MINUTE)
  const beganMs = debitedMinutes === 0 ? 0 : (debitedMinutes - 1) * RATES.intervalMs + 1
  return Math.max(beganMs, Math.min(nowMs - call.answeredAtMs, lastWordMs(call.callId, calls)))
}
