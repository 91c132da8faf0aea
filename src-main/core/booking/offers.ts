import type { Visit } from './booking-store.ts'
import type { Slot } from './slots.ts'

/**
 * Times that live calls are talking about. An offered time is not offered to anyone else until that call ends
 * or offers something different, so that two homeowners do not agree to the same visit.
 */
export class SlotOffers {
  readonly #byCall = new Map<string, readonly Slot[]>()

  offer(callId: string, slots: readonly Slot[]): void {
    this.#byCall.set(callId, slots)
  }

  release(callId: string): void {
    this.#byCall.delete(callId)
  }

  /** What other calls have on offer. */
  takenByOthers(callId: string): Visit[] {
    return [...this.#byCall].flatMap(([other, slots]) => (other === callId ? [] : slots))
  }
}
