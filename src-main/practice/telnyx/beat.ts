/** One beat of 20 ms for every call, kept to the monotonic clock so that audio neither drifts nor stutters. */
export interface Beat {
  /** Calls back once per 20 ms of real time; catches up after a delay. Returns how to stop. */
  every20Ms(tick: () => void): () => void
  stop(): void
}

const BEAT_MS = 20
const LONGEST_CATCH_UP_MS = 400

export function startBeat(): Beat {
  const listeners = new Set<() => void>()
  let nextMs = performance.now() + BEAT_MS
  const timer = setInterval(() => {
    const now = performance.now()
    if (now - nextMs > LONGEST_CATCH_UP_MS) nextMs = now - LONGEST_CATCH_UP_MS
    while (nextMs <= now) {
      nextMs += BEAT_MS
      for (const tick of [...listeners]) tick()
    }
  }, BEAT_MS / 2)
  return {
    every20Ms(tick) {
      listeners.add(tick)
      return () => listeners.delete(tick)
    },
    stop: () => clearInterval(timer),
  }
}
