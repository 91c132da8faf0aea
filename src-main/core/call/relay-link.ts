/** The desktop's one socket to its relay, seen from the core: durable events down, per-call audio both ways. */

export type LinkState =
  | { status: 'connecting'; sinceMs: number }
  | { status: 'online'; sinceMs: number; relayName: string }
  | { status: 'offline'; sinceMs: number; reason: string }
  /** A new attempt cannot help (wrong pairing code, revoked device, another desktop took over). */
  | { status: 'refused'; sinceMs: number; reason: string }

/** A verified webhook. The relay delivers it at least once, in order, until it is acknowledged. */
export interface RelayEvent {
  readonly seq: number
  readonly source: 'telnyx' | 'vapi' | 'stripe' | 'relay'
  /** The vendor's own id for the event; the same id means the same event. */
  readonly eventId: string
  readonly receivedAt: string
  /** The vendor's JSON, parsed but not interpreted. */
  readonly body: unknown
}

export interface StreamTicket {
  /** `wss://…/api/voice/stream/CALL_ID`, where the carrier connects. */
  readonly streamUrl: string
  /** One-time token the carrier must present (Telnyx `stream_auth_token`). */
  readonly authToken: string
}

export interface StreamListener {
  /** The carrier connected and named its call and codec. Comes again when the stream was attached anew. */
  streamStarted(start: { callControlId: string; encoding: string; sampleRateHz: number }): void
  /** Homeowner audio in carrier order, PCMU. `offsetMs` counts from the start of the stream. */
  audioArrived(audio: Uint8Array, offsetMs: number): void
  /** A mark came back: what was sent before it has been played, or was cleared. */
  markReturned(name: string): void
  digitPressed(digit: string): void
  /** Nothing passes at the moment, either way; the stream itself may still be up at the relay. */
  streamBroke(): void
  /** The same stream passes audio again. */
  streamResumed(): void
  streamStopped(reason: string): void
}

/** What the relay keeps in memory for a call, in case this program vanishes (reliability.md section 4.7). */
export interface Lifeboat {
  readonly callId: string
  /** PCMU, at most five seconds: asks for a moment of patience. */
  readonly hold: Uint8Array
  /** PCMU, at most five seconds: says goodbye before the relay hangs up. */
  readonly goodbye: Uint8Array
}

/** One call's audio towards the phone. Sending never blocks and never throws on a dead link. */
export interface MediaStream {
  sendAudio(pcmu: Uint8Array): void
  sendMark(name: string): void
  /** Empties the carrier's playback queue; jumps every queue on the way. */
  clear(): void
  close(): void
}

export interface RelayLink {
  /** Public origin of the relay, under which each dial names its `webhook_url`. */
  readonly publicUrl: string
  state(): LinkState
  onStateChange(listener: (state: LinkState) => void): () => void
  /**
   * Registers the one consumer of durable events. The handler must commit the event's effect before it
   * returns; the link acknowledges to the relay only then. A throw leaves the event unacknowledged.
   */
  onEvent(handler: (event: RelayEvent) => void): void
  /** Asks the relay for a one-time stream ticket for this call. */
  openStream(callId: string, listener: StreamListener, signal: AbortSignal): Promise<StreamTicket>
  stream(callId: string): MediaStream
  /**
   * Puts a call into the relay's lifeboat for as long as it has a stream; a relay that restarted gets it again by
   * itself. Called before the dial.
   */
  protect(boat: Lifeboat): void
  close(): Promise<void>
}
