import type { ActivityLog } from '../activity.ts'
import type { Clock, Ids } from '../clock.ts'
import type { Contractor } from '../contractor.ts'
import { phoneWords } from '../count-words.ts'
import { messageOf } from '../message-of.ts'
import { asSentence } from '../plain-trouble.ts'
import type { Transactions } from '../transactions.ts'
import type { StepFate } from './step-fate.ts'
import type { TextAnswer, TextEvent, TextLine, TextMessage, TextStore } from './text-line.ts'
import { lawfulText } from './text-words.ts'

export interface TextingParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly texts: TextStore
  readonly line: TextLine
  readonly activity: ActivityLog
  readonly contractor: () => Contractor
  /** Where the carrier's news of one text go. */
  readonly newsUrl: (messageId: string) => string
  /** The recipient told the carrier to stop. */
  readonly suppress: (phone: string, words: string, messageId: string) => boolean
  /** What became of the text of a step. */
  readonly over: (followUpId: string, fate: StepFate) => void
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

const RATE_LIMIT_PAUSE_MS = 60_000

/**
 * Sends a text once: its row is committed before the carrier is asked, and no answer that leaves its fate open leads to a
 * second one. What nobody knows goes to a person, unless the carrier's own news tell (design invariant 1).
 */
export class Texting {
  readonly #parts: TextingParts
  readonly #sending = new Set<Promise<void>>()
  readonly #end = new AbortController()
  constructor(parts: TextingParts) {
    this.#parts = parts
  }

  /** Texts that were being sent when the program ended: the carrier may have them. */
  recover(): void {
    const { texts, transactions } = this.#parts
    for (const message of texts.pending())
      transactions.run(() => this.#unclear(message, 'Ridgeline was closed while it was being sent.'))
  }

  /** Within the caller's transaction, after the gate said yes; it leaves after the commit. */
  send(
    to: Pick<TextMessage, 'messageId' | 'followUpId' | 'answersId' | 'leadId' | 'phone' | 'evidenceId'>,
    text: string,
  ): void {
    const { texts, transactions, clock, contractor } = this.#parts
    const message: TextMessage = {
      ...to,
      direction: 'out',
      text: lawfulText(text, contractor().profile.legal_name),
      status: 'pending',
      detail: null,
      carrierMessageId: null,
      costUsd: null,
      atMs: clock.nowMs(),
    }
    texts.add(message)
    transactions.afterCommit(() => {
      const sending = this.#ask(message)
      this.#sending.add(sending)
      void sending.finally(() => this.#sending.delete(sending))
    })
  }

  /** What the carrier tells of a text later on; its first word may come before its answer. */
  news(event: Extract<TextEvent, { type: 'text-status' }>): void {
    const { texts, suppress } = this.#parts
    const message =
      (event.messageId === null ? null : texts.get(event.messageId)) ??
      texts.byCarrierId(event.carrierMessageId)
    if (!message) return
    const wasOpen = message.status === 'pending' || message.status === 'unclear'
    // News may come in any order: what was delivered stays delivered.
    if (wasOpen || message.status === 'sent')
      texts.change(message.messageId, {
        status: event.status,
        detail: event.detail,
        carrierMessageId: event.carrierMessageId,
        costUsd: event.costUsd,
      })
    if (event.optedOut) suppress(message.phone, 'STOP, as the carrier says', message.messageId)
    if (wasOpen || event.status === 'failed') this.#stepOver(message, fateOf(event))
  }

  async stop(): Promise<void> {
    this.#end.abort()
    await Promise.allSettled(this.#sending)
  }

  /** Never rejects. */
  async #ask(message: TextMessage): Promise<void> {
    const { line, contractor, newsUrl, transactions, logError } = this.#parts
    const from = contractor().profile.caller_id
    try {
      if (from === null) throw new Error('a text needs a number to come from')
      const request = { to: message.phone, from, text: message.text, newsUrl: newsUrl(message.messageId) }
      const answer = await line.send(request, this.#end.signal)
      transactions.run(() => this.#answered(message, answer))
    } catch (error) {
      try {
        transactions.run(() => this.#unclear(message, messageOf(error)))
      } catch (second) {
        // The row says `pending`: the next start hands it to a person.
        logError('the fate of a text could not be written', {
          messageId: message.messageId,
          detail: String(second),
        })
      }
    }
  }

  #answered(message: TextMessage, answer: TextAnswer): void {
    const { texts, clock, suppress } = this.#parts
    const { messageId } = message
    if (answer.sent) {
      if (texts.get(messageId)?.status !== 'pending') return
      texts.change(messageId, { status: 'sent', carrierMessageId: answer.carrierMessageId })
      return this.#stepOver(message, { status: 'done', reason: 'The carrier took the text.' })
    }
    texts.change(messageId, { status: 'refused', detail: answer.detail })
    switch (answer.because) {
      case 'opted-out':
        suppress(message.phone, 'STOP, as the carrier says', messageId)
        return this.#stepOver(message, { status: 'canceled', reason: 'They told the carrier to stop.' })
      case 'rate-limited':
        return this.#stepOver(message, {
          status: 'waiting',
          reason: asSentence(answer.reason),
          vendorWords: answer.detail,
          againAtMs: clock.nowMs() + RATE_LIMIT_PAUSE_MS,
        })
      case 'refused':
        return this.#stepOver(message, {
          status: 'blocked',
          reason: asSentence(answer.reason),
          vendorWords: answer.detail,
        })
    }
  }

  #unclear(message: TextMessage, detail: string): void {
    const { texts, activity, clock } = this.#parts
    if (texts.get(message.messageId)?.status !== 'pending') return
    texts.change(message.messageId, { status: 'unclear', detail })
    const reason = 'The carrier never said whether it took the text. It is not sent again by itself.'
    activity.append(
      'attention_needed',
      `A text to ${phoneWords(message.phone)} may or may not have been sent. It is not sent again; look at it in Follow-ups.`,
      { message_id: message.messageId, lead_id: message.leadId, detail },
      clock.nowMs(),
    )
    this.#stepOver(message, { status: 'needs_review', reason })
  }

  #stepOver({ followUpId }: TextMessage, fate: StepFate): void {
    if (followUpId !== null) this.#parts.over(followUpId, fate)
  }
}

function fateOf({ status, optedOut, detail }: Extract<TextEvent, { type: 'text-status' }>): StepFate {
  if (optedOut) return { status: 'canceled', reason: 'They told the carrier to stop.' }
  if (status === 'failed')
    return {
      status: 'blocked',
      reason: 'The text was not delivered. Check the number, or call instead.',
      vendorWords: detail,
    }
  return { status: 'done', reason: 'The carrier took the text.' }
}
