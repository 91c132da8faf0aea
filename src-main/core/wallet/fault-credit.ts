import type { CallStore } from '../call/call-record.ts'
import type { FaultSpan } from '../call/fault-time.ts'
import { CENTS_PER_MINUTE, RATES } from './rates.ts'
import { type Ledger, repayDebt, transfer } from './wallet.ts'

/**
 * Credits what is on record as our fault in this call and was not credited yet, never more than the call cost. Once,
 * however often it is asked: what is due is compared with what was posted, in the transaction that posts. Answers the
 * cents that were credited now.
 */
export function creditFaults(
  callId: string,
  { ledger, calls }: { readonly ledger: Ledger; readonly calls: Pick<CallStore, 'faults'> },
  atMs: number,
): number {
  const dueCents = Math.min(
    Math.ceil((unchargedMs(calls.faults(callId)) * CENTS_PER_MINUTE) / RATES.intervalMs),
    ledger.callCents(callId, 'usage'),
  )
  const moreCents = dueCents + ledger.callCents(callId, 'adjustment')
  if (moreCents <= 0) return 0
  const fact = `fault:${callId}:${dueCents}`
  const entries = transfer('adjustment', 'wallet', moreCents)
  if (ledger.post({ fact, reason: 'Credit for a fault of ours', callId, entries }, atMs) !== 'posted')
    return 0
  repayDebt(ledger, fact, atMs)
  return moreCents
}

/** Time that several faults share counts once. */
export function unchargedMs(spans: readonly FaultSpan[]): number {
  let untilMs = 0
  let sumMs = 0
  for (const { fromMs, ms } of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    sumMs += Math.max(0, fromMs + ms - Math.max(fromMs, untilMs))
    untilMs = Math.max(untilMs, fromMs + ms)
  }
  return sumMs
}
