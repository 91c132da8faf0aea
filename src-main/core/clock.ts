/** Time comes in from outside. Wall-clock instants decide law and records; the monotonic clock decides everything in a call. */
export interface Clock {
  /** Milliseconds since 1970 on the wall clock. In practice this is always a working morning. */
  nowMs(): number
  /** Milliseconds on a clock that never jumps. */
  monotonicMs(): number
  /** Never earlier than that on the monotonic clock. */
  wakeAfter(delayMs: number, wake: () => void): CancelWake
  /**
   * Calls back once per 20 ms frame; one wheel serves all calls. The beat keeps its phase for ever: after a standstill
   * one call stands for all the `beats` (1 or more) that passed.
   */
  everyFrame(tick: (beats: number) => void): CancelWake
}
export type CancelWake = () => void

/** Chance comes in from outside too. */
export interface Ids {
  /** A new unguessable id, e.g. `call_5f0c…`. */
  next(prefix: string): string
}

/** Resolves after the delay, or at once (quietly) when the signal fires. */
export function pause(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const cancel = clock.wakeAfter(delayMs, () => {
      signal?.removeEventListener('abort', stop)
      resolve()
    })
    const stop = () => {
      cancel()
      resolve()
    }
    signal?.addEventListener('abort', stop, { once: true })
  })
}
