/** Faults that a test or a rehearsal asks for, each used up as it strikes. */

export const VENDORS = ['telnyx', 'deepgram', 'anthropic', 'elevenlabs', 'vapi', 'stripe'] as const
export type Vendor = (typeof VENDORS)[number]

export const FAULT_KINDS = [
  'latency',
  'refuse',
  'stall',
  'cut',
  'garbage',
  'duplicate',
  'reorder',
  'half-open',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

/** Where a fault strikes: a request, a socket being opened, a message on an open socket, or a webhook. */
export const FAULT_PLACES = ['request', 'upgrade', 'message', 'webhook'] as const
export type FaultPlace = (typeof FAULT_PLACES)[number]

export interface Fault {
  readonly vendor: Vendor
  readonly fault: FaultKind
  /** Left out: anywhere it can strike. */
  readonly place?: FaultPlace
  /** How often; left out: once. */
  readonly times?: number
  /** Delay of `latency`, length of a `stall` (left out: for ever), wait before a `cut`. */
  readonly ms?: number
  /** HTTP status of `refuse`. */
  readonly status?: number
  /** Which garbage: for Anthropic `refusal`, `early-close`, `max-tokens`; left out: an error event. */
  readonly variant?: string
  /** Only where the path, message type or event type holds this text. */
  readonly match?: string
}

export interface Faults {
  add(fault: Fault): void
  clear(): void
  list(): readonly (Fault & { left: number })[]
  /** The next fault for this place, now counted as struck. */
  strike(vendor: Vendor, place: FaultPlace, about: string): Fault | null
}

export function faultBoard(): Faults {
  let pending: (Fault & { left: number })[] = []
  return {
    add: (fault) => pending.push({ ...fault, left: fault.times ?? 1 }),
    clear: () => {
      pending = []
    },
    list: () => pending,
    strike(vendor, place, about) {
      const struck = pending.find(
        (fault) =>
          fault.vendor === vendor &&
          (fault.place === undefined ? canStrike(fault.fault, place) : fault.place === place) &&
          (fault.match === undefined || about.includes(fault.match)),
      )
      if (!struck) return null
      struck.left -= 1
      pending = pending.filter((fault) => fault.left > 0)
      return struck
    },
  }
}

/** Refusing is for openings; doubling and reordering are for things that come in a row; only what is open can be half so. */
function canStrike(kind: FaultKind, place: FaultPlace): boolean {
  if (kind === 'refuse') return place === 'request' || place === 'upgrade'
  if (kind === 'duplicate' || kind === 'reorder') return place === 'message' || place === 'webhook'
  if (kind === 'half-open') return place === 'message'
  return true
}
