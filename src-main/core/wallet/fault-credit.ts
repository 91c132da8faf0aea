import type { CallRecord, CallStore, FaultSpan } from '../call/call-record.ts'
import { CENTS_PER_MINUTE, RATES } from './rates.ts'
import { type Ledger, repayDebt, transfer } from './wallet.ts'

/**
 * Credits what is on record as our fault in this call and was not credited yet, never more than the call cost; a call
 * that such a fault ended before anything was said costs nothing. Once, however often it is asked: what is due is
 * compared with what was posted, in the transaction that posts. For a call that has ended. Answers the cents that were
 * credited now.
 */
export function creditFaults(
  callId: string,
  { ledger, calls }: { readonly ledger: Ledger; readonly calls: Pick<CallStore, 'get' | 'faults' | 'turns'> },
  atMs: number,
): number {
  const call = calls.get(callId)
  const spans = calls.faults(callId)
  if (!call || spans.length === 0) return 0
  const usageCents = ledger.callCents(callId, 'usage')
  const inVain = wasInVain(call, spans, calls)
  const dueCents = inVain ? usageCents : Math.min(centsOf(spans), usageCents)
  const moreCents = dueCents + ledger.callCents(callId, 'adjustment')
  if (moreCents <= 0) return 0
  const fact = `fault:${callId}:${dueCents}`
  const entries = transfer('adjustment', 'wallet', moreCents)
  const reason = inVain ? REASONS.inVain : REASONS.time
  if (ledger.post({ fact, reason, callId, entries }, atMs) !== 'posted') return 0
  repayDebt(ledger, fact, atMs)
  return moreCents
}

const REASONS = {
  time: 'Credit for a fault of ours',
  inVain: 'Credit for a call that a fault of ours ended before anything was said',
}
/** From the fault to the end of the call: the hang-up and its news take a moment. */
const ENDED_WITHIN_MS = 3_000

const centsOf = (spans: readonly FaultSpan[]): number =>
  Math.ceil((unchargedMs(spans) * CENTS_PER_MINUTE) / RATES.intervalMs)

/** The agent was not heard at all, and a fault of ours lasted until the end. */
function wasInVain(
  { callId, talkMs }: CallRecord,
  spans: readonly FaultSpan[],
  calls: Pick<CallStore, 'turns'>,
): boolean {
  const lasted = spans.some(({ fromMs, ms }) => fromMs + ms >= (talkMs ?? 0) - ENDED_WITHIN_MS)
  return lasted && !calls.turns(callId).some((turn) => turn.speaker === 'agent' && turn.heard_text !== '')
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
