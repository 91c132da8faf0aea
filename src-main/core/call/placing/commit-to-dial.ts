import type { Lead } from '../../lead/lead.ts'
import { holdForCall } from '../../wallet/wallet.ts'
import { type CallRecord, idsOf } from '../call-record.ts'
import { notPlaced, type PlaceResult } from './place-result.ts'
import type { SessionParts } from './session-parts.ts'

type CommitParts = Pick<
  SessionParts,
  'transactions' | 'calls' | 'gate' | 'ledger' | 'spend' | 'ids' | 'clock' | 'activity' | 'mayStillDial'
>

/**
 * Invariants 1 to 3 in one transaction: the gate says yes, the money is held, the intent is on disk.
 * Null when the call may be dialed now; else nothing was written but, for a postponed call, until when it waits.
 */
export function commitToDial(
  call: CallRecord,
  lead: Lead,
  { transactions, calls, gate, ledger, spend, ids, clock, activity, mayStillDial }: CommitParts,
  calledOff: () => PlaceResult | null,
): PlaceResult | null {
  const { callId } = call
  const nowMs = clock.nowMs()
  return transactions.run(() => {
    const off = calledOff()
    if (off) return off
    const current = calls.get(callId)
    if (current?.status !== 'queued' || !mayStillDial(current))
      return notPlaced(
        'stopped',
        'the campaign or the wallet was stopped, a limit was lowered, or the lead was edited',
      )
    const decision = gate.decide(lead, 'dial', callId, nowMs)
    if (!decision.allowed) {
      const detail = decision.reasons.map(({ message }) => message).join('; ')
      if (decision.nextAllowedAtMs === null) return notPlaced('blocked', detail)
      calls.change(callId, { notBeforeMs: decision.nextAllowedAtMs })
      return { status: 'postponed', untilMs: decision.nextAllowedAtMs, detail }
    }
    const permit = spend.permitDial(call)
    if (!permit.allowed) return notPlaced('needs-approval', permit.detail)
    const commandId = ids.next('cmd')
    if (!holdForCall(ledger, callId, nowMs, commandId, permit.holdCents))
      return notPlaced('no-money', 'the wallet does not cover another call')
    calls.saveIntent(callId, commandId, nowMs)
    calls.change(callId, { status: 'dialing', startedAtMs: nowMs, evidenceId: decision.evidenceId })
    activity.append('voice_call_started', `Calling ${lead.name}`, idsOf(call), nowMs)
    return null
  })
}
