import { silence } from '../../audio/pcmu.ts'
import { type AudioSlice, type Recording, SLICE_MS } from '../live/call-audio.ts'

const QUIET_SLICE = silence(SLICE_MS)

/** A recording that begins once its notice was heard; on its timeline everything before is silence (compliance.md section 9). */
export class AnnouncedRecording {
  readonly #begin: () => Recording
  #recording: Recording | null = null
  #fromMs = Number.POSITIVE_INFINITY

  constructor(begin: () => Recording) {
    this.#begin = begin
  }

  /** The homeowner has heard the notice to its end; hearing it again in another language changes nothing. */
  allowedFrom(atMs: number): void {
    this.#fromMs = Math.min(this.#fromMs, atMs)
  }

  append(slice: AudioSlice): void {
    if (slice.atMs < this.#fromMs) return
    if (!this.#recording) {
      this.#recording = this.#begin()
      for (let atMs = 0; atMs < slice.atMs; atMs += SLICE_MS)
        this.#recording.append({ homeowner: QUIET_SLICE, agent: QUIET_SLICE })
    }
    this.#recording.append(slice)
  }

  close(): void {
    void this.#recording?.close()
    this.#recording = null
  }
}
