import type { Clock } from '../../../src-main/core/clock.ts'
import type { Bundle, MinuteSeller, PaymentSession } from '../../../src-main/core/wallet/bundle.ts'
import type { Chance } from '../../doubles/chance.ts'

const BUNDLES: readonly Bundle[] = [
  { bundleId: 'm_10', name: '10 minutes', minutes: 10, priceCents: 140, currency: 'usd' },
  { bundleId: 'm_30', name: '30 minutes', minutes: 30, priceCents: 400, currency: 'usd' },
]

export interface Checkout {
  readonly sessionId: string
  readonly purchaseId: string
  readonly bundle: Bundle
  paid: boolean
}

/** Checkouts that are paid or left; the event of a payment may be lost, and the question then tells of it. */
export class StripeCheckout implements MinuteSeller {
  readonly checkouts: Checkout[] = []
  readonly #parts: {
    clock: Clock
    chance: Chance
    tell: (eventId: string, body: unknown, afterMs: number) => void
  }

  constructor(parts: {
    clock: Clock
    chance: Chance
    tell: (eventId: string, body: unknown, afterMs: number) => void
  }) {
    this.#parts = parts
  }

  bundles = async () => BUNDLES

  async open({ bundleId, purchaseId }: { bundleId: string; purchaseId: string }) {
    const { clock, chance } = this.#parts
    const bundle = BUNDLES.find((each) => each.bundleId === bundleId)
    if (!bundle) return { opened: false as const, code: 'unknown_bundle' as const }
    const checkout = { sessionId: `cs_${this.checkouts.length + 1}`, purchaseId, bundle, paid: false }
    this.checkouts.push(checkout)
    if (chance.next() < 0.7) clock.wakeAfter(chance.between(2_000, 90_000), () => this.#pay(checkout))
    return {
      opened: true as const,
      url: 'https://checkout.example',
      bundle,
      session: this.#session(checkout),
    }
  }

  look = async (sessionId: string) => {
    const checkout = this.checkouts.find((each) => each.sessionId === sessionId)
    return checkout ? this.#session(checkout) : null
  }

  #pay(checkout: Checkout): void {
    const { chance, tell } = this.#parts
    checkout.paid = true
    if (chance.next() < 0.25) return
    const session = {
      id: checkout.sessionId,
      mode: 'payment',
      status: 'complete',
      payment_status: 'paid',
      amount_total: checkout.bundle.priceCents,
      currency: 'usd',
      livemode: false,
      payment_intent: `pi_${checkout.sessionId}`,
      metadata: { purchase_id: checkout.purchaseId },
      expires_at: 2_000_000_000,
    }
    const body = { type: 'checkout.session.completed', livemode: false, data: { object: session } }
    tell(`evt_${checkout.sessionId}`, body, chance.between(100, 30_000))
  }

  #session({ sessionId, purchaseId, bundle, paid }: Checkout): PaymentSession {
    return {
      sessionId,
      mode: 'payment',
      status: paid ? 'complete' : 'open',
      paymentStatus: paid ? 'paid' : 'unpaid',
      amountCents: bundle.priceCents,
      currency: 'usd',
      livemode: false,
      paymentIntent: paid ? `pi_${sessionId}` : null,
      purchaseId,
      expiresAtMs: 2_000_000_000_000,
    }
  }
}
