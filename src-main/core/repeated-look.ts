import { type Clock, pause } from './clock.ts'

const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 15 * 60_000

export interface RepeatedLookParts {
  readonly clock: Clock
  readonly look: () => Promise<void>
  /** A look failed; the next one comes all the same. */
  readonly failed: (error: unknown) => void
}

/** Looks again and again, soon after each `wake` and then ever more rarely. */
export class RepeatedLook {
  readonly #parts: RepeatedLookParts
  readonly #stop = new AbortController()
  #wait = new AbortController()
  #nextWaitMs = FIRST_WAIT_MS

  constructor(parts: RepeatedLookParts) {
    this.#parts = parts
  }

  get stopped(): AbortSignal {
    return this.#stop.signal
  }

  start(): void {
    void this.#watch()
  }

  wake(): void {
    this.#nextWaitMs = FIRST_WAIT_MS
    this.#wait.abort()
  }

  stop(): void {
    this.#stop.abort()
    this.#wait.abort()
  }

  async #watch(): Promise<void> {
    const { clock, look, failed } = this.#parts
    while (!this.#stop.signal.aborted) {
      this.#wait = new AbortController()
      const waitMs = this.#nextWaitMs
      await pause(clock, waitMs, this.#wait.signal)
      // A wake only shortens the wait for the next look: what comes by itself is given its time.
      if (this.#wait.signal.aborted) continue
      this.#nextWaitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)
      await look().catch(failed)
    }
  }
}
