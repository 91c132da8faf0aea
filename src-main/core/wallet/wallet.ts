import { billedMinutes, CENTS_PER_MINUTE, callCostCents, HOLD_CENTS, RATES } from './rates.ts'
import type { Correction } from './settlement.ts'
import type { VendorLine } from './vendor-cost.ts'

/**
 * `funding` is cash paid, `wallet` and `held` are the owner's minutes, `usage` what calls used, `refund` money that went
 * back to the owner's card, `adjustment` discounts and credits of ours. `disputed` is frozen by a bank, `owed` is a debt
 * after a refund of minutes already used. What vendors are paid stands in `vendor_cost` against `vendor_payable`.
 */
export type Account =
  | 'funding'
  | 'wallet'
  | 'held'
  | 'disputed'
  | 'owed'
  | 'usage'
  | 'refund'
  | 'adjustment'
  | 'vendor_cost'
  | 'vendor_payable'

export interface LedgerEntry {
  /** The business key: a fact is posted once, however often it is reported. */
  readonly fact: string
  readonly reason: string
  readonly callId: string | null
  readonly entries: readonly { readonly account: Account; readonly amount_cents: number }[]
}

/** The ledger as storage keeps it: immutable, balanced by constraint, wallet and holds never below zero. */
export interface Ledger {
  /** `known` when the fact was posted before; `short` when the wallet does not have the money. */
  post(entry: LedgerEntry, atMs: number): 'posted' | 'known' | 'short'
  balanceCents(account: Account): number
  callCents(callId: string, account: Account): number
  addUsage(callId: string, lines: readonly UsageLine[], rateVersion: string, atMs: number): void
  /** What vendors are paid for a call: the exact lines, their rounding, and whole cents in the books. Once for each fact. */
  addVendorCost(callId: string, fact: string, lines: readonly VendorLine[], atMs: number): void
}

export interface UsageLine {
  readonly label: string
  readonly quantity: number
  readonly unit: string
  readonly cents: number
}

/** Money that came in, in cents; once for each fact. It pays first what is owed. */
export function credit(
  ledger: Ledger,
  fact: string,
  amountCents: number,
  reason: string,
  atMs: number,
): void {
  ledger.post({ fact, reason, callId: null, entries: transfer('funding', 'wallet', amountCents) }, atMs)
  repayDebt(ledger, fact, atMs)
}

/** What came in pays first what is owed. */
export function repayDebt(ledger: Ledger, fact: string, atMs: number): void {
  const cents = Math.min(-ledger.balanceCents('owed'), ledger.balanceCents('wallet'))
  if (cents <= 0) return
  const entries = transfer('wallet', 'owed', cents)
  ledger.post({ fact: `repay:${fact}`, reason: 'Paid what was owed', callId: null, entries }, atMs)
}

/**
 * Sets money aside before the dial. False: the wallet is short and the call must not be placed. A call that the
 * carrier turned away is dialed again under another command, and its money is held again.
 */
export function holdForCall(
  ledger: Ledger,
  callId: string,
  atMs: number,
  commandId = callId,
  cents = HOLD_CENTS,
): boolean {
  const posted = ledger.post(
    {
      fact: `hold:${commandId}`,
      reason: 'Held for a call',
      callId,
      entries: transfer('wallet', 'held', cents),
    },
    atMs,
  )
  return posted !== 'short'
}

/** Gives back what was held for a dial that the carrier turned away. */
export function releaseHold(ledger: Ledger, callId: string, commandId: string, atMs: number): void {
  const heldCents = ledger.callCents(callId, 'held')
  if (heldCents === 0) return
  ledger.post(
    {
      fact: `release:${commandId}`,
      reason: 'The call was not placed',
      callId,
      entries: transfer('held', 'wallet', heldCents),
    },
    atMs,
  )
}

/**
 * Debits the minute that begins now, and holds the one after the last held; a minute debited before, as after a
 * restart, moves nothing. `minuteNo` counts from 1. Call it within one transaction.
 * Answers how many minutes are paid or held in all; fewer than `minuteNo + 1` means the money ends.
 */
export function debitMinute(
  ledger: Ledger,
  callId: string,
  minuteNo: number,
  atMs: number,
  mayExtend: () => boolean = () => true,
): { coveredMinutes: number } {
  const debited = ledger.post(
    {
      fact: `minute:${callId}:${minuteNo}`,
      reason: `Minute ${minuteNo}`,
      callId,
      entries: transfer('held', 'usage', CENTS_PER_MINUTE),
    },
    atMs,
  )
  if (debited === 'posted' && ledger.callCents(callId, 'held') < CENTS_PER_MINUTE * 2 && mayExtend())
    extendHold(ledger, callId, minuteNo, atMs)
  const covered = ledger.callCents(callId, 'usage') + ledger.callCents(callId, 'held')
  return { coveredMinutes: Math.floor(covered / CENTS_PER_MINUTE) }
}

/** Holds one more minute for a call whose minute `minuteNo` has begun. False: the wallet is short. */
export function extendHold(ledger: Ledger, callId: string, minuteNo: number, atMs: number): boolean {
  const posted = ledger.post(
    {
      fact: `extend:${callId}:${minuteNo}`,
      reason: 'Held for a longer call',
      callId,
      entries: transfer('wallet', 'held', CENTS_PER_MINUTE),
    },
    atMs,
  )
  return posted !== 'short'
}

/**
 * Ends the money side of a call: exactly the billed minutes stay used, the rest of the hold goes back. Answers what the
 * call has cost, in cents.
 */
export function settleCall(ledger: Ledger, callId: string, talkMs: number, atMs: number): number {
  const minutes = billedMinutes(talkMs)
  const dueCents = minutes * CENTS_PER_MINUTE
  const usedCents = ledger.callCents(callId, 'usage')
  const heldCents = ledger.callCents(callId, 'held')
  const moreCents = Math.min(Math.max(0, dueCents - usedCents), heldCents)
  const backCents = Math.max(0, usedCents - dueCents)
  const freedCents = heldCents - moreCents
  const entries = [
    { account: 'held' as const, amount_cents: -heldCents },
    { account: 'usage' as const, amount_cents: moreCents - backCents },
    { account: 'wallet' as const, amount_cents: freedCents + backCents },
  ].filter(({ amount_cents }) => amount_cents !== 0)
  if (entries.length > 0) {
    ledger.post({ fact: `settle:${callId}`, reason: 'Call settled', callId, entries }, atMs)
  }
  // The receipt lists what was paid; what the hold did not cover comes with the correction to the carrier's bill.
  const paidCents = ledger.callCents(callId, 'usage')
  const paidMinutes = Math.floor(paidCents / CENTS_PER_MINUTE)
  if (paidMinutes > 0) ledger.addUsage(callId, usageLines(paidMinutes), RATES.version, atMs)
  return paidCents
}

/**
 * The carrier's own figure has the last word: one correction for each call, in either direction, and never more than
 * the wallet has. Null when nothing is to be corrected.
 */
export function adjustCall(
  ledger: Ledger,
  callId: string,
  billedSeconds: number,
  atMs: number,
): Correction | null {
  const dueCents = callCostCents(billedSeconds * 1_000)
  const missingCents = dueCents - ledger.callCents(callId, 'usage')
  if (missingCents === 0) return null
  const postedCents = Math.min(missingCents, ledger.balanceCents('wallet'))
  if (postedCents === 0) return { missingCents, postedCents }
  const posted = ledger.post(
    {
      fact: `adjust:${callId}`,
      reason: "Corrected to the carrier's bill",
      callId,
      entries: transfer('wallet', 'usage', postedCents),
    },
    atMs,
  )
  if (posted !== 'posted') return null
  const line = {
    label: "Correction to the carrier's bill",
    quantity: postedCents / CENTS_PER_MINUTE,
    unit: 'min',
    cents: postedCents,
  }
  ledger.addUsage(callId, [line], RATES.version, atMs)
  return { missingCents, postedCents }
}

export const usageLines = (minutes: number): UsageLine[] =>
  RATES.lines.map(({ label, centsPerMinute }) => ({
    label,
    quantity: minutes,
    unit: 'min',
    cents: minutes * centsPerMinute,
  }))

export const transfer = (from: Account, to: Account, amountCents: number) => [
  { account: from, amount_cents: -amountCents },
  { account: to, amount_cents: amountCents },
]
