import type { CallInFlight } from '../call/session/call-in-flight.ts'

/** The calls that are being placed or are up, and whose campaign each of them is. */
export class CallsInFlight {
  readonly #flights = new Map<string, { readonly call: CallInFlight; readonly campaignId: string }>()

  get size(): number {
    return this.#flights.size
  }

  add(call: CallInFlight, campaignId: string): void {
    this.#flights.set(call.callId, { call, campaignId })
  }

  letGo(callId: string): void {
    this.#flights.delete(callId)
  }

  get(callId: string): CallInFlight | null {
    return this.#flights.get(callId)?.call ?? null
  }

  /** As they are now: one that ends while they are gone through is no trouble. */
  all(): CallInFlight[] {
    return [...this.#flights.values()].map(({ call }) => call)
  }

  /** All but that one. */
  others(callId: string): { readonly callId: string; readonly campaignId: string }[] {
    return [...this.#flights]
      .filter(([id]) => id !== callId)
      .map(([id, { campaignId }]) => ({ callId: id, campaignId }))
  }

  countOf(campaignId: string): number {
    let count = 0
    for (const flight of this.#flights.values()) if (flight.campaignId === campaignId) count++
    return count
  }
}
