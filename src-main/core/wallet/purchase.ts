import { type Account, type Ledger, repayDebt } from './wallet.ts'

/** One bundle from the moment its checkout was opened. */
export interface Purchase {
  readonly purchaseId: string
  readonly bundleId: string
  readonly bundleName: string
  readonly minutes: number
  readonly priceCents: number
  readonly currency: string
  /** What it is worth in the wallet. */
  readonly creditCents: number
  readonly livemode: boolean
  readonly sessionId: string
  readonly url: string
  readonly paymentIntent: string | null
  readonly status: 'open' | 'pending' | 'paid' | 'failed' | 'expired' | 'refused'
  /** In all, as the payment vendor tells it. */
  readonly refundedCents: number
  readonly dispute: 'open' | 'won' | 'lost' | null
  /** Of its worth, what a dispute keeps from being spent. */
  readonly frozenCents: number
  readonly note: string | null
  readonly approvalId: string | null
  readonly openedAtMs: number
  readonly expiresAtMs: number
  readonly paidAtMs: number | null
}

export type PurchaseChanges = Partial<
  Pick<
    Purchase,
    'paymentIntent' | 'status' | 'refundedCents' | 'dispute' | 'frozenCents' | 'note' | 'paidAtMs'
  >
>

export interface PurchaseStore {
  add(purchase: Purchase): void
  get(purchaseId: string): Purchase | null
  byPaymentIntent(paymentIntent: string): Purchase | null
  change(purchaseId: string, changes: PurchaseChanges): Purchase
  /** Those whose end the payment vendor has not told. */
  unfinished(): readonly Purchase[]
}

/** Of what a purchase is worth, what goes with so much of its price. Cumulative, so that parts add up to the whole. */
const worthOf = ({ creditCents, priceCents }: Purchase, paidCents: number): number =>
  Math.round((creditCents * Math.min(paidCents, priceCents)) / priceCents)

/** Cash in, minutes into the wallet; what the bundle is worth above its price is a discount of ours. */
export function creditPurchase(ledger: Ledger, purchase: Purchase, atMs: number): boolean {
  const { purchaseId, bundleName, priceCents, creditCents } = purchase
  const fact = `bundle:${purchaseId}`
  const posted = ledger.post(
    {
      fact,
      reason: `Bought: ${bundleName}`,
      callId: null,
      entries: balanced({ funding: -priceCents, wallet: creditCents, adjustment: priceCents - creditCents }),
    },
    atMs,
  )
  repayDebt(ledger, fact, atMs)
  return posted === 'posted'
}

/** Money went back to the card: its minutes leave the wallet, and what was used of them already is owed. */
export function takeBack(ledger: Ledger, before: Purchase, refundedCents: number, atMs: number): void {
  const cashCents = refundedCents - before.refundedCents
  const worthCents = worthOf(before, refundedCents) - worthOf(before, before.refundedCents)
  takeWorth(ledger, {
    fact: `refund:${before.purchaseId}:${refundedCents}`,
    reason: `Refunded: ${before.bundleName}`,
    cashCents,
    worthCents,
    frozenCents: 0,
    atMs,
  })
}

/** A refund that did not go through: its minutes come back. */
export function giveBack(
  ledger: Ledger,
  before: Purchase,
  refundId: string,
  cashCents: number,
  atMs: number,
): void {
  const worthCents = worthOf(before, before.refundedCents) - worthOf(before, before.refundedCents - cashCents)
  const fact = `refund-failed:${refundId}`
  ledger.post(
    {
      fact,
      reason: `A refund did not go through: ${before.bundleName}`,
      callId: null,
      entries: balanced({ refund: -cashCents, wallet: worthCents, adjustment: cashCents - worthCents }),
    },
    atMs,
  )
  repayDebt(ledger, fact, atMs)
}

/** A bank looks into the payment: what is left of its minutes may not be spent. Answers how much that is. */
export function freeze(ledger: Ledger, purchase: Purchase, disputeId: string, atMs: number): number {
  const standingCents = purchase.creditCents - worthOf(purchase, purchase.refundedCents)
  const frozenCents = Math.min(standingCents, ledger.balanceCents('wallet'))
  if (frozenCents === 0) return 0
  const posted = ledger.post(
    {
      fact: `dispute:${disputeId}`,
      reason: `Disputed: ${purchase.bundleName}`,
      callId: null,
      entries: balanced({ wallet: -frozenCents, disputed: frozenCents }),
    },
    atMs,
  )
  return posted === 'posted' ? frozenCents : 0
}

/** A dispute was won: what it kept from being spent is free again, and pays first what is owed. */
export function thaw(
  ledger: Ledger,
  { bundleName, frozenCents }: Purchase,
  disputeId: string,
  atMs: number,
): void {
  if (frozenCents === 0) return
  const fact = `dispute-won:${disputeId}`
  ledger.post(
    {
      fact,
      reason: `Dispute decided for us: ${bundleName}`,
      callId: null,
      entries: balanced({ disputed: -frozenCents, wallet: frozenCents }),
    },
    atMs,
  )
  repayDebt(ledger, fact, atMs)
}

/** A dispute was lost: all that is left of the purchase goes, money and minutes; minutes already used become a debt. */
export function loseDispute(ledger: Ledger, purchase: Purchase, disputeId: string, atMs: number): void {
  const cashCents = purchase.priceCents - purchase.refundedCents
  takeWorth(ledger, {
    fact: `dispute-lost:${disputeId}`,
    reason: `Dispute lost: ${purchase.bundleName}`,
    cashCents,
    worthCents: purchase.creditCents - worthOf(purchase, purchase.refundedCents),
    frozenCents: purchase.frozenCents,
    atMs,
  })
}

interface Worth {
  readonly fact: string
  readonly reason: string
  readonly cashCents: number
  readonly worthCents: number
  readonly frozenCents: number
  readonly atMs: number
}

function takeWorth(ledger: Ledger, { fact, reason, cashCents, worthCents, frozenCents, atMs }: Worth): void {
  const fromWalletCents = Math.min(worthCents - frozenCents, ledger.balanceCents('wallet'))
  ledger.post(
    {
      fact,
      reason,
      callId: null,
      entries: balanced({
        disputed: -frozenCents,
        wallet: -fromWalletCents,
        owed: -(worthCents - frozenCents - fromWalletCents),
        refund: cashCents,
        adjustment: worthCents - cashCents,
      }),
    },
    atMs,
  )
}

const balanced = (amounts: Partial<Record<Account, number>>) =>
  (Object.entries(amounts) as [Account, number][])
    .filter(([, amount]) => amount !== 0)
    .map(([account, amount_cents]) => ({ account, amount_cents }))
