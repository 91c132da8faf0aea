import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import { type AppendOutcome, type EventStore, StoreUnavailable } from '../events/event-store.ts'
import { silentLog } from '../log.ts'
import { relayMetrics } from '../relay-metrics.ts'
import { readSettings } from '../settings.ts'
import {
  deliver,
  type RelayUnderTest,
  relayUnderTest,
  signedHeaders,
  telnyxEvent,
  testPublicKeyText,
} from '../testing/relay-under-test.ts'
import { webhookRoutes } from './webhook-routes.ts'

let relay: RelayUnderTest
beforeEach(async () => {
  relay = await relayUnderTest({
    vapiSecret: 'vapi-secret',
    stripe: { webhookSecret: 'whsec_test', secretKey: undefined, baseUrl: undefined },
  })
})
afterEach(() => relay.remove())

const post = (path: string, headers: Record<string, string>, body: string) =>
  fetch(`${relay.url()}${path}`, { method: 'POST', headers, body })
const metric = async (line: RegExp) => line.exec(await (await fetch(`${relay.url()}/metrics`)).text())?.[1]
const nowSeconds = () => Math.floor(Date.now() / 1_000)

describe('a webhook', () => {
  it('is answered 200 and stored once, however often it is delivered', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => deliver(relay.url(), { body: telnyxEvent('e-1') })),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(await metric(/relay_webhooks_total\{source="telnyx",result="new"\} (\d+)/)).toBe('1')
    expect(await metric(/relay_events_waiting (\d+)/)).toBe('1')
  })

  it('changes nothing when it is forged, stale, from the future or unsigned', async () => {
    const body = telnyxEvent()
    expect((await post('/api/webhooks/telnyx', {}, body)).status).toBe(401)
    expect((await post('/api/webhooks/telnyx', signedHeaders({ body }), `${body} `)).status).toBe(401)
    expect((await deliver(relay.url(), { body, timestampSeconds: nowSeconds() - 302 })).status).toBe(401)
    expect((await deliver(relay.url(), { body, timestampSeconds: nowSeconds() + 302 })).status).toBe(401)
    expect(await metric(/relay_events_waiting (\d+)/)).toBe('0')
  })

  it('comes from Vapi with its secret, and from Stripe with its signature', async () => {
    const vapi = JSON.stringify({ message: { type: 'hang' } })
    expect((await post('/api/webhooks/vapi', { 'x-vapi-secret': 'vapi-secret' }, vapi)).status).toBe(200)
    expect((await post('/api/webhooks/vapi', { 'x-vapi-secret': 'vapi-secreT' }, vapi)).status).toBe(401)
    const stripe = JSON.stringify({ id: 'evt_1', type: 'checkout.session.completed', data: { object: {} } })
    const mac = createHmac('sha256', 'whsec_test').update(`${nowSeconds()}.${stripe}`).digest('hex')
    const headers = { 'stripe-signature': `t=${nowSeconds()},v1=${mac}` }
    expect((await post('/api/webhooks/stripe', headers, stripe)).status).toBe(200)
    expect((await post('/api/webhooks/stripe', headers, `${stripe} `)).status).toBe(401)
  })

  it('comes from Vapi with its signature only, once the operator has chosen that', async () => {
    await relay.stop()
    await relay.start({ vapiSecret: undefined, vapiHmacSecret: 'vapi-secret' })
    const body = JSON.stringify({ message: { type: 'hang' } })
    const timestamp = String(nowSeconds())
    const signature = createHmac('sha256', 'vapi-secret').update(`${timestamp}.${body}`).digest('hex')
    const headers = { 'x-timestamp': timestamp, 'x-signature': signature }
    expect((await post('/api/webhooks/vapi', headers, body)).status).toBe(200)
    expect((await post('/api/webhooks/vapi', headers, `${body} `)).status).toBe(401)
    expect((await post('/api/webhooks/vapi', { 'x-vapi-secret': 'vapi-secret' }, body)).status).toBe(401)
  })

  it('is not accepted for a vendor that is not configured', async () => {
    await relay.stop()
    await relay.start({ vapiSecret: undefined })
    expect((await post('/api/webhooks/vapi', { 'x-vapi-secret': '' }, '{}')).status).toBe(404)
  })

  it('may have one mebibyte, whether or not it says so beforehand', async () => {
    const body = telnyxEvent('large', { text: 'x'.repeat(1_000_000) })
    expect((await deliver(relay.url(), { body })).status).toBe(200)
    const tooLarge = telnyxEvent('larger', { text: 'x'.repeat(1_100_000) })
    expect((await deliver(relay.url(), { body: tooLarge })).status).toBe(413)
    const stream = new Blob([tooLarge]).stream()
    const streamed = await fetch(`${relay.url()}/api/webhooks/telnyx`, {
      method: 'POST',
      headers: signedHeaders({ body: tooLarge }),
      body: stream,
      duplex: 'half',
    } as RequestInit)
    expect(streamed.status).toBe(413)
  })

  it('that is too large holds up nothing behind it on the same connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const bodies = [telnyxEvent('large', { text: 'x'.repeat(1_100_000) }), telnyxEvent('behind-it')]
    const ports = new Set<number | undefined>()
    const statuses: (number | undefined)[] = []
    for (const body of bodies) {
      const sending = request(`${relay.url()}/api/webhooks/telnyx`, {
        agent,
        method: 'POST',
        headers: signedHeaders({ body }),
      })
      sending.end(body)
      const [response] = (await once(sending, 'response')) as [IncomingMessage]
      ports.add(response.socket.localPort)
      statuses.push(response.statusCode)
      await once(response.resume(), 'close')
    }
    agent.destroy()
    expect(statuses).toEqual([413, 200])
    expect(ports.size).toBe(1)
  })

  it('that goes on and on is cut off after some megabytes', async () => {
    let sentBytes = 0
    const body = new ReadableStream({
      pull(sink) {
        sentBytes += 65_536
        sink.enqueue(Buffer.alloc(65_536, 'x'))
      },
    })
    const endless = { method: 'POST', body, duplex: 'half' } as RequestInit
    await fetch(`${relay.url()}/api/webhooks/telnyx`, endless).catch(() => undefined)
    expect(sentBytes).toBeGreaterThan(1_048_576)
    expect(sentBytes).toBeLessThan(32 * 1_048_576)
  })
})

describe('the answer to a webhook', () => {
  const body = telnyxEvent('e-1')
  const ask = (append: EventStore['append']) => {
    const routes = routesOver(append)
    return routes.request('/telnyx', { method: 'POST', headers: signedHeaders({ body }), body })
  }
  const routesOver = (append: EventStore['append'], clock = systemClock) => {
    const store = { append } as EventStore
    const telnyx = readSettings([], { TELNYX_WEBHOOK_PUBLIC_KEY: testPublicKeyText }).telnyx
    const settings = { telnyx, vapiSecret: undefined, stripe: undefined }
    return webhookRoutes({
      settings,
      store,
      clock,
      log: silentLog,
      metrics: relayMetrics(),
      onStored() {},
      ask: async () => undefined,
    })
  }

  it('is 429 when a sender floods, with the moment to come again', async () => {
    const stored: AppendOutcome = { stored: 'new', seq: 1 }
    const routes = routesOver(async () => stored, { ...systemClock, monotonicMs: () => 0 })
    const flood = Array.from({ length: 2_400 }, () =>
      routes.request('/telnyx', { method: 'POST', headers: signedHeaders({ body }), body }),
    )
    const answers = await Promise.all(flood)
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.length).toBeLessThan(answers.length)
    expect(refused[0]?.headers.get('retry-after')).toBe('1')
  })

  it('is not given before the commit', async () => {
    let commit = () => {}
    let answered = false
    const committed = new Promise<AppendOutcome>((resolve) => {
      commit = () => resolve({ stored: 'new', seq: 1 })
    })
    const answer = Promise.resolve(ask(() => committed)).then(({ status }) => {
      answered = true
      return status
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(answered).toBe(false)
    commit()
    expect(await answer).toBe(200)
  })

  it.each(['disk-full', 'busy', 'broken'] as const)('asks to come again when storage is %s', async (code) => {
    const answer = await ask(() => Promise.reject(new StoreUnavailable(code)))
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('5')
  })
})

describe('the operator', () => {
  it('sees that the relay is alive, ready and what it counts, and a page for those who paid', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics', '/billing/return']) {
      expect((await fetch(relay.url() + path)).status).toBe(200)
    }
  })
})
