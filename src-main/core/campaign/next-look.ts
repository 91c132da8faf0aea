import type { Clock } from '../clock.ts'

/** The next look at a queue: there is one at a time, and what wants an earlier one brings it forward. */
export class NextLook {
  readonly #clock: Clock
  readonly #look: () => void
  #atMs = Number.POSITIVE_INFINITY
  #cancel: () => void = () => {}

  constructor(clock: Clock, look: () => void) {
    this.#clock = clock
    this.#look = look
  }

  /** Unless there is one sooner. */
  within(waitMs: number): void {
    const atMs = this.#clock.monotonicMs() + waitMs
    if (atMs >= this.#atMs) return
    this.#cancel()
    this.#atMs = atMs
    this.#cancel = this.#clock.wakeAfter(waitMs, () => {
      this.#atMs = Number.POSITIVE_INFINITY
      this.#look()
    })
  }

  cancel(): void {
    this.#cancel()
  }
}
