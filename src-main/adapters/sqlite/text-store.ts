import { z } from 'zod'
import type { TextMessage, TextStore } from '../../core/follow-up/text-line.ts'
import type { Db } from './database.ts'

export function sqliteTexts(db: Db): TextStore {
  const byId = db.prepare('SELECT * FROM text_message WHERE message_id = ?')
  const byCarrier = db.prepare('SELECT * FROM text_message WHERE carrier_message_id = ?')
  const pending = db.prepare(`SELECT * FROM text_message WHERE status = 'pending' ORDER BY rowid`)
  const insert = db.prepare(
    `INSERT INTO text_message (message_id, direction, follow_up_id, answers_id, lead_id, phone, text, status, detail, carrier_message_id, cost_usd, evidence_id, at_ms)
     VALUES (@messageId, @direction, @followUpId, @answersId, @leadId, @phone, @text, @status, @detail, @carrierMessageId, @costUsd, @evidenceId, @atMs)`,
  )
  const update = db.prepare(
    `UPDATE text_message SET status = @status, detail = @detail, carrier_message_id = @carrierMessageId, cost_usd = @costUsd WHERE message_id = @messageId`,
  )
  const get = (messageId: string) => toText(byId.get(messageId))
  return {
    get,
    byCarrierId: (carrierMessageId) => toText(byCarrier.get(carrierMessageId)),
    add: (message) => void insert.run({ ...message, atMs: Math.round(message.atMs) }),
    change(messageId, changes) {
      const before = get(messageId)
      if (!before) throw new Error(`there is no text ${messageId}`)
      const { status, detail, carrierMessageId, costUsd } = { ...before, ...changes }
      update.run({ messageId, status, detail, carrierMessageId, costUsd })
    },
    pending: () => pending.all().flatMap((row) => toText(row) ?? []),
  }
}

const Row = z.object({
  message_id: z.string(),
  direction: z.enum(['out', 'in']),
  follow_up_id: z.string().nullable(),
  answers_id: z.string().nullable(),
  lead_id: z.string().nullable(),
  phone: z.string(),
  text: z.string(),
  status: z.enum(['pending', 'sent', 'delivered', 'unconfirmed', 'failed', 'refused', 'unclear', 'received']),
  detail: z.string().nullable(),
  carrier_message_id: z.string().nullable(),
  cost_usd: z.string().nullable(),
  evidence_id: z.string().nullable(),
  at_ms: z.int(),
})

function toText(row: unknown): TextMessage | null {
  if (row === undefined) return null
  const text = Row.parse(row)
  return {
    messageId: text.message_id,
    direction: text.direction,
    followUpId: text.follow_up_id,
    answersId: text.answers_id,
    leadId: text.lead_id,
    phone: text.phone,
    text: text.text,
    status: text.status,
    detail: text.detail,
    carrierMessageId: text.carrier_message_id,
    costUsd: text.cost_usd,
    evidenceId: text.evidence_id,
    atMs: text.at_ms,
  }
}
