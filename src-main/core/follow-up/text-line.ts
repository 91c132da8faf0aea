/** The carrier's text messages. Every answer is a value; an unclear one is thrown as VendorFailure with code `unclear`. */
export interface TextLine {
  send(request: TextRequest, signal: AbortSignal): Promise<TextAnswer>
  /** Whether the carriers have accepted this number for a registered campaign (10DLC). */
  registration(phone: string, signal: AbortSignal): Promise<Registration>
}

export type Registration = 'active' | 'pending' | 'none'

export interface TextRequest {
  readonly to: string
  readonly from: string
  readonly text: string
  /** Where the carrier's news of this one text go; it names the text, since the carrier takes no reference of ours. */
  readonly newsUrl: string
}

export type TextAnswer =
  | { readonly sent: true; readonly carrierMessageId: string }
  | {
      readonly sent: false
      readonly because: TextRefusal
      /** A clause for a person, with what to do. */
      readonly reason: string
      /** The carrier's own words and codes, kept with the text. */
      readonly detail: string
    }

/** `opted-out`: the recipient said STOP to the carrier. `rate-limited`: not so fast. `refused`: this text, for good. */
export type TextRefusal = 'opted-out' | 'rate-limited' | 'refused'

/** What the carrier reports about texts, in our words. */
export type TextEvent =
  | {
      readonly type: 'text-status'
      /** Ours; null when the news came by another address. */
      readonly messageId: string | null
      readonly carrierMessageId: string
      readonly status: 'sent' | 'delivered' | 'unconfirmed' | 'failed'
      readonly optedOut: boolean
      readonly detail: string | null
      readonly costUsd: string | null
    }
  | {
      readonly type: 'text-received'
      readonly carrierMessageId: string
      readonly from: string
      readonly text: string
      /** What the carrier itself has answered already. */
      readonly carrierAnswered: 'STOP' | 'START' | 'HELP' | null
    }

export interface TextMessage {
  readonly messageId: string
  readonly direction: 'out' | 'in'
  readonly followUpId: string | null
  readonly answersId: string | null
  readonly leadId: string | null
  readonly phone: string
  readonly text: string
  readonly status:
    | 'pending'
    | 'sent'
    | 'delivered'
    | 'unconfirmed'
    | 'failed'
    | 'refused'
    | 'unclear'
    | 'received'
  readonly detail: string | null
  readonly carrierMessageId: string | null
  readonly costUsd: string | null
  readonly evidenceId: string | null
  readonly atMs: number
}

/** Texts as storage keeps them. */
export interface TextStore {
  get(messageId: string): TextMessage | null
  byCarrierId(carrierMessageId: string): TextMessage | null
  /** The row of an outgoing text is the intent to send it: a second one for the same step or answer is refused by the database. */
  add(message: TextMessage): void
  change(
    messageId: string,
    changes: Partial<Pick<TextMessage, 'status' | 'detail' | 'carrierMessageId' | 'costUsd'>>,
  ): void
  pending(): TextMessage[]
}
