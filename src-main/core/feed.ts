/** Tells everyone who listens; a listener that throws is a bug and must not silence the others. */
export class Feed<T> {
  readonly #listeners = new Set<(value: T) => void>()

  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  publish(value: T): void {
    for (const listener of this.#listeners) listener(value)
  }

  get hasListeners(): boolean {
    return this.#listeners.size > 0
  }

  /** The feed as a stream that ends with the signal. At most `limit` values wait; the oldest are dropped first. */
  async *stream(signal: AbortSignal, limit = 1_000): AsyncGenerator<T> {
    const waiting: T[] = []
    let wake: () => void = () => {}
    const unsubscribe = this.subscribe((value) => {
      waiting.push(value)
      if (waiting.length > limit) waiting.shift()
      wake()
    })
    const stop = () => wake()
    signal.addEventListener('abort', stop)
    try {
      while (!signal.aborted) {
        const next = waiting.shift()
        if (next !== undefined) yield next
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    } finally {
      signal.removeEventListener('abort', stop)
      unsubscribe()
    }
  }
}
