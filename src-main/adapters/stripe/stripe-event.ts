import { z } from 'zod'
import type { PaidThing, PaymentNews, PaymentSession, SessionEvent } from '../../core/wallet/bundle.ts'

const Metadata = z.record(z.string(), z.string()).nullish()
const Id = z.union([z.string(), z.object({ id: z.string() })]).nullish()
const Session = z.object({
  id: z.string(),
  mode: z.string(),
  status: z.string().nullish(),
  payment_status: z.string(),
  amount_total: z.int().nullable(),
  currency: z.string().nullable(),
  livemode: z.boolean(),
  payment_intent: Id,
  metadata: Metadata,
  expires_at: z.int(),
})
const Charge = z.object({
  amount_refunded: z.int(),
  payment_intent: Id,
  metadata: Metadata,
})
const Refund = z.object({ id: z.string(), amount: z.int(), payment_intent: Id, metadata: Metadata })
const Dispute = z.object({ id: z.string(), status: z.string(), payment_intent: Id, metadata: Metadata })
const Event = z.object({
  type: z.string(),
  livemode: z.boolean(),
  data: z.object({ object: z.unknown() }),
})

const SESSION_EVENTS: Record<string, SessionEvent> = {
  'checkout.session.completed': 'completed',
  'checkout.session.async_payment_succeeded': 'paid-later',
  'checkout.session.async_payment_failed': 'payment-failed',
  'checkout.session.expired': 'expired',
}

/** How a closed dispute ended; a warning that was closed cost nothing. */
const DISPUTE_ENDS: Record<string, 'won' | 'lost'> = {
  won: 'won',
  lost: 'lost',
  warning_closed: 'won',
  prevented: 'won',
}

/** A verified Stripe event in our words, or null when it says nothing about minutes. */
export function paymentNews(body: unknown): PaymentNews | null {
  const event = Event.safeParse(body)
  if (!event.success) return null
  const { type, livemode, data } = event.data
  const what = SESSION_EVENTS[type]
  if (what) {
    const session = Session.safeParse(data.object)
    return session.success ? { type: 'session', what, session: sessionOf(session.data) } : null
  }
  if (type === 'charge.refunded') {
    const charge = Charge.safeParse(data.object)
    if (!charge.success) return null
    return {
      type: 'refunded',
      about: paid(charge.data, livemode),
      refundedCents: charge.data.amount_refunded,
    }
  }
  if (type === 'refund.failed') {
    const refund = Refund.safeParse(data.object)
    if (!refund.success) return null
    const { id, amount } = refund.data
    return { type: 'refund-failed', about: paid(refund.data, livemode), refundId: id, cents: amount }
  }
  if (type === 'charge.dispute.created' || type === 'charge.dispute.closed')
    return disputed(type, data.object, livemode)
  return null
}

function disputed(type: string, object: unknown, livemode: boolean): PaymentNews | null {
  const dispute = Dispute.safeParse(object)
  if (!dispute.success) return null
  const outcome = type.endsWith('created') ? 'open' : DISPUTE_ENDS[dispute.data.status]
  if (!outcome) return null
  return { type: 'disputed', about: paid(dispute.data, livemode), disputeId: dispute.data.id, outcome }
}

const paid = (
  { payment_intent, metadata }: { payment_intent?: z.infer<typeof Id>; metadata?: z.infer<typeof Metadata> },
  livemode: boolean,
): PaidThing => ({
  purchaseId: metadata?.purchase_id ?? null,
  paymentIntent: idOf(payment_intent),
  livemode,
})

const sessionOf = (session: z.infer<typeof Session>): PaymentSession => ({
  sessionId: session.id,
  mode: session.mode,
  status: session.status ?? 'open',
  paymentStatus: session.payment_status,
  amountCents: session.amount_total,
  currency: session.currency,
  livemode: session.livemode,
  paymentIntent: idOf(session.payment_intent),
  purchaseId: session.metadata?.purchase_id ?? null,
  expiresAtMs: session.expires_at * 1_000,
})

const idOf = (value: z.infer<typeof Id>): string | null =>
  typeof value === 'string' ? value : (value?.id ?? null)
