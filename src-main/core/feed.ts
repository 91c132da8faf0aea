/** Tells everyone who listens; a listener that throws is a bug, is reported, and does not silence the others. */
export class Feed<T> {
  readonly #listeners = new Set<(value: T) => void>()
  readonly #report: (error: unknown) => void

  constructor(report: (error: unknown) => void = () => {}) {
    this.#report = report
  }

  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  publish(value: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(value)
      } catch (error) {
        this.#report(error)
      }
    }
  }

  get hasListeners(): boolean {
    return this.#listeners.size > 0
  }

  /**
   * The feed as a stream that ends with the signal. Listening begins now, not at the first read.
   * At most `limit` values wait, of those that are `wanted`; the oldest are dropped first.
   */
  stream(signal: AbortSignal, limit = 1_000, wanted: (value: T) => boolean = () => true): AsyncGenerator<T> {
    const waiting: T[] = []
    const bell = { ring: () => {} }
    const unsubscribe = this.subscribe((value) => {
      if (!wanted(value)) return
      waiting.push(value)
      if (waiting.length > limit) waiting.shift()
      bell.ring()
    })
    const stop = () => {
      unsubscribe()
      bell.ring()
    }
    signal.addEventListener('abort', stop, { once: true })
    return drain(waiting, bell, signal, stop)
  }
}

async function* drain<T>(
  waiting: T[],
  bell: { ring: () => void },
  signal: AbortSignal,
  stop: () => void,
): AsyncGenerator<T> {
  try {
    while (!signal.aborted) {
      const next = waiting.shift()
      if (next !== undefined) yield next
      else
        await new Promise<void>((resolve) => {
          bell.ring = resolve
        })
    }
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
  }
}
