import { unlessAborted } from '../../core/unless-aborted.ts'

/**
 * Work that several ask for at the same time is done once, under one key. Whoever's signal fires is refused at once
 * with what `late` makes; the work goes on for the others.
 */
export class SharedWork<T> {
  readonly #running = new Map<string, Promise<T>>()
  readonly #late: () => Error

  constructor(late: () => Error) {
    this.#late = late
  }

  do(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    let running = this.#running.get(key)
    if (!running) {
      running = work().finally(() => this.#running.delete(key))
      this.#running.set(key, running)
    }
    return unlessLate(running, signal, this.#late)
  }
}

/** What the work comes to, or a refusal in the vendor's name as soon as the signal fires. */
export const unlessLate = <T>(work: Promise<T>, signal: AbortSignal, late: () => Error): Promise<T> =>
  unlessAborted(work, signal).catch((error: unknown) => {
    throw error === signal.reason ? late() : error
  })
