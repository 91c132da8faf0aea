/** Which event a delivery carries, and what of it must be the same when it is delivered again. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { WebhookSource } from '../events/event-store.ts'
import { unreachable } from '../unreachable.ts'

export interface EventIdentity {
  readonly eventId: string
  readonly contentSha256: Buffer
}

const Id = z.string().min(1).max(200)
// Retries differ in `meta.attempt`.
const TelnyxV2 = z.object({ data: z.looseObject({ id: Id }) })
const TelnyxV1 = z.looseObject({ id: Id })
// Deliveries differ in `pending_webhooks`.
const Stripe = z.object({ id: Id, type: z.string(), data: z.unknown() })
const Vapi = z.object({
  message: z.looseObject({ type: z.string().max(80), call: z.looseObject({ id: Id }).optional() }),
})

/** `undefined` when the body is not JSON. */
export function identifyEvent(source: WebhookSource, raw: Buffer): EventIdentity | undefined {
  const body = parseJson(raw)
  if (body === undefined) return undefined
  switch (source) {
    case 'telnyx': {
      const v2 = TelnyxV2.safeParse(body)
      if (v2.success) return { eventId: v2.data.data.id, contentSha256: sha256(JSON.stringify(v2.data.data)) }
      const v1 = TelnyxV1.safeParse(body)
      return v1.success ? { eventId: v1.data.id, contentSha256: sha256(raw) } : byContent(raw)
    }
    case 'stripe': {
      const event = Stripe.safeParse(body)
      if (!event.success) return byContent(raw)
      return {
        eventId: event.data.id,
        contentSha256: sha256(JSON.stringify([event.data.type, event.data.data])),
      }
    }
    case 'vapi': {
      // Vapi gives its messages no id.
      const message = Vapi.safeParse(body)
      const named = message.success
        ? `${message.data.message.call?.id ?? 'no-call'}:${message.data.message.type}:`
        : ''
      const { eventId, contentSha256 } = byContent(raw)
      return { eventId: named + eventId, contentSha256 }
    }
    default:
      return unreachable(source)
  }
}

function byContent(raw: Buffer): EventIdentity {
  const contentSha256 = sha256(raw)
  return { eventId: `sha256:${contentSha256.toString('hex')}`, contentSha256 }
}

function parseJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'))
  } catch {
    return undefined
  }
}

const sha256 = (content: string | Buffer): Buffer => createHash('sha256').update(content).digest()
