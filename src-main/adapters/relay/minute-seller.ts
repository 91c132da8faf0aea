import type { CheckoutSession } from '../../../cloud-relay/wire/control-messages.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'
import type { MinuteSeller, PaymentSession } from '../../core/wallet/bundle.ts'
import { type LinkRequests, refusedByRelay } from './link-requests.ts'

/** Minute bundles as the relay sells them. */
export function minuteSeller(ask: LinkRequests['ask']): MinuteSeller {
  return {
    async bundles(signal) {
      let found: Awaited<ReturnType<MinuteSeller['bundles']>> | undefined
      await ask({ type: 'list_bundles' }, signal, (answer) => {
        if (answer.type === 'bundles_listed') found = answer.bundles.map(inOurWords)
      })
      return found ?? []
    },
    async open({ bundleId, purchaseId }, signal) {
      let result: Awaited<ReturnType<MinuteSeller['open']>> | undefined
      let failure: VendorFailure | undefined
      const request = { type: 'checkout', bundle_id: bundleId, purchase_id: purchaseId } as const
      await ask(request, signal, (answer) => {
        if (answer.type === 'checkout_opened')
          result = {
            opened: true,
            url: answer.url,
            bundle: inOurWords(answer.bundle),
            session: sessionOf(answer.session),
          }
        if (answer.type !== 'request_failed') return
        const { code } = answer
        if (code === 'checkout_not_configured' || code === 'bundles_unavailable' || code === 'unknown_bundle')
          result = { opened: false, code }
        else failure = refusedByRelay(code)
      })
      if (failure) throw failure
      if (!result) throw new VendorFailure('relay', 'refused', 'The relay answered something else.')
      return result
    },
    async look(sessionId, signal) {
      let session: PaymentSession | null = null
      await ask({ type: 'look_at_checkout', session_id: sessionId }, signal, (answer) => {
        if (answer.type === 'checkout_seen') session = sessionOf(answer.session)
      })
      return session
    },
  }
}

const inOurWords = (bundle: {
  bundle_id: string
  name: string
  minutes: number
  price_cents: number
  currency: string
}) => ({
  bundleId: bundle.bundle_id,
  name: bundle.name,
  minutes: bundle.minutes,
  priceCents: bundle.price_cents,
  currency: bundle.currency,
})

const sessionOf = (session: CheckoutSession): PaymentSession => ({
  sessionId: session.session_id,
  mode: session.mode,
  status: session.status,
  paymentStatus: session.payment_status,
  amountCents: session.amount_total,
  currency: session.currency,
  livemode: session.livemode,
  paymentIntent: session.payment_intent,
  purchaseId: session.purchase_id,
  expiresAtMs: session.expires_at * 1_000,
})
