/** Buying minutes. The price list lives with the relay, so a desktop can name a bundle but never a price. */
import type { RequestFailureCode } from '../wire/control-messages.ts'

export type Checkout = (bundleId: string, purchaseId: string) => RequestFailureCode

export const checkoutWithoutBundles = (stripeSecretKey: string | undefined): Checkout => {
  const code = stripeSecretKey ? 'bundles_unavailable' : 'checkout_not_configured'
  return () => code
}
