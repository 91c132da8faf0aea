import type { Clock } from '../clock.ts'
import type { Transactions } from '../transactions.ts'
import { adjustCall, type Ledger } from '../wallet/wallet.ts'
import type { CallStore } from './call-record.ts'
import type { CarrierEvent } from './phone-line.ts'

interface PriceParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly ledger: Ledger
}

/** The carrier's bill of a call that has ended. Where it differs from ours, its figure stands and the call says so. */
export function priceCall(
  callId: string,
  { billedSeconds }: Extract<CarrierEvent, { type: 'priced' }>,
  { clock, transactions, calls, ledger }: PriceParts,
): void {
  if (billedSeconds === null) return
  transactions.run(() => {
    const call = calls.get(callId)
    if (call?.status !== 'ended') return
    const correction = adjustCall(ledger, callId, billedSeconds, clock.nowMs())
    if (!correction) return
    calls.change(callId, {
      costCents: call.costCents + correction.postedCents,
      engineNotes: [...call.engineNotes, noteOf(billedSeconds, correction)],
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
