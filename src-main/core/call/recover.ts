import type { ActivityLog } from '../activity.ts'
import type { Clock, Ids } from '../clock.ts'
import type { Transactions } from '../transactions.ts'
import { type Ledger, settleCall } from '../wallet/wallet.ts'
import type { CallRecord, CallStore } from './call-record.ts'
import { interestOf } from './outcome.ts'
import type { PhoneLine } from './phone-line.ts'

export interface RecoverParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly ledger: Ledger
  readonly activity: ActivityLog
  readonly phoneLine: PhoneLine
  readonly log: (message: string, fields: Record<string, unknown>) => void
}

/**
 * After a crash, every call that was being placed or was up reaches a true end: the carrier is asked, a line
 * that is still open is hung up, the money is settled once (design invariants 3 and 7). Nothing is redialed.
 */
export async function recoverCalls(parts: RecoverParts): Promise<number> {
  const lost = parts.calls.unfinished()
  for (const call of lost) await recover(call, parts)
  return lost.length
}

async function recover(call: CallRecord, parts: RecoverParts): Promise<void> {
  const carrierCallId =
    call.carrierCallId ?? (await parts.phoneLine.findDialed(call.callId).catch(() => null))
  if (carrierCallId) {
    const fate = await parts.phoneLine.lookUp(carrierCallId).catch(() => 'unknown' as const)
    if (fate === 'alive') {
      await parts.phoneLine.hangUp(carrierCallId, parts.ids.next('cmd')).catch((error: unknown) => {
        parts.log('a lost call could not be hung up', { callId: call.callId, detail: String(error) })
      })
    }
  }
  endLost(call, carrierCallId, parts)
}

function endLost(
  call: CallRecord,
  carrierCallId: string | null,
  { clock, transactions, calls, ledger, activity }: RecoverParts,
): void {
  const nowMs = clock.nowMs()
  const booked = calls.bookingOf(call.callId) !== null
  // A dial whose answer was lost and which the carrier does not know may have rung: a person decides.
  const unclear = carrierCallId === null && call.status === 'dialing'
  const outcome = unclear
    ? 'needs_review'
    : booked
      ? 'booked'
      : call.answeredAtMs !== null
        ? 'hung_up'
        : 'failed'
  transactions.run(() => {
    // The last recorded word, not the moment of this restart, is when the conversation ended for billing.
    const lastWordMs = calls.turns(call.callId).reduce((last, turn) => Math.max(last, turn.ended_at_ms), 0)
    const talkMs = call.answeredAtMs === null ? 0 : Math.min(nowMs - call.answeredAtMs, lastWordMs)
    const costCents = settleCall(ledger, call.callId, talkMs, nowMs)
    calls.change(call.callId, {
      status: 'ended',
      outcome,
      interest: interestOf(outcome),
      endedAtMs: nowMs,
      talkMs,
      costCents,
      settledAtMs: nowMs,
      carrierCallId,
      summary: unclear
        ? 'Ridgeline was closed while the carrier was being asked to dial. Check with the carrier whether the call took place.'
        : 'Ridgeline was closed during the call. The line was hung up when it started again.',
      nextSteps: unclear
        ? ['Check with the carrier whether the call took place']
        : ['Read the transcript and decide whether to call again'],
      endReason: 'Ridgeline was closed during the call.',
    })
    activity.append(
      'voice_call_completed',
      `A call was cut off when Ridgeline closed: ${outcome.replaceAll('_', ' ')}`,
      { call_id: call.callId, campaign_id: call.campaignId, lead_id: call.leadId, outcome },
      nowMs,
    )
  })
}
