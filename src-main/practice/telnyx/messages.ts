import { randomUUID } from 'node:crypto'
import { type Body, text } from './dial-request.ts'
import { ERRORS, missing, notE164, type TelnyxError } from './errors.ts'
import type { Webhooks } from './webhooks.ts'

/** Text messages: sent, delivered, and stopped by those who said STOP. */
export interface Messages {
  send(body: Body): TelnyxError | { data: object }
  get(id: string): { data: object } | null
  /** The recipient answers; STOP and START are obeyed. */
  receive(from: string, to: string, words: string): void
  optOuts(): object[]
}

const STOP_WORDS = ['STOP', 'STOPALL', 'STOP ALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT']
const START_WORDS = ['START', 'UNSTOP']
const SEGMENT_COST_USD = 0.0051

export function telnyxMessages(webhooks: Webhooks): Messages {
  const sent = new Map<string, object>()
  const stopped = new Map<string, { from: string; to: string; keyword: string; created_at: string }>()
  let lastWebhookUrl: string | null = null

  return {
    send(body) {
      const to = text(body.to)
      const words = text(body.text)
      if (!to) return missing('to')
      if (!/^\+[1-9]\d{6,14}$/.test(to)) return notE164('to')
      if (!words && !Array.isArray(body.media_urls)) return missing('text')
      if (stopped.has(to)) return ERRORS.optedOut
      const id = randomUUID()
      const url = text(body.webhook_url)
      lastWebhookUrl = url ?? lastWebhookUrl
      const message = outbound(id, body, to, words ?? '', 'queued')
      sent.set(id, message)
      setTimeout(
        () => webhooks.send({ url }, 'message.sent', outbound(id, body, to, words ?? '', 'sent')),
        200,
      )
      setTimeout(() => {
        sent.set(id, outbound(id, body, to, words ?? '', 'delivered'))
        webhooks.send({ url }, 'message.finalized', outbound(id, body, to, words ?? '', 'delivered'))
      }, 900)
      return { data: message }
    },
    get: (id) => (sent.has(id) ? { data: sent.get(id) as object } : null),
    receive(from, to, words) {
      const keyword = words.trim().toUpperCase()
      const stops = STOP_WORDS.includes(keyword)
      if (stops) stopped.set(from, { from, to, keyword, created_at: new Date().toISOString() })
      if (START_WORDS.includes(keyword)) stopped.delete(from)
      webhooks.send({ url: lastWebhookUrl }, 'message.received', {
        id: randomUUID(),
        record_type: 'message',
        direction: 'inbound',
        type: 'SMS',
        from: { phone_number: from, carrier: 'Practice Wireless', line_type: 'Wireless', status: 'received' },
        to: [{ phone_number: to, carrier: 'Telnyx', line_type: 'Wireless', status: 'webhook_delivered' }],
        text: words,
        received_at: new Date().toISOString().replace('Z', '+00:00'),
        ...(stops && { autoresponse_type: 'STOP' }),
      })
    },
    optOuts: () => [...stopped.values()],
  }
}

function outbound(id: string, body: Body, to: string, words: string, status: string): object {
  const plain = /^[\x20-\x7e\n]*$/.test(words)
  const parts = Math.max(
    1,
    Math.ceil(words.length / (plain ? (words.length > 160 ? 153 : 160) : words.length > 70 ? 67 : 70)),
  )
  return {
    id,
    record_type: 'message',
    direction: 'outbound',
    type: 'SMS',
    messaging_profile_id: text(body.messaging_profile_id) ?? '40017a7d-practice',
    from: { phone_number: text(body.from) ?? '', carrier: 'Telnyx', line_type: 'Wireless' },
    to: [{ phone_number: to, carrier: 'Practice Wireless', line_type: 'Wireless', status }],
    cc: [],
    text: words,
    media: [],
    encoding: plain ? 'GSM-7' : 'UTF-16',
    parts,
    cost: { amount: (parts * SEGMENT_COST_USD).toFixed(4), currency: 'USD' },
    errors: [],
    tags: [],
    received_at: new Date().toISOString().replace('Z', '+00:00'),
    sent_at: null,
    completed_at: status === 'delivered' ? new Date().toISOString().replace('Z', '+00:00') : null,
  }
}
