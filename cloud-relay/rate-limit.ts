/** Token buckets: so many per second, or so many failures a minute for each address. */
import type { Clock } from './clock.ts'

const BURST_SECONDS = 10

/** Answers whether one more may pass now. After a quiet time, ten seconds' worth may pass at once. */
export function perSecondLimit(perSecond: number, clock: Clock): () => boolean {
  let tokens = perSecond * BURST_SECONDS
  let filledAtMs = clock.monotonicMs()
  return () => {
    const nowMs = clock.monotonicMs()
    tokens = Math.min(perSecond * BURST_SECONDS, tokens + ((nowMs - filledAtMs) / 1_000) * perSecond)
    filledAtMs = nowMs
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}

export interface FailureLimit {
  exceeded(address: string): boolean
  failed(address: string): void
}

const MINUTE_MS = 60_000
/** Memory for one minute's guessers; who is known by then goes on being counted. */
const MAX_ADDRESSES = 10_000

/** Only failures count: everyone behind one proxy shares an address, and whoever succeeds is no guesser. */
export function failuresPerMinute(limit: number, clock: Clock): FailureLimit {
  let minute = 0
  let failures = new Map<string, number>()
  const current = () => {
    const now = Math.floor(clock.monotonicMs() / MINUTE_MS)
    if (now !== minute) {
      minute = now
      failures = new Map()
    }
    return failures
  }
  return {
    exceeded: (address) => (current().get(address) ?? 0) >= limit,
    failed(address) {
      const counted = current()
      const before = counted.get(address)
      if (before !== undefined || counted.size < MAX_ADDRESSES) counted.set(address, (before ?? 0) + 1)
    },
  }
}
