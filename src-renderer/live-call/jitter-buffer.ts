/** The first chunk waits this long for the next ones, and so does the first after a gap. */
const RESERVE_SECONDS = 0.04
/** What must be left over when the slowest chunk of a while arrives. */
const MARGIN_SECONDS = 0.015
/** So many chunks tell how unevenly they arrive: 2.4 seconds. */
const OBSERVED_CHUNKS = 60
/** A listener wants the present: more than this is dropped, heard or not. */
const MOST_BEHIND_SECONDS = 0.4

/** When on the audio clock a chunk is played, and how much of its beginning is left out. */
export type Placement = { play: true; atSeconds: number; skipSeconds: number } | { play: false }

interface Chunk {
  seconds: number
  /** Whether leaving some of it out would not be heard. */
  quiet: boolean
}

/**
 * How chunks that arrive unevenly are played evenly, as close to the present as the line allows: each follows the last.
 * A chunk that came too late moves all that follow back by as much, so that the next one as late is in time. What of
 * that nothing needed for a while goes in the next silence.
 */
export class JitterBuffer {
  /** Where the last placed chunk ends on the audio clock. */
  #endsAtSeconds: number | null = null
  #leastSpareSeconds = Number.POSITIVE_INFINITY
  #observed = 0

  place({ seconds, quiet }: Chunk, nowSeconds: number): Placement {
    const spareSeconds = (this.#endsAtSeconds ?? Number.NEGATIVE_INFINITY) - nowSeconds
    if (spareSeconds > MOST_BEHIND_SECONDS) return { play: false }
    if (spareSeconds < 0) {
      this.#observeAnew()
      return this.#put(seconds, nowSeconds + RESERVE_SECONDS, 0)
    }
    this.#leastSpareSeconds = Math.min(this.#leastSpareSeconds, spareSeconds)
    this.#observed++
    const skipSeconds = quiet ? Math.min(this.#needless(), seconds / 2) : 0
    if (skipSeconds > 0) this.#observeAnew()
    return this.#put(seconds, nowSeconds + spareSeconds, skipSeconds)
  }

  #put(seconds: number, atSeconds: number, skipSeconds: number): Placement {
    this.#endsAtSeconds = atSeconds + seconds - skipSeconds
    return { play: true, atSeconds, skipSeconds }
  }

  /** The distance to the present has changed: what was observed before tells nothing any more. */
  #observeAnew(): void {
    this.#leastSpareSeconds = Number.POSITIVE_INFINITY
    this.#observed = 0
  }

  #needless(): number {
    if (this.#observed < OBSERVED_CHUNKS) return 0
    return Math.max(0, this.#leastSpareSeconds - MARGIN_SECONDS)
  }
}
