/** Telnyx counts dials over a rolling five seconds, 150 of them by default (90103 above that); this leaves it room. */
const CARRIER_WINDOW_MS = 5_000
export const CARRIER_DIALS_PER_WINDOW = 120
const MINUTE_MS = 60_000
/** What began longer ago says nothing about the pace. */
export const PACE_LOOKS_BACK_MS = MINUTE_MS
/** How long a channel limit that the carrier told of is kept before one more call is tried. */
const CHANNEL_PROBE_MS = 60_000

/** When calls began, so that neither the carrier's window nor a campaign's own pace is overrun. */
export class DialPace {
  readonly #starts: { readonly atMs: number; readonly campaignId: string }[]
  #channels: { readonly most: number; readonly learnedAtMs: number } | null = null

  /** `earlier`: the last minute before a restart counts on. */
  constructor(earlier: readonly { readonly atMs: number; readonly campaignId: string }[] = []) {
    this.#starts = [...earlier].sort((a, b) => a.atMs - b.atMs)
  }

  began(campaignId: string, atMs: number): void {
    this.#starts.push({ atMs, campaignId })
  }

  accountMayDial(nowMs: number): boolean {
    this.#forget(nowMs)
    return this.#since(nowMs - CARRIER_WINDOW_MS).length < CARRIER_DIALS_PER_WINDOW
  }

  campaignMayDial(campaignId: string, callsPerMinute: number | null, nowMs: number): boolean {
    if (callsPerMinute === null) return true
    const own = this.#since(nowMs - MINUTE_MS).filter((start) => start.campaignId === campaignId)
    return own.length < callsPerMinute
  }

  /** The carrier let no more through while so many were up: that is what it allows, until it shows otherwise. */
  channelsFull(callsUp: number, nowMs: number): void {
    this.#channels = { most: Math.max(1, callsUp), learnedAtMs: nowMs }
  }

  /** At most so many calls at once, of the number that the account allows. */
  channels(allowed: number, nowMs: number): number {
    if (!this.#channels) return allowed
    const probes = Math.floor((nowMs - this.#channels.learnedAtMs) / CHANNEL_PROBE_MS)
    return Math.min(allowed, this.#channels.most + probes)
  }

  #since(atMs: number) {
    return this.#starts.filter((start) => start.atMs > atMs)
  }

  #forget(nowMs: number): void {
    while ((this.#starts[0]?.atMs ?? nowMs) < nowMs - MINUTE_MS) this.#starts.shift()
  }
}
