import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { Faults } from '../faults.ts'
import { faultyHttp, type LoopbackEnv } from '../loopback/faulty-http.ts'
import { type LoopbackServer, serveLoopback } from '../loopback/serve.ts'
import { checkoutPage } from './checkout-page.ts'
import { type CheckoutSession, type LineItem, newSession } from './checkout-session.ts'
import { asText, parseForm } from './form.ts'
import { type StripeWebhooks, stripeWebhooks } from './stripe-webhooks.ts'

/** Stripe on loopback: checkout sessions, a page to pay on, signed events. */
export interface StripeSimulator extends LoopbackServer {
  readonly webhooks: StripeWebhooks
  pay(sessionId: string): CheckoutSession | null
  refund(sessionId: string, amountCents?: number): boolean
  dispute(sessionId: string): boolean
  closeDispute(sessionId: string, status: 'won' | 'lost'): boolean
  /** Completes with a payment that the bank is still working on; `settle` tells how that ended. */
  payLater(sessionId: string): boolean
  settle(sessionId: string, paid: boolean): boolean
  failRefund(sessionId: string): boolean
  expire(sessionId: string): boolean
  /** Sends an event of any shape: what a wrong amount or a test-mode event looks like. */
  tell(type: string, sessionId: string, changes: object): boolean
}

export interface StripeOptions {
  readonly port: number
  readonly secretKey: string
  readonly webhookSecret: string
  readonly faults: Faults
}

interface Kept {
  readonly session: CheckoutSession
  readonly items: readonly LineItem[]
  refundedCents: number
}

export async function startStripe({
  port,
  secretKey,
  webhookSecret,
  faults,
}: StripeOptions): Promise<StripeSimulator> {
  const webhooks = stripeWebhooks(webhookSecret, faults)
  const sessions = new Map<string, Kept>()
  const answeredKeys = new Map<string, { bodyHash: string; status: 200 | 400; answer: object }>()
  const app = new Hono<LoopbackEnv>()

  app.use('*', async (context, next) => {
    context.header('request-id', `req_${randomUUID().slice(0, 14)}`)
    return next()
  })
  app.use('/v1/*', async (context, next) => {
    if (context.req.header('authorization') !== `Bearer ${secretKey}`)
      return fail(context, 401, 'invalid_request_error', 'Invalid API Key provided')
    return next()
  })
  app.use(
    '/v1/*',
    faultyHttp(faults, 'stripe', () => ({ error: { type: 'api_error', message: 'Refused by request' } })),
  )

  app.post('/v1/checkout/sessions', async (context) => {
    const body = await context.req.text()
    const key = context.req.header('idempotency-key')
    const bodyHash = createHash('sha256').update(body).digest('hex')
    const known = key === undefined ? undefined : answeredKeys.get(key)
    if (known && known.bodyHash !== bodyHash) {
      return fail(
        context,
        400,
        'idempotency_error',
        'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      )
    }
    if (known) return context.json(known.answer, known.status, { 'idempotent-replayed': 'true' })
    const made = newSession(parseForm(body), server.origin, nowSecs())
    if ('wrong' in made) return fail(context, 400, 'invalid_request_error', made.wrong, made.param)
    sessions.set(made.session.id, { ...made, refundedCents: 0 })
    const answer = structuredClone(made.session)
    if (key !== undefined) answeredKeys.set(key, { bodyHash, status: 200, answer })
    return context.json(answer)
  })
  app.get('/v1/checkout/sessions', (context) => {
    const intent = context.req.query('payment_intent')
    const status = context.req.query('status')
    const data = [...sessions.values()]
      .map(({ session }) => session)
      .filter(
        (session) => (!intent || session.payment_intent === intent) && (!status || session.status === status),
      )
      .reverse()
    return context.json(list('/v1/checkout/sessions', data))
  })
  app.get('/v1/checkout/sessions/:id', (context) => {
    const kept = sessions.get(context.req.param('id'))
    return kept ? context.json(kept.session) : missing(context, context.req.param('id'))
  })
  app.get('/v1/checkout/sessions/:id/line_items', (context) => {
    const kept = sessions.get(context.req.param('id'))
    if (!kept) return missing(context, context.req.param('id'))
    const data = kept.items.map((item, i) => ({
      id: `li_${i}`,
      object: 'item',
      description: item.description,
      quantity: item.quantity,
      amount_total: item.unitAmount * item.quantity,
      currency: kept.session.currency,
    }))
    return context.json(list(context.req.path, data))
  })
  app.post('/v1/checkout/sessions/:id/expire', (context) => {
    const kept = sessions.get(context.req.param('id'))
    if (!kept) return missing(context, context.req.param('id'))
    if (kept.session.status !== 'open')
      return fail(
        context,
        400,
        'invalid_request_error',
        'Only Checkout Sessions with a status in ["open"] can be expired.',
      )
    expire(kept)
    return context.json(kept.session)
  })
  app.get('/v1/events', (context) => context.json(list('/v1/events', [...webhooks.events()])))
  app.get('/v1/events/:id', (context) => {
    const event = webhooks.events().find(({ id }) => id === context.req.param('id'))
    return event ? context.json(event) : missing(context, context.req.param('id'))
  })
  app.get('/v1/balance', (context) =>
    context.json({
      object: 'balance',
      available: [{ amount: 0, currency: 'usd' }],
      pending: [],
      livemode: false,
    }),
  )
  app.post('/v1/webhook_endpoints', async (context) => {
    const url = asText(parseForm(await context.req.text()).url)
    if (!url) return fail(context, 400, 'invalid_request_error', 'Missing required param: url.', 'url')
    webhooks.urls.add(url)
    return context.json({
      id: `we_${randomBytes(8).toString('hex')}`,
      object: 'webhook_endpoint',
      url,
      status: 'enabled',
      secret: webhookSecret,
      livemode: false,
    })
  })

  app.get('/pay/:id', (context) => {
    const kept = sessions.get(context.req.param('id'))
    return kept ? context.html(checkoutPage(kept.session, kept.items)) : context.notFound()
  })
  app.post('/pay/:id/:choice', (context) => {
    const kept = sessions.get(context.req.param('id'))
    if (!kept) return context.notFound()
    const choice = context.req.param('choice')
    if (kept.session.status === 'open' && choice === 'pay') pay(kept)
    if (choice === 'cancel') return context.redirect(kept.session.cancel_url ?? '/', 303)
    return context.redirect(
      (kept.session.success_url ?? '/').replace('{CHECKOUT_SESSION_ID}', kept.session.id),
      303,
    )
  })

  function pay({ session }: Kept, paymentStatus: 'paid' | 'unpaid' = 'paid'): void {
    session.status = 'complete'
    session.payment_status = paymentStatus
    session.payment_intent = `pi_${randomBytes(12).toString('hex')}`
    session.customer_details = { email: 'owner@example.com', name: 'Practice Owner', address: null }
    session.url = null
    webhooks.send('checkout.session.completed', session)
  }

  function expire({ session }: Kept): void {
    session.status = 'expired'
    session.url = null
    webhooks.send('checkout.session.expired', session)
  }

  const server = await serveLoopback(app, port)
  return {
    ...server,
    webhooks,
    pay(sessionId) {
      const kept = sessions.get(sessionId)
      if (kept?.session.status === 'open') pay(kept)
      return kept?.session ?? null
    },
    refund(sessionId, amountCents) {
      const kept = sessions.get(sessionId)
      if (kept?.session.payment_status !== 'paid') return false
      kept.refundedCents = Math.min(
        kept.session.amount_total,
        kept.refundedCents + (amountCents ?? kept.session.amount_total),
      )
      webhooks.send('charge.refunded', charge(kept))
      return true
    },
    dispute(sessionId) {
      const kept = sessions.get(sessionId)
      if (kept?.session.payment_status !== 'paid') return false
      webhooks.send('charge.dispute.created', dispute(kept, 'needs_response'))
      return true
    },
    closeDispute(sessionId, status) {
      const kept = sessions.get(sessionId)
      if (kept?.session.payment_status !== 'paid') return false
      webhooks.send('charge.dispute.closed', dispute(kept, status))
      return true
    },
    payLater(sessionId) {
      const kept = sessions.get(sessionId)
      if (kept?.session.status !== 'open') return false
      pay(kept, 'unpaid')
      return true
    },
    settle(sessionId, paid) {
      const kept = sessions.get(sessionId)
      if (kept?.session.status !== 'complete' || kept.session.payment_status === 'paid') return false
      if (paid) kept.session.payment_status = 'paid'
      webhooks.send(`checkout.session.async_payment_${paid ? 'succeeded' : 'failed'}`, kept.session)
      return true
    },
    failRefund(sessionId) {
      const kept = sessions.get(sessionId)
      if (!kept || kept.refundedCents === 0) return false
      const amount = kept.refundedCents
      kept.refundedCents = 0
      webhooks.send('refund.failed', {
        id: `re_${randomBytes(8).toString('hex')}`,
        object: 'refund',
        amount,
        status: 'failed',
        charge: chargeId(kept),
        payment_intent: kept.session.payment_intent,
        failure_reason: 'expired_or_canceled_card',
        metadata: {},
      })
      return true
    },
    expire(sessionId) {
      const kept = sessions.get(sessionId)
      if (kept?.session.status !== 'open') return false
      expire(kept)
      return true
    },
    tell(type, sessionId, changes) {
      const kept = sessions.get(sessionId)
      if (!kept) return false
      webhooks.send(type, { ...kept.session, ...changes })
      return true
    },
  }
}

const dispute = (kept: Kept, status: 'needs_response' | 'won' | 'lost'): object => ({
  id: `dp_${kept.session.payment_intent?.slice(3)}`,
  object: 'dispute',
  amount: kept.session.amount_total,
  currency: kept.session.currency,
  charge: chargeId(kept),
  payment_intent: kept.session.payment_intent,
  reason: 'fraudulent',
  status,
  is_charge_refundable: true,
  livemode: false,
  metadata: {},
})

const chargeId = ({ session }: Kept): string => `ch_${session.payment_intent?.slice(3)}`

const charge = (kept: Kept): object => ({
  id: chargeId(kept),
  object: 'charge',
  amount: kept.session.amount_total,
  amount_refunded: kept.refundedCents,
  refunded: kept.refundedCents === kept.session.amount_total,
  currency: kept.session.currency,
  payment_intent: kept.session.payment_intent,
  metadata: kept.session.metadata,
  livemode: false,
  created: nowSecs(),
})

const nowSecs = (): number => Math.floor(Date.now() / 1000)

const list = (url: string, data: readonly object[]): object => ({
  object: 'list',
  url,
  has_more: false,
  data,
})

const missing = (context: Context, id: string): Response => {
  const error = {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such resource: '${id}'`,
    param: 'id',
  }
  return context.json({ error }, 404)
}

const fail = (context: Context, status: 400 | 401, type: string, message: string, param?: string): Response =>
  context.json({ error: { type, message, ...(param && { param }) } }, status)
