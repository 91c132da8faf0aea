import { FRAME_MS, pcmuDurationMs, silence } from '../../audio/pcmu.ts'

/** Audio this late is missing: jitter of a phone line and of the way to the desktop stays well below. */
const MISSING_AFTER_MS = 750
/** A longer gap is not made up for: nobody waits that long for the rest of a sentence. */
const LONGEST_GAP_MS = 10_000

/**
 * The homeowner's audio as an unbroken stream. Recogniser and detector count time by the audio they get, so what was
 * lost on the way is replaced by silence, and while nothing comes silence keeps flowing: a turn can then come to its end
 * (realtime-techniques section 2).
 */
export class InboundAudio {
  #nextOffsetMs: number | null = null
  #lookedAtMs = 0
  /** For how long nothing has come, as far as somebody was there to see it. */
  #quietMs = 0
  /** Silence that was put in since the last packet, which a gap in the offsets must not bring again. */
  #filledMs = 0

  /** What goes on: the silence of a gap before this packet, and the packet. `offsetMs` is its place in the stream. */
  arrived(audio: Uint8Array, offsetMs: number, nowMs: number): Uint8Array[] {
    const gapMs = this.#nextOffsetMs === null ? 0 : Math.min(offsetMs - this.#nextOffsetMs, LONGEST_GAP_MS)
    const missingMs = wholeFrames(gapMs - this.#filledMs)
    this.#nextOffsetMs = offsetMs + pcmuDurationMs(audio.length)
    this.#lookedAtMs = nowMs
    this.#quietMs = 0
    this.#filledMs = 0
    return missingMs > 0 ? [silence(missingMs), audio] : [audio]
  }

  /** Once per frame: the silence that is due because nothing arrives, or null. */
  missing(nowMs: number): Uint8Array | null {
    if (this.#nextOffsetMs === null) return null
    // While the program itself stood still, packets were waiting to be read: that is not silence.
    this.#quietMs += Math.min(nowMs - this.#lookedAtMs, 2 * FRAME_MS)
    this.#lookedAtMs = nowMs
    if (this.#quietMs < MISSING_AFTER_MS) return null
    const dueMs = wholeFrames(this.#quietMs - this.#filledMs)
    if (dueMs <= 0) return null
    this.#filledMs += dueMs
    return silence(dueMs)
  }
}

const wholeFrames = (ms: number): number => Math.floor(ms / FRAME_MS) * FRAME_MS
