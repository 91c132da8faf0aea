import { beforeEach, describe, expect, it } from 'vitest'
import { encodeFrame, FrameType, readFrames } from '../wire/frame.ts'
import { type RecentAudio, recentAudio } from './recent-audio.ts'

const STREAM = 7
let recent: RecentAudio
beforeEach(() => {
  recent = recentAudio()
})

function hear(offsetMs: number, durationMs = 20): void {
  recent.remember(
    encodeFrame(FrameType.audio, STREAM, offsetMs, Buffer.alloc(durationMs * 8, offsetMs / 20)),
    offsetMs,
  )
}

const offsetsSince = (fromOffsetMs: number): number[] => {
  const offsets: number[] = []
  readFrames(Buffer.concat(recent.since(fromOffsetMs)), ({ number }) => offsets.push(number))
  return offsets
}

describe('the last seconds of a phone', () => {
  it('are none before it spoke', () => {
    expect(recent.since(0)).toEqual([])
  })

  it('begin where the desktop lost the thread', () => {
    for (let n = 0; n < 10; n++) hear(n * 20)
    expect(offsetsSince(100)).toEqual([100, 120, 140, 160, 180])
    expect(offsetsSince(200)).toEqual([])
  })

  it.each([10, 20, 60])(
    'are five at every moment of a long call, in order, in frames of %i ms',
    (durationMs) => {
      for (let n = 0; n < 3_000; n++) {
        const newestMs = n * durationMs
        hear(newestMs, durationMs)
        if (n % 37 !== 0) continue
        const firstMs = Math.max(0, Math.ceil((newestMs - 5_000 - durationMs + 1) / durationMs) * durationMs)
        const expected = Array.from(
          { length: (newestMs - firstMs) / durationMs + 1 },
          (_, i) => firstMs + i * durationMs,
        )
        expect(offsetsSince(0)).toEqual(expected)
      }
    },
  )

  it('hold the sound of each frame, whatever came since', () => {
    for (let n = 0; n < 400; n++) hear(n * 20)
    const kept = recent.since(0)
    for (let n = 400; n < 1_200; n++) hear(n * 20)
    for (const frame of kept)
      readFrames(frame, ({ streamId, number, body }) => {
        expect(streamId).toBe(STREAM)
        expect(body).toEqual(Buffer.alloc(160, number / 20))
      })
  })

  it('let a frame go that is longer than all of them', () => {
    hear(0)
    hear(20, 8_000)
    hear(8_020)
    expect(offsetsSince(8_000)).toEqual([8_020])
  })
})
