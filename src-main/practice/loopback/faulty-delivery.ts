import type { Fault, Faults, Vendor } from '../faults.ts'
import { pauseMs } from './faulty-http.ts'

/**
 * Deliveries of one vendor's webhooks, with the faults that were asked for: never, late, twice, or after the one that
 * follows. What a garbled delivery looks like is the vendor's own affair.
 */
export function faultyDelivery(faults: Faults, vendor: Vendor) {
  let heldBack: (() => Promise<unknown>) | null = null
  /** What the first delivery was answered; null for one that did not take place. */
  return async <Answer>(
    eventType: string,
    deliver: (fault: Fault | null) => Promise<Answer>,
  ): Promise<Answer | null> => {
    const fault = faults.strike(vendor, 'webhook', eventType)
    const send = () => deliver(fault)
    if (fault?.fault === 'stall' || fault?.fault === 'cut') return null
    if (fault?.fault === 'reorder') {
      heldBack = send
      return null
    }
    const late = heldBack
    heldBack = null
    if (fault?.fault === 'latency') await pauseMs(fault.ms ?? 3_000)
    const answer = await send()
    if (fault?.fault === 'duplicate') await send()
    await late?.()
    return answer
  }
}
