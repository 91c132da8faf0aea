/** Where verified webhooks wait for the desktop. Nothing is answered 2xx before `append` has resolved. */

/** Who sends webhooks. */
export type WebhookSource = 'telnyx' | 'vapi' | 'stripe'
/** `relay`: what the relay itself did for a call. */
export type EventSource = WebhookSource | 'relay'

export interface IncomingEvent {
  readonly source: EventSource
  readonly eventId: string
  /** Of what must not differ between two deliveries of the same event. */
  readonly contentSha256: Buffer
  readonly receivedAtMs: number
  readonly body: Buffer
}

export interface StoredEvent {
  readonly seq: number
  readonly source: EventSource
  readonly eventId: string
  readonly receivedAtMs: number
  readonly body: Buffer
}

export type AppendOutcome =
  | { stored: 'new'; seq: number }
  | { stored: 'already' }
  /** The same id with other content: both are kept, only the first is delivered. */
  | { stored: 'conflict' }

export class StoreUnavailable extends Error {
  readonly code: 'disk-full' | 'busy' | 'broken' | 'closed'

  constructor(code: StoreUnavailable['code'], cause?: unknown) {
    super(code, { cause })
    this.code = code
  }
}

export interface EventStore {
  /** Names this log. Sequence numbers mean nothing in another one. */
  logId(): string
  /** After an old copy of the folder came back: every kept event is sent again, under a new name of the log. */
  startNewLog(): void
  append(event: IncomingEvent): Promise<AppendOutcome>
  /** In order, from the first event after `seq` whose body is still kept. */
  readAfter(seq: number, limit: number): readonly StoredEvent[]
  /** False when the disk does not take it now; told again later, it is as good. */
  acknowledge(upToSeq: number, nowMs: number): boolean
  lastSeq(): number
  waiting(): number
  /** Forgets bodies acknowledged before this moment. Ids and hashes stay for ever. False when the disk does not let it. */
  purgeBodies(acknowledgedBeforeMs: number): boolean
  health(): { ready: true } | { ready: false; reason: 'disk-full' | 'broken' }
  close(): void
}
