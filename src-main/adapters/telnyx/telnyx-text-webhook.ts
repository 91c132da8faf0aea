import { z } from 'zod'
import type { TextEvent } from '../../core/follow-up/text-line.ts'

/** Every field is optional on the wire and production adds more. */
const Webhook = z.object({
  data: z.object({
    event_type: z.string(),
    occurred_at: z.string().nullish(),
    payload: z.looseObject({
      id: z.string(),
      from: z.looseObject({ phone_number: z.string().nullish() }).nullish(),
      to: z.array(z.looseObject({ status: z.string().nullish() })).nullish(),
      text: z.string().nullish(),
      webhook_url: z.string().nullish(),
      autoresponse_type: z.string().nullish(),
      cost: z.looseObject({ amount: z.string().nullish() }).nullish(),
      errors: z
        .array(
          z.looseObject({ code: z.union([z.string(), z.number()]).nullish(), title: z.string().nullish() }),
        )
        .nullish(),
    }),
  }),
  meta: z.looseObject({ delivered_to: z.string().nullish() }).nullish(),
})
const OPTED_OUT = '40300'
/** The name by which a text is known in the address of its news. */
const MESSAGE = 'message'

/** The address at the relay to which the carrier sends what becomes of this one text. */
export function textNewsUrl(relayUrl: string, messageId: string): string {
  const url = new URL('/api/webhooks/telnyx', relayUrl)
  url.searchParams.set(MESSAGE, messageId)
  return url.href
}

/** A verified Telnyx webhook about a text in our words, with when it happened; null when it is about none. */
export function textEvent(body: unknown): { event: TextEvent; atMs: number | null } | null {
  const parsed = Webhook.safeParse(body)
  if (!parsed.success) return null
  const { event_type, occurred_at, payload } = parsed.data.data
  const atMs = Date.parse(occurred_at ?? '')
  const at = Number.isNaN(atMs) ? null : atMs
  switch (event_type) {
    case 'message.sent':
    case 'message.finalized': {
      const codes = payload.errors?.map(({ code }) => String(code)) ?? []
      const detail = payload.errors?.map(({ title, code }) => `${title ?? 'error'} (${code})`).join('; ')
      return {
        event: {
          type: 'text-status',
          messageId: messageIn(payload.webhook_url) ?? messageIn(parsed.data.meta?.delivered_to),
          carrierMessageId: payload.id,
          status: statusOf(payload.to?.[0]?.status),
          optedOut: codes.includes(OPTED_OUT),
          detail: detail || null,
          costUsd: payload.cost?.amount ?? null,
        },
        atMs: at,
      }
    }
    case 'message.received': {
      const from = payload.from?.phone_number
      if (!from) return null
      return {
        event: {
          type: 'text-received',
          carrierMessageId: payload.id,
          from,
          text: payload.text ?? '',
          carrierAnswered: answeredBy(payload.autoresponse_type),
        },
        atMs: at,
      }
    }
    default:
      return null
  }
}

const messageIn = (url: string | null | undefined): string | null =>
  URL.parse(url ?? '')?.searchParams.get(MESSAGE) ?? null

function statusOf(status: string | null | undefined): Extract<TextEvent, { type: 'text-status' }>['status'] {
  switch (status) {
    case 'delivered':
    case 'read':
      return 'delivered'
    case 'sending_failed':
    case 'delivery_failed':
    case 'expired':
      return 'failed'
    case 'delivery_unconfirmed':
      return 'unconfirmed'
    default:
      return 'sent'
  }
}

const answeredBy = (type: string | null | undefined): 'STOP' | 'START' | 'HELP' | null =>
  type === 'STOP' || type === 'START' || type === 'HELP' ? type : null
