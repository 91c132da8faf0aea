import { randomUUID } from 'node:crypto'
import type { Fault, Faults } from '../faults.ts'
import { faultyDelivery } from '../loopback/faulty-delivery.ts'
import { pauseMs } from '../loopback/faulty-http.ts'
import type { CarrierRecords } from './carrier-records.ts'
import { microseconds, type SentEvent } from './sent-event.ts'
import type { WebhookKey } from './signatures.ts'

/** Delivers events as Telnyx does: signed, without order, more than once when unanswered. */
export interface Webhooks {
  send(urls: WebhookTarget, eventType: string, payload: object): void
  /** What was delivered or given up, newest first. */
  deliveries(): readonly Delivery[]
  /** Events per call leg, for `GET /call_events`. */
  events(): readonly SentEvent[]
}

export interface WebhookTarget {
  readonly url: string | null
  readonly retriesMs?: readonly number[]
}

export interface Delivery {
  readonly id: string
  readonly url: string
  readonly status: 'delivered' | 'failed'
  readonly eventType: string
  readonly attempts: readonly { at: string; httpStatus: number | null }[]
}

const ANSWER_WITHIN_MS = 2_000
const DEFAULT_RETRIES_MS = [1_000, 3_000, 8_000]
const REMEMBERED = 2_000

export function telnyxWebhooks(
  key: WebhookKey,
  faults: Faults,
  records: Pick<CarrierRecords, 'events' | 'told'>,
): Webhooks {
  const delivered: Delivery[] = []
  const sent: SentEvent[] = [...records.events]
  const faulty = faultyDelivery(faults, 'telnyx')

  async function deliver(
    target: WebhookTarget & { url: string },
    event: SentEvent,
    fault: Fault | null,
  ): Promise<void> {
    const attempts: { at: string; httpStatus: number | null }[] = []
    const waits = [0, ...(target.retriesMs ?? DEFAULT_RETRIES_MS)]
    for (const [i, wait] of waits.entries()) {
      await pauseMs(wait)
      const httpStatus = await post(target.url, event, i + 1, i === 0 && fault?.fault === 'garbage')
      attempts.push({ at: new Date().toISOString(), httpStatus })
      if (httpStatus !== null && httpStatus >= 200 && httpStatus < 300) break
    }
    const last = attempts.at(-1)?.httpStatus ?? null
    const ok = last !== null && last >= 200 && last < 300
    delivered.unshift({
      id: event.id,
      url: target.url,
      status: ok ? 'delivered' : 'failed',
      eventType: event.eventType,
      attempts,
    })
    delivered.splice(REMEMBERED)
  }

  async function post(
    url: string,
    event: SentEvent,
    attempt: number,
    forged: boolean,
  ): Promise<number | null> {
    const body = JSON.stringify({
      data: {
        record_type: 'event',
        event_type: event.eventType,
        id: event.id,
        occurred_at: event.occurredAt,
        payload: event.payload,
      },
      meta: { attempt, delivered_to: url },
    })
    const timestamp = String(Math.floor(Date.now() / 1000))
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'telnyx-webhooks',
          'telnyx-timestamp': timestamp,
          'telnyx-signature-ed25519': key.sign(timestamp, forged ? `${body} ` : body),
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      })
      await response.body?.cancel()
      return response.status
    } catch {
      // Refused, cut or too slow: all of them mean that nobody took the event.
      return null
    }
  }

  return {
    send(target, eventType, payload) {
      const event = { id: randomUUID(), eventType, occurredAt: microseconds(new Date()), payload }
      sent.unshift(event)
      sent.splice(REMEMBERED)
      if ('call_leg_id' in payload) records.told(event)
      const { url } = target
      if (url) void faulty(eventType, (fault) => deliver({ ...target, url }, event, fault))
    },
    deliveries: () => delivered,
    events: () => sent,
  }
}
