import { z } from 'zod'
import type { CarrierEvent } from '../../core/call/phone-line.ts'
import type { CallHistory } from '../../core/call/recovery/missing-news.ts'
import { telnyxClient, unavailable } from './telnyx-client.ts'
import type { TelnyxSettings } from './telnyx-phone-line.ts'
import { carrierEvent } from './telnyx-webhook.ts'

const PAGE_SIZE = 100
/** A day of a busy account; what is beyond it is asked for again by the next look. */
const MOST_EVENTS = 20_000

/** `GET /call_events`: the webhooks that Telnyx made in the last 24 hours, whether or not anybody took them. */
export function telnyxCallHistory(settings: TelnyxSettings): CallHistory {
  const client = telnyxClient(settings)
  return {
    async newsSince(sinceMs) {
      const news: CarrierEvent[] = []
      let seen = 0
      try {
        const listed = client.callEvents.list({
          filter: {
            connection_id: settings.connectionId,
            type: 'webhook',
            occurred_at: { gte: new Date(sinceMs).toISOString() },
          },
          'page[size]': PAGE_SIZE,
        })
        for await (const event of listed) {
          const told = carrierEvent(webhookOf(event))
          if (told) news.push(told)
          if (++seen >= MOST_EVENTS) break
        }
      } catch (error) {
        throw unavailable('Telnyx could not be asked for call events', error)
      }
      return news.sort((a, b) => (a.occurredAtMs ?? 0) - (b.occurredAtMs ?? 0))
    },
  }
}

const Payload = z.looseObject({ call_control_id: z.string() })
const Nested = z.union([
  z.object({ data: z.object({ payload: Payload }) }).transform(({ data }) => data.payload),
  z.object({ payload: Payload }).transform(({ payload }) => payload),
  Payload,
])

/** The metadata hold "the raw event"; whether that is its payload or all of it is not documented. */
function webhookOf(event: { name: string; event_timestamp: string; metadata: unknown }): unknown {
  const payload = Nested.safeParse(event.metadata)
  if (!payload.success) return null
  return { data: { event_type: event.name, occurred_at: event.event_timestamp, payload: payload.data } }
}
