/** Buying minutes: the only place that speaks to Stripe, and the only one that holds its secret. */
import Stripe from 'stripe'
import type { Clock } from '../clock.ts'
import { failureKind, type Log } from '../log.ts'
import type { Settings } from '../settings.ts'
import type { CheckoutSession, RequestFailureCode } from '../wire/control-messages.ts'
import type { Bundle } from './bundles.ts'

export interface OpenedCheckout {
  readonly bundle: Bundle
  readonly session: CheckoutSession
  readonly url: string
}

export interface Billing {
  readonly bundles: readonly Bundle[]
  readonly livemode: boolean
  open(bundleId: string, purchaseId: string): Promise<OpenedCheckout | RequestFailureCode>
  /** What Stripe knows of a session now, for a desktop whose event has not come. */
  look(sessionId: string): Promise<CheckoutSession | RequestFailureCode>
}

const OPEN_FOR_S = 3_600
const TIMEOUT_MS = 12_000

export interface BillingParts {
  readonly stripe: Settings['stripe']
  readonly bundles: readonly Bundle[]
  readonly publicUrl: string
  readonly clock: Clock
  readonly log: Log
}

export function billing({ stripe, bundles, publicUrl, clock, log }: BillingParts): Billing {
  const secretKey = stripe?.secretKey
  if (!secretKey) return closed('checkout_not_configured')
  if (bundles.length === 0) return closed('bundles_unavailable')
  const client = new Stripe(secretKey, {
    apiVersion: '2026-10-28.endive',
    telemetry: false,
    maxNetworkRetries: 1,
    timeout: TIMEOUT_MS,
    ...hostOf(stripe.baseUrl),
  })

  async function attempt<T>(what: string, ask: () => Promise<T>): Promise<T | RequestFailureCode> {
    try {
      return await ask()
    } catch (cause) {
      log.warn('stripe did not do its part', { what, kind: failureKind(cause) })
      return 'payment_vendor_failed'
    }
  }

  return {
    bundles,
    livemode: isLive(secretKey),
    async open(bundleId, purchaseId) {
      const bundle = bundles.find(({ bundle_id }) => bundle_id === bundleId)
      if (!bundle) return 'unknown_bundle'
      return attempt('open', async () => {
        const metadata = { purchase_id: purchaseId, bundle_id: bundleId, minutes: String(bundle.minutes) }
        const made = await client.checkout.sessions.create(
          {
            mode: 'payment',
            client_reference_id: purchaseId,
            metadata,
            // A session's metadata does not reach its charge by itself, and refunds and disputes name the charge.
            payment_intent_data: { metadata, statement_descriptor_suffix: 'MINUTES' },
            line_items: [
              {
                quantity: 1,
                price_data: {
                  currency: bundle.currency,
                  unit_amount: bundle.price_cents,
                  product_data: { name: bundle.name, metadata: { bundle_id: bundleId } },
                },
              },
            ],
            allowed_payment_method_types: ['card'],
            adaptive_pricing: { enabled: false },
            allow_promotion_codes: false,
            submit_type: 'pay',
            expires_at: Math.floor(clock.wallMs() / 1_000) + OPEN_FOR_S,
            success_url: `${publicUrl}/billing/return?s={CHECKOUT_SESSION_ID}`,
            cancel_url: `${publicUrl}/billing/return?canceled=1`,
          },
          { idempotencyKey: `checkout:${purchaseId}` },
        )
        if (!made.url) return 'payment_vendor_failed'
        return { bundle, session: told(made), url: made.url }
      })
    },
    look: (sessionId) =>
      attempt('look', async () => told(await client.checkout.sessions.retrieve(sessionId))),
  }
}

const closed = (code: RequestFailureCode): Billing => ({
  bundles: [],
  livemode: false,
  open: async () => code,
  look: async () => code,
})

export const isLive = (secretKey: string): boolean => /^(sk|rk)_live_/.test(secretKey)

/** Field by field: nothing else that Stripe knows of the payer goes on to the desktop. */
const told = (session: Stripe.Checkout.Session): CheckoutSession => ({
  session_id: session.id,
  mode: session.mode,
  status: session.status ?? 'open',
  payment_status: session.payment_status,
  amount_total: session.amount_total,
  currency: session.currency,
  livemode: session.livemode,
  payment_intent:
    typeof session.payment_intent === 'string'
      ? session.payment_intent
      : (session.payment_intent?.id ?? null),
  purchase_id: session.metadata?.purchase_id ?? null,
  expires_at: session.expires_at,
})

function hostOf(baseUrl: string | undefined): Stripe.StripeConfig {
  if (!baseUrl) return {}
  const { protocol, hostname, port } = new URL(baseUrl)
  return {
    host: hostname,
    protocol: protocol === 'http:' ? 'http' : 'https',
    ...(port && { port: Number(port) }),
  }
}
