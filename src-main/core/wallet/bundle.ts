/** Minutes for sale, and what a payment vendor says of one sale. Prices come from the relay, amounts paid from Stripe. */
export interface Bundle {
  readonly bundleId: string
  readonly name: string
  readonly minutes: number
  readonly priceCents: number
  readonly currency: string
}

export interface PaymentSession {
  readonly sessionId: string
  readonly mode: string
  readonly status: string
  readonly paymentStatus: string
  readonly amountCents: number | null
  readonly currency: string | null
  readonly livemode: boolean
  readonly paymentIntent: string | null
  /** The purchase that it was opened for. */
  readonly purchaseId: string | null
  readonly expiresAtMs: number
}

export interface MinuteSeller {
  bundles(signal: AbortSignal): Promise<readonly Bundle[]>
  open(
    purchase: { bundleId: string; purchaseId: string },
    signal: AbortSignal,
  ): Promise<
    | { opened: true; url: string; bundle: Bundle; session: PaymentSession }
    | { opened: false; code: 'checkout_not_configured' | 'bundles_unavailable' | 'unknown_bundle' }
  >
  /** Null when nobody knows it. */
  look(sessionId: string, signal: AbortSignal): Promise<PaymentSession | null>
}

/** What the payment vendor tells afterwards, in our words. */
export type PaymentNews =
  | { readonly type: 'session'; readonly what: SessionEvent; readonly session: PaymentSession }
  | {
      readonly type: 'refunded'
      readonly about: PaidThing
      /** In all, so far. */
      readonly refundedCents: number
    }
  | {
      readonly type: 'refund-failed'
      readonly about: PaidThing
      readonly refundId: string
      readonly cents: number
    }
  | {
      readonly type: 'disputed'
      readonly about: PaidThing
      readonly disputeId: string
      readonly outcome: 'open' | 'won' | 'lost'
    }

export type SessionEvent = 'completed' | 'paid-later' | 'payment-failed' | 'expired'

export interface PaidThing {
  readonly purchaseId: string | null
  readonly paymentIntent: string | null
  readonly livemode: boolean
}
