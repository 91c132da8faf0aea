import type { ActivityLog } from '../activity.ts'
import type { Clock, Ids } from '../clock.ts'
import type { Contractor } from '../contractor.ts'
import { phoneWords } from '../count-words.ts'
import type { Lead } from '../lead/lead.ts'
import type { Transactions } from '../transactions.ts'
import { unreachable } from '../unreachable.ts'
import { callbackTime } from './callback-time.ts'
import type { Enroller } from './enrol.ts'
import type { FollowUps } from './follow-ups.ts'
import { intentOf, namesTime } from './text-intents.ts'
import type { TextEvent, TextMessage, TextStore } from './text-line.ts'
import type { Texting } from './texting.ts'

export interface InboundTextsParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly texts: TextStore
  readonly texting: Texting
  readonly leadByPhone: (phone: string) => Lead | null
  readonly contractor: () => Contractor
  /** False when the number was on the list already. */
  readonly suppress: (phone: string, words: string, messageId: string) => boolean
  readonly followUps: Pick<FollowUps, 'callbackAsked'>
  readonly enroller: Enroller
  readonly activity: ActivityLog
}

const STOPPED =
  '{business}: you are off our list. No more calls or texts. / Está fuera de nuestra lista; no le llamaremos ni escribiremos más.'
const HELP = '{business}, about your roof. Call us at {callback_number}. Reply STOP to opt out.'
/** The carrier keeps news for us while we are away; a confirmation that comes later than this is no longer one. */
const CONFIRM_WITHIN_MS = 5 * 60_000

/** Homeowners' texts. A request to stop is on the do-not-call list before anything else happens. */
export class InboundTexts {
  readonly #parts: InboundTextsParts
  constructor(parts: InboundTextsParts) {
    this.#parts = parts
  }

  /** Within the transaction that admits the event. `sentAtMs`: by the carrier's clock. */
  arrived(event: Extract<TextEvent, { type: 'text-received' }>, sentAtMs: number | null): void {
    const { texts, leadByPhone, ids, clock } = this.#parts
    if (texts.byCarrierId(event.carrierMessageId)) return
    const lead = leadByPhone(event.from)
    const message: TextMessage = {
      messageId: ids.next('text'),
      direction: 'in',
      followUpId: null,
      answersId: null,
      leadId: lead?.leadId ?? null,
      phone: event.from,
      text: event.text,
      status: 'received',
      detail: null,
      carrierMessageId: event.carrierMessageId,
      costUsd: null,
      evidenceId: null,
      atMs: clock.nowMs(),
    }
    texts.add(message)
    this.#obey(message, lead, event.carrierAnswered, sentAtMs)
    if (lead) this.#parts.enroller.stopWhereNeeded(clock.nowMs(), { leadId: lead.leadId })
  }

  #obey(
    message: TextMessage,
    lead: Lead | null,
    carrierAnswered: Extract<TextEvent, { type: 'text-received' }>['carrierAnswered'],
    sentAtMs: number | null,
  ): void {
    const { clock, suppress } = this.#parts
    const { text } = message
    const intent = carrierAnswered === 'STOP' ? 'stop' : intentOf(text)
    const isFresh = sentAtMs === null || clock.nowMs() - sentAtMs < CONFIRM_WITHIN_MS
    // 47 CFR 64.1200(a)(12): one confirmation, without advertising, within five minutes; none where the carrier gave it.
    const mayAnswer = carrierAnswered === null && isFresh
    switch (intent) {
      case 'stop':
        if (suppress(message.phone, text, message.messageId) && mayAnswer)
          this.#answer(message, lead, STOPPED)
        return
      case 'help':
        if (mayAnswer) this.#answer(message, lead, HELP)
        return
      case 'start':
        return this.#tell(
          message,
          lead,
          'wants texts again. That takes a new signed consent, entered by you.',
        )
      case 'call-me':
        return this.#callMe(message, lead)
      case 'other':
        return this.#tell(message, lead, `wrote: ${quoted(text)}`)
      default:
        return unreachable(intent)
    }
  }

  #callMe(message: TextMessage, lead: Lead | null): void {
    const { clock, followUps, contractor } = this.#parts
    if (!lead) return this.#tell(message, lead, `wrote: ${quoted(message.text)}`)
    const nowMs = clock.nowMs()
    const { time_zone } = contractor().profile
    const dueAtMs = namesTime(message.text) ? callbackTime(message.text, nowMs, time_zone).dueAtMs : nowMs
    followUps.callbackAsked(
      {
        leadId: lead.leadId,
        callId: null,
        campaignId: null,
        reason: `Asked by text to be called: ${quoted(message.text)}`,
        dueAtMs,
      },
      nowMs,
    )
  }

  #answer(message: TextMessage, lead: Lead | null, template: string): void {
    const { texting, ids, contractor } = this.#parts
    const { profile } = contractor()
    const words = template
      .replaceAll('{business}', profile.legal_name)
      .replaceAll('{callback_number}', profile.callback_number ?? 'our office')
    texting.send(
      {
        messageId: ids.next('text'),
        followUpId: null,
        answersId: message.messageId,
        leadId: lead?.leadId ?? null,
        phone: message.phone,
        evidenceId: null,
      },
      words,
    )
  }

  #tell(message: TextMessage, lead: Lead | null, what: string): void {
    this.#parts.activity.append(
      'attention_needed',
      `${lead?.name ?? phoneWords(message.phone)} ${what}`,
      { message_id: message.messageId, lead_id: message.leadId, phone: message.phone },
      this.#parts.clock.nowMs(),
    )
  }
}

/** So much of a text is told again. */
const LETTERS_TOLD = 200
const quoted = (text: string): string => `"${text.slice(0, LETTERS_TOLD)}"`
