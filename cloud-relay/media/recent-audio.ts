/**
 * The last seconds of what a phone said, for a desktop that was away. Kept as bytes and not as frames: hundreds of
 * thousands of frames that stay alive would let the garbage collector stop the sound of all calls.
 */
import { encodeFrame, FrameType, readFrames } from '../wire/frame.ts'

export const KEPT_AUDIO_MS = 5_000
/** At least what is kept, in frames of 10 ms or longer. */
const SHELF_BYTES = 49_152
const PCMU_BYTES_PER_MS = 8

export interface RecentAudio {
  /** A whole link frame, numbered with its offset. One that is longer than all that is kept is let go. */
  remember(frame: Buffer, offsetMs: number): void
  /** Link frames of the last `KEPT_AUDIO_MS` that begin at this offset or later, in their order. */
  since(fromOffsetMs: number): Buffer[]
}

export function recentAudio(): RecentAudio {
  let filling = { bytes: Buffer.alloc(0), used: 0 }
  let full = { bytes: Buffer.alloc(0), used: 0 }
  let newestOffsetMs = 0

  return {
    remember(frame, offsetMs) {
      if (frame.length > SHELF_BYTES) return
      if (filling.used + frame.length > filling.bytes.length) {
        const emptied = full.bytes.length > 0 ? full.bytes : Buffer.allocUnsafeSlow(SHELF_BYTES)
        full = filling
        filling = { bytes: emptied, used: 0 }
      }
      frame.copy(filling.bytes, filling.used)
      filling.used += frame.length
      newestOffsetMs = offsetMs
    },
    since(fromOffsetMs) {
      const frames: Buffer[] = []
      for (const { bytes, used } of [full, filling])
        readFrames(bytes.subarray(0, used), ({ streamId, number, body }) => {
          const endsAtMs = number + body.length / PCMU_BYTES_PER_MS
          if (number >= fromOffsetMs && endsAtMs > newestOffsetMs - KEPT_AUDIO_MS)
            frames.push(encodeFrame(FrameType.audio, streamId, number, body))
        })
      return frames
    },
  }
}
