import type { Clock } from '../../clock.ts'
import type { Transactions } from '../../transactions.ts'
import { creditFaults } from '../../wallet/fault-credit.ts'
import { type Correction, explainBill, NEVER_TOLD, noteOf } from '../../wallet/settlement.ts'
import { carrierLine } from '../../wallet/vendor-cost.ts'
import { adjustCall, type Ledger } from '../../wallet/wallet.ts'
import type { CallRecord, CallStore } from '../call-record.ts'

interface PriceParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly ledger: Ledger
}

/** What the carrier tells of a call when it has billed it; either figure may be missing. */
export interface Bill {
  readonly billedSeconds: number | null
  /** US dollars as a plain decimal number. */
  readonly totalCost: string | null
}

/** The carrier's bill of a call, which may come before the news of its end: then it is kept until that is written. */
export function priceCall(callId: string, { billedSeconds, totalCost }: Bill, parts: PriceParts): void {
  const { transactions, calls, ledger, clock } = parts
  transactions.run(() => {
    if (!calls.get(callId)) return
    const line = totalCost === null ? null : carrierLine(totalCost, billedSeconds ?? 0)
    if (line && line.microCents > 0) ledger.addVendorCost(callId, `carrier:${callId}`, [line], clock.nowMs())
    if (billedSeconds === null) return
    calls.change(callId, { carrierBilledSeconds: billedSeconds })
    applyBill(callId, parts)
  })
}

/**
 * Where the bill of a call that has ended differs from our count, its figure stands and the call says so. Time on the
 * bill in which the program was gone is credited.
 */
export function applyBill(callId: string, { clock, transactions, calls, ledger }: PriceParts): void {
  transactions.run(() => {
    const call = calls.get(callId)
    if (call?.status !== 'ended' || call.carrierBilledSeconds === null) return
    const countedCents = ledger.callCents(callId, 'usage')
    const correction = adjustCall(ledger, callId, call.carrierBilledSeconds, clock.nowMs())
    saveSettlement(call, call.carrierBilledSeconds, countedCents, correction, { calls, clock })
    if (correction)
      calls.change(callId, {
        costCents: call.costCents + correction.postedCents,
        engineNotes: [...new Set([...call.engineNotes, noteOf(call.carrierBilledSeconds, correction)])],
      })
    growOutage(
      call,
      { billedMs: call.carrierBilledSeconds * 1_000, raised: (correction?.postedCents ?? 0) > 0 },
      calls,
    )
    creditFaults(callId, { ledger, calls }, clock.nowMs())
  })
}

/**
 * The carrier tells no more of calls that were dialed before then: what was counted stands, and the receipt says so. A
 * bill that comes after all is applied like any other.
 */
export function giveUpBills(
  beforeMs: number,
  engine: CallRecord['engine'],
  { clock, transactions, calls, ledger }: PriceParts,
): void {
  for (const { callId, talkMs } of calls.neverBilled(beforeMs, engine))
    transactions.run(() =>
      calls.saveSettlement(callId, {
        countedSeconds: Math.ceil((talkMs ?? 0) / 1_000),
        billedSeconds: null,
        countedCents: ledger.callCents(callId, 'usage'),
        correctedCents: 0,
        missingCents: 0,
        explanation: NEVER_TOLD,
        atMs: clock.nowMs(),
      }),
    )
}

function saveSettlement(
  call: CallRecord,
  billedSeconds: number,
  countedCents: number,
  correction: Correction | null,
  { calls, clock }: Pick<PriceParts, 'calls' | 'clock'>,
): void {
  const countedSeconds = Math.ceil((call.talkMs ?? 0) / 1_000)
  calls.saveSettlement(call.callId, {
    countedSeconds,
    billedSeconds,
    countedCents,
    correctedCents: correction?.postedCents ?? 0,
    missingCents: correction ? correction.missingCents - correction.postedCents : 0,
    explanation: explainBill(countedSeconds, billedSeconds, correction),
    atMs: clock.nowMs(),
  })
}

/** The line stayed open behind a program that had ended: the carrier knows until when. */
function growOutage(
  { callId, answeredAtMs, endedAtMs }: CallRecord,
  { billedMs, raised }: { readonly billedMs: number; readonly raised: boolean },
  calls: CallStore,
): void {
  const outage = calls.faults(callId).find(({ cause }) => cause === 'program_ended')
  if (!outage || answeredAtMs === null || endedAtMs === null) return
  // A length that the carrier's clock told is exact; a bill in whole minutes is not.
  if (outage.ms > 0 && !raised) return
  const ms = Math.min(billedMs, endedAtMs - answeredAtMs) - outage.fromMs
  if (ms > outage.ms) calls.addFault(callId, { ...outage, ms })
}
