import type { Clock } from '../clock.ts'
import type { Transactions } from '../transactions.ts'
import { adjustCall, type Ledger } from '../wallet/wallet.ts'
import type { CallStore } from './call-record.ts'

interface PriceParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly ledger: Ledger
}

/** The carrier's bill of a call, which may come before the news of its end: then it is kept until that is written. */
export function priceCall(callId: string, billedSeconds: number | null, parts: PriceParts): void {
  const { transactions, calls } = parts
  if (billedSeconds === null) return
  transactions.run(() => {
    if (!calls.get(callId)) return
    calls.change(callId, { carrierBilledSeconds: billedSeconds })
    applyBill(callId, parts)
  })
}

/** Where the bill of a call that has ended differs from our count, its figure stands and the call says so. */
export function applyBill(callId: string, { clock, transactions, calls, ledger }: PriceParts): void {
  transactions.run(() => {
    const call = calls.get(callId)
    if (call?.status !== 'ended' || call.carrierBilledSeconds === null) return
    const correction = adjustCall(ledger, callId, call.carrierBilledSeconds, clock.nowMs())
    if (!correction) return
    calls.change(callId, {
      costCents: call.costCents + correction.postedCents,
      engineNotes: [...call.engineNotes, noteOf(call.carrierBilledSeconds, correction)],
    })
  })
}

function noteOf(
  billedSeconds: number,
  { missingCents, postedCents }: { missingCents: number; postedCents: number },
): string {
  const bill = `The carrier billed ${billedSeconds} seconds`
  if (postedCents < 0)
    return `${bill}, less than was counted here: ${-postedCents} cents went back to the wallet.`
  if (postedCents === missingCents)
    return `${bill}, more than was counted here: ${postedCents} cents were added to the cost.`
  return `${bill}, more than was counted here: ${postedCents} of ${missingCents} cents were added, which is what the wallet had.`
}
