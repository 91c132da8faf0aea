import { levelDbfs, PCMU_BYTES_PER_MS, PCMU_SILENCE } from '../../audio/pcmu.ts'

/** 40 ms of both sides of the line, PCMU: whoever listens in hears it at most a tenth of a second later. */
export interface AudioSlice {
  readonly atMs: number
  readonly homeowner: Uint8Array
  readonly agent: Uint8Array
}

/** Where the slices of a call are kept, in order and without gaps. */
export interface Recording {
  append(slice: { homeowner: Uint8Array; agent: Uint8Array }): void
  close(): Promise<void>
}

export const SLICE_MS = 40
const SLICE_BYTES = SLICE_MS * PCMU_BYTES_PER_MS
const BLOCK_BYTES = 50 * SLICE_BYTES
/** How long to wait for late homeowner frames before a slice is final. */
const SETTLE_MS = 40

/**
 * Puts both directions of a call on one timeline: the homeowner where the carrier's timestamps say,
 * the agent where its frames are played. Finished slices go to the recording, the listener and the meters.
 */
export class CallAudio {
  readonly #slices = new Map<number, AudioSlice>()
  #nextSlice = 0
  /** What the next slices are cut from: one block of memory a second instead of fifty. */
  #block = new Uint8Array(0)

  homeowner(pcmu: Uint8Array, atMs: number): void {
    this.#place('homeowner', pcmu, atMs)
  }

  agent(pcmu: Uint8Array, atMs: number): void {
    this.#place('agent', pcmu, atMs)
  }

  /** The carrier threw away what had not been played. */
  agentCleared(atMs: number): void {
    for (const slice of this.#slices.values()) {
      const from = Math.max(0, Math.floor((atMs - slice.atMs) * PCMU_BYTES_PER_MS))
      if (from < SLICE_BYTES) slice.agent.fill(PCMU_SILENCE, from)
    }
  }

  /** Slices that can no longer change, oldest first. */
  takeFinished(nowMs: number): AudioSlice[] {
    return this.#takeUntil(nowMs - SETTLE_MS)
  }

  /** Everything, when the call is over. */
  takeAll(nowMs: number): AudioSlice[] {
    return this.#takeUntil(nowMs)
  }

  #takeUntil(atMs: number): AudioSlice[] {
    const last = Math.floor(atMs / SLICE_MS)
    const finished: AudioSlice[] = []
    for (; this.#nextSlice < last; this.#nextSlice++) {
      finished.push(this.#slice(this.#nextSlice))
      this.#slices.delete(this.#nextSlice)
    }
    return finished
  }

  #place(track: 'homeowner' | 'agent', pcmu: Uint8Array, atMs: number): void {
    let position = Math.max(0, Math.round(atMs * PCMU_BYTES_PER_MS))
    let offset = 0
    while (offset < pcmu.length) {
      const index = Math.floor(position / SLICE_BYTES)
      const inSlice = position % SLICE_BYTES
      const length = Math.min(pcmu.length - offset, SLICE_BYTES - inSlice)
      if (index >= this.#nextSlice)
        this.#slice(index)[track].set(pcmu.subarray(offset, offset + length), inSlice)
      position += length
      offset += length
    }
  }

  #slice(index: number): AudioSlice {
    const known = this.#slices.get(index)
    if (known) return known
    const slice = { atMs: index * SLICE_MS, homeowner: this.#silent(), agent: this.#silent() }
    this.#slices.set(index, slice)
    return slice
  }

  #silent(): Uint8Array {
    if (this.#block.length === 0) this.#block = new Uint8Array(BLOCK_BYTES).fill(PCMU_SILENCE)
    const silent = this.#block.subarray(0, SLICE_BYTES)
    this.#block = this.#block.subarray(SLICE_BYTES)
    return silent
  }
}

/** Loudness for a meter, 0 (−60 dBFS or less) to 1 (full scale). */
export const meterLevel = (pcmu: Uint8Array): number => Math.max(0, Math.min(1, (levelDbfs(pcmu) + 60) / 60))
