/** How far the desktop says it has committed the events. */
import type { Clock } from '../clock.ts'
import type { EventStore } from '../events/event-store.ts'

const STORE_EVERY_MS = 1_000

export interface Acknowledgements {
  received(upToSeq: number): void
  /** Stores the last one and stores no more. */
  end(): void
}

export function acknowledgements(store: EventStore, clock: Clock): Acknowledgements {
  let received = 0
  let stored = 0

  function storeNewest(): void {
    if (received > stored && store.acknowledge(received, clock.wallMs())) stored = received
  }
  // Once a second, not once an event: a lost acknowledgement only means that the body is kept longer.
  const timer = setInterval(storeNewest, STORE_EVERY_MS)

  return {
    received(upToSeq) {
      received = Math.max(received, Math.min(upToSeq, store.lastSeq()))
    },
    end() {
      clearInterval(timer)
      storeNewest()
    },
  }
}
