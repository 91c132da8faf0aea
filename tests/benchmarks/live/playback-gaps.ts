import { FRAME_MS } from '../../../src-main/core/audio/pcmu.ts'

/**
 * The silences inside a line as the phone plays it, in milliseconds: it begins with the first frame, plays one every
 * 20 ms, and falls silent when the next one is not there yet. `arrivedMs` is by the frame's number.
 */
export function playbackGapsMs(arrivedMs: ReadonlyMap<number, number>): number[] {
  const arrivals = [...arrivedMs].sort(([a], [b]) => a - b).map(([, atMs]) => atMs)
  const gapsMs: number[] = []
  let freeMs = arrivals[0] ?? 0
  for (const atMs of arrivals) {
    if (atMs > freeMs) gapsMs.push(atMs - freeMs)
    freeMs = Math.max(freeMs, atMs) + FRAME_MS
  }
  return gapsMs
}
