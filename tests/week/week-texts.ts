import type { TextAnswer, TextRequest } from '../../src-main/core/follow-up/text-line.ts'
import { VendorFailure } from '../../src-main/core/vendor-failure.ts'
import { dice, hashText } from '../../src-main/practice/chance.ts'
import type { VirtualClock } from '../../src-main/rehearsal/virtual-clock.ts'
import { type TextReply, textReplyOf } from './households.ts'
import type { WeekRelay } from './week-relay.ts'

/** A text as the carrier was asked to send it. */
export interface AskedText {
  /** Ridgeline's own, from the address for its news. */
  readonly messageId: string
  readonly to: string
  readonly text: string
  readonly atMs: number
  /** It goes out, whatever Ridgeline was told. */
  readonly taken: boolean
  outcome: 'on its way' | 'delivered' | 'delivery_unconfirmed' | 'delivery_failed' | 'not taken'
}

/** A text of a homeowner. */
export interface WrittenText extends Omit<TextReply, 'afterMs'> {
  readonly from: string
  readonly atMs: number
}

/** What becomes of a text, of a hundred; the rest is delivered. */
const NOT_NOW = 1
const REFUSED = 1
const NO_ANSWER = 1
const UNCONFIRMED = 2
const FAILED = 2

/** The carrier's texts and those who read them. They live through every crash of Ridgeline. */
export class WeekTexts {
  readonly asked: AskedText[] = []
  readonly written: WrittenText[] = []
  readonly #clock: VirtualClock
  readonly #relay: WeekRelay
  readonly #seed: number
  readonly #textsTo = new Map<string, number>()
  readonly #stopped = new Set<string>()
  /** From when on the carriers accept the sending number (10DLC). */
  readonly acceptedFromMs: number

  constructor(clock: VirtualClock, relay: WeekRelay, seed: number, acceptedFromMs: number) {
    this.#clock = clock
    this.#relay = relay
    this.#seed = seed
    this.acceptedFromMs = acceptedFromMs
  }

  registration(): 'pending' | 'active' {
    return this.#clock.nowMs() < this.acceptedFromMs ? 'pending' : 'active'
  }

  /** Throws where the text goes out and the answer does not come back. */
  send({ to, text, newsUrl }: TextRequest): TextAnswer {
    const nth = (this.#textsTo.get(to) ?? 0) + 1
    this.#textsTo.set(to, nth)
    const chance = dice(hashText(`${this.#seed} text ${to} ${nth}`))
    const refusal = this.#refusal(to, chance() * 100)
    const asked: AskedText = {
      messageId: new URL(newsUrl).searchParams.get('message') ?? '',
      to,
      text,
      atMs: this.#clock.nowMs(),
      taken: refusal === null,
      outcome: refusal === null ? 'on its way' : 'not taken',
    }
    this.asked.push(asked)
    if (refusal) return refusal
    const id = `text-${this.asked.length}`
    this.#clock.wakeAfter(200, () => this.#news('message.sent', id, newsUrl, 'sent'))
    this.#clock.wakeAfter(900, () => this.#arrive(asked, id, newsUrl, nth, chance() * 100))
    if (chance() * 100 < NO_ANSWER) throw new VendorFailure('telnyx', 'unclear', 'the line to Telnyx broke')
    return { sent: true, carrierMessageId: id }
  }

  #refusal(to: string, luck: number): TextAnswer | null {
    const because = this.#stopped.has(to)
      ? 'opted-out'
      : this.registration() !== 'active' || luck < REFUSED
        ? 'refused'
        : luck < REFUSED + NOT_NOW
          ? 'rate-limited'
          : null
    const reason = `Telnyx refused the text: ${because}`
    return because && { sent: false, because, reason, detail: reason }
  }

  #arrive(asked: AskedText, id: string, newsUrl: string, nth: number, luck: number): void {
    asked.outcome =
      luck < FAILED ? 'delivery_failed' : luck < FAILED + UNCONFIRMED ? 'delivery_unconfirmed' : 'delivered'
    this.#news('message.finalized', id, newsUrl, asked.outcome)
    const reply = asked.outcome === 'delivered' && textReplyOf(this.#seed, asked.to, nth)
    if (!reply) return
    const { afterMs, ...answer } = reply
    this.#clock.wakeAfter(afterMs, () => {
      // Whoever said STOP has nothing to add.
      if (!this.written.some(({ from, asks }) => from === asked.to && asks === 'stop'))
        this.#write({ from: asked.to, atMs: this.#clock.nowMs(), ...answer })
    })
  }

  #write(text: WrittenText): void {
    this.written.push(text)
    if (text.carrierAnswered === 'STOP') this.#stopped.add(text.from)
    this.#webhook('message.received', {
      id: `answer-${this.written.length}`,
      direction: 'inbound',
      from: { phone_number: text.from, status: 'received' },
      to: [{ phone_number: '+15125550199', status: 'webhook_delivered' }],
      text: text.text,
      ...(text.carrierAnswered && { autoresponse_type: text.carrierAnswered }),
    })
  }

  #news(type: 'message.sent' | 'message.finalized', id: string, newsUrl: string, status: string): void {
    this.#webhook(type, {
      id,
      direction: 'outbound',
      to: [{ status }],
      webhook_url: newsUrl,
      errors: status === 'delivery_failed' ? [{ code: '40008', title: 'Undeliverable' }] : [],
      cost: { amount: '0.0051', currency: 'USD' },
    })
  }

  #webhook(event_type: string, payload: object): void {
    const occurred_at = new Date(this.#clock.nowMs()).toISOString()
    this.#relay.webhook({ data: { event_type, occurred_at, payload } })
  }
}
