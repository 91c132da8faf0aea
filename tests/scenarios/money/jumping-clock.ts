import type { Clock } from '../../../src-main/core/clock.ts'

interface Wake {
  readonly atMs: number
  readonly order: number
  readonly wake: () => void
}

/**
 * Time that jumps from one thing to do to the next: hours of calls in milliseconds. It has no audio frames, so nobody
 * speaks; money does not listen.
 */
export class JumpingClock implements Clock {
  #nowMs = 0
  #order = 0
  #wakes: Wake[] = []
  readonly #startMs = Date.UTC(2026, 10, 23, 16)

  nowMs = () => this.#startMs + this.#nowMs
  monotonicMs = () => this.#nowMs
  everyFrame = () => () => {}

  wakeAfter(delayMs: number, wake: () => void): () => void {
    const entry = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, wake }
    const at = this.#wakes.findIndex(({ atMs }) => atMs > entry.atMs)
    if (at < 0) this.#wakes.push(entry)
    else this.#wakes.splice(at, 0, entry)
    return () => {
      const place = this.#wakes.indexOf(entry)
      if (place >= 0) this.#wakes.splice(place, 1)
    }
  }

  /** Until the time is over, or `done` says so. */
  async run(durationMs: number, done: () => boolean = () => false): Promise<void> {
    const endMs = this.#nowMs + durationMs
    for (let next = this.#wakes[0]; next && next.atMs <= endMs && !done(); next = this.#wakes[0]) {
      this.#wakes.shift()
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      next.wake()
      // Every promise that can go on goes on before the next thing happens.
      for (let i = 0; i < 32; i++) await Promise.resolve()
    }
    if (!done()) this.#nowMs = endMs
  }
}
