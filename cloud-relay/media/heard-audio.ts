/** What the phone says: carrier audio as link frames, in order, in μ-law, each with its place in the call. */
import type { Clock } from '../clock.ts'
import type { AudioCounts } from '../relay-metrics.ts'
import { FRAME_HEADER_BYTES, FrameType, frameWithRoom, MAX_BODY_BYTES } from '../wire/frame.ts'
import { alawToMulaw } from './companding.ts'
import { REORDER_WINDOW_MS, reorder } from './reorder.ts'

const PCMU_BYTES_PER_MS = 8
/** A larger jump is a new numbering rather than a loss. */
const MAX_LOST_IN_A_ROW = 50
/** Where a link frame keeps the lower half of its number. */
const NUMBER_LOW_AT = 12

export interface HeardAudio {
  /** `payload` is base64; what is none, or too long for a frame of the link, is counted and dropped. */
  hear(chunk: number | undefined, payload: string, encoding: 'pcmu' | 'pcma', nowMs: number): void
  /** What waits for a missing chunk goes on now; nothing comes after it. */
  end(): void
}

export interface HeardAudioParts {
  streamId: number
  clock: Pick<Clock, 'monotonicMs'>
  counts: AudioCounts
  /** A whole link frame, numbered with its offset in milliseconds. */
  audio: (frame: Buffer, offsetMs: number) => void
}

export function heardAudio({ streamId, clock, counts, audio }: HeardAudioParts): HeardAudio {
  let offsetMs = 0
  let ended = false

  const inOrder = reorder<Buffer>({
    deliver(frame, durationMs, lostBefore) {
      // Time goes on while audio is lost, so that later audio keeps its place in the call.
      offsetMs += Math.min(lostBefore, MAX_LOST_IN_A_ROW) * durationMs
      frame.writeUInt32BE(Math.round(offsetMs) >>> 0, NUMBER_LOW_AT)
      counts.inboundFrames += 1
      audio(frame, Math.round(offsetMs))
      offsetMs += durationMs
    },
    droppedLate: () => {
      counts.inboundDropped.late += 1
    },
    droppedDuplicate: () => {
      counts.inboundDropped.duplicate += 1
    },
  })

  function releaseIfStillWaiting(): void {
    const sinceMs = inOrder.waitingSinceMs()
    if (sinceMs === undefined || ended) return
    const leftMs = sinceMs + REORDER_WINDOW_MS - clock.monotonicMs()
    if (leftMs > 1) setTimeout(releaseIfStillWaiting, leftMs)
    else inOrder.release()
  }

  return {
    hear(chunk, payload, encoding, nowMs) {
      const frame = linkFrame(streamId, payload)
      if (!frame) {
        counts.inboundDropped.malformed += 1
        return
      }
      const sound = frame.subarray(FRAME_HEADER_BYTES)
      if (encoding === 'pcma') alawToMulaw(sound, sound)
      inOrder.push(chunk, sound.length / PCMU_BYTES_PER_MS, frame, nowMs)
      if (inOrder.waitingSinceMs() === nowMs) setTimeout(releaseIfStillWaiting, REORDER_WINDOW_MS)
    },
    end() {
      inOrder.release()
      ended = true
    },
  }
}

/** Not numbered yet. Decoded into its place: this happens fifty times a second for each call. */
function linkFrame(streamId: number, payload: string): Buffer | undefined {
  const bytes = decodedBytes(payload)
  if (bytes === 0 || bytes > MAX_BODY_BYTES) return undefined
  const frame = frameWithRoom(FrameType.audio, streamId, 0, bytes)
  return frame.write(payload, FRAME_HEADER_BYTES, 'base64') === bytes ? frame : undefined
}

function decodedBytes(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  return Math.floor(((base64.length - padding) * 3) / 4)
}
