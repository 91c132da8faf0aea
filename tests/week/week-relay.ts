import type { RelayEvent } from '../../src-main/core/call/relay-link.ts'
import type { VirtualClock } from '../../src-main/rehearsal/virtual-clock.ts'

/** The relay's store of webhooks. It lives through every crash of Ridgeline: events wait until they are taken. */
export class WeekRelay {
  readonly #clock: VirtualClock
  readonly #waiting: RelayEvent[] = []
  #take: ((event: RelayEvent) => void) | null = null
  #seq = 0
  #handing = false

  constructor(clock: VirtualClock) {
    this.#clock = clock
  }

  get connected(): boolean {
    return this.#take !== null
  }

  /** A run of Ridgeline is linked: what waits is handed over in order. */
  connect(take: (event: RelayEvent) => void): void {
    this.#take = take
    this.#handOver()
  }

  disconnect(): void {
    this.#take = null
  }

  /** The carrier sends a webhook. */
  webhook(body: unknown): void {
    const seq = ++this.#seq
    this.#waiting.push({
      seq,
      source: 'telnyx',
      eventId: `event-${seq}`,
      receivedAt: new Date(this.#clock.nowMs()).toISOString(),
      body,
    })
    this.#handOver()
  }

  /** At least once and in order: an event whose taker died comes again. */
  #handOver(): void {
    if (this.#handing) return
    this.#handing = true
    try {
      while (this.#take !== null && this.#waiting[0]) {
        this.#take(this.#waiting[0])
        if (this.#take !== null) this.#waiting.shift()
      }
    } catch (error) {
      if (this.#take !== null) throw error
    } finally {
      this.#handing = false
    }
  }
}
