import { randomUUID } from 'node:crypto'
import type { Directory } from '../homeowners/directory.ts'
import type { CarrierSettings } from './carrier.ts'
import { type Body, text } from './dial-request.ts'
import { ERRORS, missing, notE164, type TelnyxError } from './errors.ts'
import type { Webhooks } from './webhooks.ts'

/** Text messages: sent, delivered, answered, and stopped by those who said STOP. */
export interface Messages {
  send(body: Body): TelnyxError | { data: object }
  get(id: string): { data: object } | null
  /** The recipient answers; STOP and START are obeyed, and the carrier itself answers both and HELP. */
  receive(from: string, to: string, words: string): void
  optOuts(): object[]
  /** Every text that was taken, oldest first. */
  sent(): readonly { readonly to: string; readonly text: string }[]
  /** Where the messaging profile sends what homeowners write; its owner sets it once in the portal. */
  setProfileWebhook(url: string): void
  /** The assignment of a number to a campaign, and that campaign (10DLC). */
  assignment(phone: string): object | null
  campaign(id: string): object | null
}

const STOP_WORDS = ['STOP', 'STOPALL', 'STOP ALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT']
const START_WORDS = ['START', 'UNSTOP']
const HELP_WORD = 'HELP'
const SEGMENT_COST_USD = 0.0051
const CAMPAIGN_ID = '4b300178-0000-4000-8000-000000000199'
const ANSWERS_AFTER_MS = 3_000

export function telnyxMessages(
  webhooks: Webhooks,
  settings: Pick<CarrierSettings, 'textingRegistration'>,
  directory: Pick<Directory, 'find'>,
): Messages {
  const kept = new Map<string, object>()
  const taken: { to: string; text: string }[] = []
  const answered = new Set<string>()
  const stopped = new Map<string, { from: string; to: string; keyword: string; created_at: string }>()
  let profileWebhook: string | null = null

  function receive(from: string, to: string, words: string): void {
    const keyword = words.trim().toUpperCase()
    const stops = STOP_WORDS.includes(keyword)
    const starts = START_WORDS.includes(keyword)
    if (stops) stopped.set(from, { from, to, keyword, created_at: new Date().toISOString() })
    if (starts) stopped.delete(from)
    const autoresponse = stops ? 'STOP' : starts ? 'START' : keyword === HELP_WORD ? 'HELP' : null
    webhooks.send({ url: profileWebhook }, 'message.received', {
      id: randomUUID(),
      record_type: 'message',
      direction: 'inbound',
      type: 'SMS',
      from: { phone_number: from, carrier: 'Practice Wireless', line_type: 'Wireless', status: 'received' },
      to: [{ phone_number: to, carrier: 'Telnyx', line_type: 'Wireless', status: 'webhook_delivered' }],
      text: words,
      received_at: milliseconds(),
      ...(autoresponse && { autoresponse_type: autoresponse }),
    })
  }

  /** Who lives there reads it and may answer, once. */
  function read(to: string, from: string): void {
    const { character } = directory.find(to)
    const person = character.kind === 'person' ? character : null
    if (!person?.answersText || answered.has(to)) return
    answered.add(to)
    const { answersText } = person
    setTimeout(() => receive(to, from, answersText), ANSWERS_AFTER_MS).unref()
  }

  return {
    send(body) {
      const to = text(body.to)
      const words = text(body.text)
      const from = text(body.from)
      if (!to) return missing('to')
      if (!/^\+[1-9]\d{6,14}$/.test(to)) return notE164('to')
      if (!from && !text(body.messaging_profile_id)) return missing('from')
      if (!words && !Array.isArray(body.media_urls)) return missing('text')
      if (stopped.has(to)) return ERRORS.optedOut
      if (settings.textingRegistration !== 'active') return ERRORS.notRegistered
      const id = randomUUID()
      const url = text(body.webhook_url) ?? profileWebhook
      const message = (status: string) => outbound(id, body, to, words ?? '', status)
      kept.set(id, message('queued'))
      taken.push({ to, text: words ?? '' })
      setTimeout(() => webhooks.send({ url }, 'message.sent', message('sent')), 200).unref()
      setTimeout(() => {
        kept.set(id, message('delivered'))
        webhooks.send({ url }, 'message.finalized', message('delivered'))
        read(to, from ?? '')
      }, 900).unref()
      return { data: message('queued') }
    },
    get: (id) => (kept.has(id) ? { data: kept.get(id) as object } : null),
    receive,
    optOuts: () => [...stopped.values()],
    sent: () => taken,
    setProfileWebhook(url) {
      profileWebhook = url
    },
    assignment: (phone) =>
      settings.textingRegistration === 'none'
        ? null
        : {
            phoneNumber: phone,
            campaignId: CAMPAIGN_ID,
            telnyxCampaignId: CAMPAIGN_ID,
            brandId: '4b20018b-0000-4000-8000-000000000199',
            assignmentStatus: 'ASSIGNED',
            createdAt: '2026-01-05T10:00:00Z',
            updatedAt: '2026-01-12T10:00:00Z',
          },
    campaign: (id) =>
      id === CAMPAIGN_ID
        ? {
            campaignId: CAMPAIGN_ID,
            status: 'ACTIVE',
            campaignStatus: settings.textingRegistration === 'active' ? 'MNO_PROVISIONED' : 'MNO_PENDING',
            usecase: 'MIXED',
          }
        : null,
  }
}

/** Messages carry milliseconds and an offset, unlike calls. */
const milliseconds = (): string => new Date().toISOString().replace('Z', '+00:00')

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
    webhook_url: text(body.webhook_url),
    received_at: milliseconds(),
    sent_at: null,
    completed_at: status === 'delivered' ? milliseconds() : null,
  }
}
