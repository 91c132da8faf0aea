import { CircuitBreaker } from './circuit-breaker.ts'

/** After each further failure in a row the call waits so much longer. */
const WAIT_LONGER_MS = 10_000

/** What failed of each campaign's calls: how long one waits for the next try, and when the campaign should stop. */
export class DialFailures {
  readonly #mode: 'practice' | 'live'
  readonly #breakers = new Map<string, CircuitBreaker>()
  readonly #inARow = new Map<string, number>()

  constructor(mode: 'practice' | 'live') {
    this.#mode = mode
  }

  placed(campaignId: string, nowMs: number): void {
    this.#inARow.delete(campaignId)
    this.#breaker(campaignId).placed(nowMs)
  }

  /** A call could not be placed. Answers after how long it may be tried again, in milliseconds. */
  notPlaced(campaignId: string): number {
    const failures = (this.#inARow.get(campaignId) ?? 0) + 1
    this.#inARow.set(campaignId, failures)
    return WAIT_LONGER_MS * failures
  }

  /** Why the campaign should stop, in words for a person; null while it may go on. Told once, then all is forgotten. */
  failed(campaignId: string, detail: string, nowMs: number): string | null {
    const breaker = this.#breaker(campaignId)
    const reason = breaker.failed(detail, nowMs)
    if (reason === null) return null
    breaker.reset()
    this.#inARow.delete(campaignId)
    return reason
  }

  #breaker(campaignId: string): CircuitBreaker {
    let breaker = this.#breakers.get(campaignId)
    if (!breaker) {
      breaker = new CircuitBreaker(this.#mode)
      this.#breakers.set(campaignId, breaker)
    }
    return breaker
  }
}
