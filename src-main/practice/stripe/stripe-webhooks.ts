import { createHmac, randomBytes } from 'node:crypto'
import type { Faults } from '../faults.ts'
import { faultyDelivery } from '../loopback/faulty-delivery.ts'
import { pauseMs } from '../loopback/faulty-http.ts'

const API_VERSION = '2026-10-28.endive'

export interface StripeEvent {
  readonly id: string
  readonly object: 'event'
  readonly api_version: string
  readonly created: number
  readonly livemode: false
  readonly pending_webhooks: number
  readonly request: { readonly id: null; readonly idempotency_key: null }
  readonly type: string
  readonly data: { readonly object: object }
}

/** Signed events to every endpoint; unanswered ones are sent again. */
export interface StripeWebhooks {
  readonly urls: Set<string>
  send(type: string, object: object): StripeEvent
  events(): readonly StripeEvent[]
}

const RETRIES_MS = [0, 1_000, 3_000, 9_000]
const ANSWER_WITHIN_MS = 10_000

export function signStripe(secret: string, unixSeconds: number, payload: string): string {
  const hash = createHmac('sha256', secret).update(`${unixSeconds}.${payload}`).digest('hex')
  return `t=${unixSeconds},v1=${hash}`
}

export function stripeWebhooks(secret: string, faults: Faults): StripeWebhooks {
  const urls = new Set<string>()
  const events: StripeEvent[] = []
  const faulty = faultyDelivery(faults, 'stripe')

  async function deliver(url: string, event: StripeEvent, forged: boolean): Promise<void> {
    const payload = JSON.stringify(event)
    for (const wait of RETRIES_MS) {
      await pauseMs(wait)
      const signature = signStripe(forged ? 'whsec_wrong' : secret, Math.floor(Date.now() / 1000), payload)
      const answered = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': signature,
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        },
        body: payload,
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      }).catch(() => null)
      if (answered?.ok || forged) return
    }
  }

  return {
    urls,
    send(type, object) {
      const event: StripeEvent = {
        id: `evt_${randomBytes(12).toString('hex')}`,
        object: 'event',
        api_version: API_VERSION,
        created: Math.floor(Date.now() / 1000),
        livemode: false,
        pending_webhooks: urls.size,
        request: { id: null, idempotency_key: null },
        type,
        // The event holds what the object was at this moment.
        data: { object: structuredClone(object) },
      }
      events.unshift(event)
      void faulty(type, (fault) =>
        Promise.all([...urls].map((url) => deliver(url, event, fault?.fault === 'garbage'))),
      )
      return event
    },
    events: () => events,
  }
}
