import { type Clock, type Ids, pause } from '../../clock.ts'
import { messageOf } from '../../message-of.ts'
import type { PhoneLine } from '../phone-line.ts'
import type { RelayLink, StreamListener } from '../relay-link.ts'

/** The carrier opens a stream that it was asked for within this time, or is asked again. */
const OPENS_WITHIN_MS = 2_000
const RETRY_AFTER_MS = 300

export interface StreamKeeperParts {
  readonly callId: string
  readonly clock: Clock
  readonly ids: Ids
  readonly relay: Pick<RelayLink, 'openStream'>
  readonly phoneLine: Pick<PhoneLine, 'attachStream'>
  readonly carrierCallId: () => string | null
  /** Whether a person may be on the line. */
  readonly answered: () => boolean
  readonly endOfCall: AbortSignal
  /** The audio is gone: for now, or for good because the carrier ended it. */
  readonly gone: (why: 'broke' | 'ended') => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
}

/**
 * Keeps the carrier's audio on the call. The call itself outlives its stream (reliability.md finding 4), so a stream
 * that broke off is attached anew with a fresh ticket until it is there again or the call ends.
 */
export class StreamKeeper {
  readonly #parts: StreamKeeperParts
  #up = false
  #attaching = false
  #listener: StreamListener | null = null

  constructor(parts: StreamKeeperParts) {
    this.#parts = parts
  }

  get isUp(): boolean {
    return this.#up
  }

  /** Follows the stream on its way to `listener`. */
  watched(listener: StreamListener): StreamListener {
    this.#listener = {
      ...listener,
      streamStarted: (start) => {
        this.#up = true
        listener.streamStarted(start)
      },
      streamBroke: () => {
        listener.streamBroke()
        this.#lost('broke')
      },
      streamResumed: () => {
        this.#up = true
        listener.streamResumed()
      },
      streamStopped: (reason) => {
        // The stream that follows it is there already, or comes at once.
        if (reason === 'replaced') return
        listener.streamStopped(reason)
        // The carrier ends the stream of every call that ends.
        if (reason === 'carrier-stopped') return this.#lost('ended')
        this.#lost('broke')
        this.#attach()
      },
    }
    return this.#listener
  }

  /** The carrier could not reach the relay, or lost it; word of a stream that was replaced since changes nothing. */
  failed(): void {
    this.#attach()
  }

  #lost(why: 'broke' | 'ended'): void {
    const wasUp = this.#up
    this.#up = false
    // The link tells of a break, and the relay that restarted tells of it again.
    if (this.#parts.answered() && (wasUp || why === 'ended')) this.#parts.gone(why)
  }

  #attach(): void {
    if (this.#attaching || !this.#parts.answered()) return
    this.#attaching = true
    void this.#attachUntilUp().finally(() => {
      this.#attaching = false
    })
  }

  async #attachUntilUp(): Promise<void> {
    const { clock, endOfCall } = this.#parts
    while (!this.#up && !endOfCall.aborted) {
      const asked = await this.#askCarrier()
      if (!this.#up) await pause(clock, asked ? OPENS_WITHIN_MS : RETRY_AFTER_MS, endOfCall)
    }
  }

  async #askCarrier(): Promise<boolean> {
    const { callId, ids, relay, phoneLine, carrierCallId, endOfCall, log } = this.#parts
    const carrierId = carrierCallId()
    if (!carrierId || !this.#listener) return false
    try {
      const ticket = await relay.openStream(callId, this.#listener, endOfCall)
      await phoneLine.attachStream(
        {
          carrierCallId: carrierId,
          commandId: ids.next('cmd'),
          streamUrl: ticket.streamUrl,
          streamAuthToken: ticket.authToken,
        },
        endOfCall,
      )
      return true
    } catch (error) {
      if (!endOfCall.aborted) log('the audio could not be attached yet', { callId, detail: messageOf(error) })
      return false
    }
  }
}
