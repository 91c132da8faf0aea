/** When to try again: soon at first, then less often, spread by chance so that desktops do not return as one. */
const FIRST_MS = 100
const LONGEST_MS = 5_000
/** While somebody is on the phone: the gap they hear is this and the relay's start (reliability.md C3). */
const LONGEST_IN_CALLS_MS = 500
export const HEALTHY_AFTER_MS = 10_000

export interface ReconnectDelay {
  /** In milliseconds. */
  next(isInCalls: boolean): number
  /** A connection that lived only seconds does not count as a success. */
  connectionLasted(lastedMs: number): void
}

export function reconnectDelay(chance: () => number): ReconnectDelay {
  let attempts = 0
  return {
    next(isInCalls) {
      const longestMs = isInCalls ? LONGEST_IN_CALLS_MS : LONGEST_MS
      const upperMs = Math.min(longestMs, FIRST_MS * 2 ** Math.min(attempts, 10))
      attempts += 1
      return chance() * upperMs
    },
    connectionLasted(lastedMs) {
      if (lastedMs >= HEALTHY_AFTER_MS) attempts = 0
    },
  }
}
