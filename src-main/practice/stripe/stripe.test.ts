import { createServer, type Server } from 'node:http'
import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faultBoard } from '../faults.ts'
import { type StripeSimulator, startStripe } from './stripe.ts'
import { signStripe } from './stripe-webhooks.ts'

const SECRET = 'whsec_test_secret'

describe('Stripe on loopback', () => {
  let stripe: StripeSimulator
  let client: Stripe
  let server: Server
  const faults = faultBoard()
  const received: { raw: string; signature: string }[] = []

  beforeAll(async () => {
    stripe = await startStripe({ port: 0, secretKey: 'sk_test', webhookSecret: SECRET, faults })
    client = new Stripe('sk_test', {
      host: '127.0.0.1',
      port: stripe.port,
      protocol: 'http',
      telemetry: false,
      maxNetworkRetries: 0,
    })
    server = createServer((request, response) => {
      let raw = ''
      request.on('data', (piece) => {
        raw += piece
      })
      request.on('end', () => {
        received.push({ raw, signature: String(request.headers['stripe-signature']) })
        response.end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    stripe.webhooks.urls.add(
      `http://127.0.0.1:${(server.address() as { port: number }).port}/api/webhooks/stripe`,
    )
  })
  afterAll(async () => {
    await stripe.close()
    server.close()
  })

  const order = (more: object = {}): Stripe.Checkout.SessionCreateParams => ({
    mode: 'payment',
    client_reference_id: 't_9',
    metadata: { purchaseId: 'p_77', minutes: '500' },
    line_items: [
      {
        quantity: 1,
        price_data: { currency: 'usd', unit_amount: 12_500, product_data: { name: '500 calling minutes' } },
      },
    ],
    allowed_payment_method_types: ['card'],
    adaptive_pricing: { enabled: false },
    success_url: 'http://127.0.0.1:1/billing/return?s={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://127.0.0.1:1/billing/return',
    ...more,
  })

  it('signs like Stripe', () => {
    expect(signStripe(SECRET, 1_795_334_400, '{"id":"evt_test_1","object":"event"}')).toBe(
      't=1795334400,v1=572265a7ab7db4262ca2c92172695b53ccc00e4f85d747b8777e54f02ab8f8f8',
    )
  })

  it('sells minutes: session, page, payment, signed event', async () => {
    const session = await client.checkout.sessions.create(order(), { idempotencyKey: 'checkout:p_77' })
    expect(session).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
      amount_total: 12_500,
      metadata: { purchaseId: 'p_77' },
    })
    expect(await (await fetch(session.url ?? '')).text()).toContain('Pay $125.00')
    const paid = await fetch(`${session.url}/pay`, { method: 'POST', redirect: 'manual' })
    expect(paid.headers.get('location')).toBe(`http://127.0.0.1:1/billing/return?s=${session.id}`)
    await until(() => received.length > 0)
    const event = client.webhooks.constructEvent(received[0]?.raw ?? '', received[0]?.signature ?? '', SECRET)
    expect(event.type).toBe('checkout.session.completed')
    expect(event.data.object).toMatchObject({ id: session.id, payment_status: 'paid', amount_total: 12_500 })
    expect((await client.checkout.sessions.list({ status: 'complete' })).data.map(({ id }) => id)).toEqual([
      session.id,
    ])
    expect((await client.events.list()).data[0]?.id).toBe(event.id)
  })

  it('answers the same key with the same session, and refuses it for another order', async () => {
    const first = await client.checkout.sessions.create(order({ client_reference_id: 'a' }), {
      idempotencyKey: 'k',
    })
    const again = await client.checkout.sessions.create(order({ client_reference_id: 'a' }), {
      idempotencyKey: 'k',
    })
    expect(again.id).toBe(first.id)
    await expect(
      client.checkout.sessions.create(order({ client_reference_id: 'b' }), { idempotencyKey: 'k' }),
    ).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError)
  })

  it('expires open sessions, refunds and disputes paid ones', async () => {
    const open = await client.checkout.sessions.create(order())
    expect((await client.checkout.sessions.expire(open.id)).status).toBe('expired')
    const bought = await client.checkout.sessions.create(order())
    stripe.pay(bought.id)
    expect(stripe.refund(bought.id, 2_500)).toBe(true)
    expect(stripe.dispute(bought.id)).toBe(true)
    await until(() => received.some(({ raw }) => raw.includes('charge.dispute.created')))
    expect(received.map(({ raw }) => (JSON.parse(raw) as { type: string }).type)).toEqual(
      expect.arrayContaining(['checkout.session.expired', 'charge.refunded']),
    )
  })

  it('knows what the newest API refuses', async () => {
    await expect(
      client.checkout.sessions.create(order({ payment_method_types: ['card'] })),
    ).rejects.toMatchObject({ statusCode: 400 })
    await expect(client.checkout.sessions.retrieve('cs_unknown')).rejects.toMatchObject({
      code: 'resource_missing',
    })
  })

  it('delivers twice when asked to', async () => {
    const session = await client.checkout.sessions.create(order())
    faults.add({ vendor: 'stripe', fault: 'duplicate', place: 'webhook' })
    stripe.pay(session.id)
    await until(() => received.filter(({ raw }) => raw.includes(session.id)).length === 2)
  })
})

async function until(happened: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000
  while (!happened() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 15))
  expect(happened()).toBe(true)
}
