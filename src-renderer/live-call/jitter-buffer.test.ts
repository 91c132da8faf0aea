import { describe, expect, it } from 'vitest'
import { JitterBuffer } from './jitter-buffer.ts'

const CHUNK_SECONDS = 0.1

/** Plays chunks that arrive at these moments; gives where each is played, in seconds. */
function listen(arrivals: readonly number[], quiet = false) {
  const buffer = new JitterBuffer()
  return arrivals.map((now) => {
    const placed = buffer.place({ seconds: CHUNK_SECONDS, quiet }, now)
    return placed.play ? Number(placed.atSeconds.toFixed(3)) : 'dropped'
  })
}

/** Chunks of a steady line, each late by what the test says, in seconds. */
const steady = (count: number, lateBy: (index: number) => number = () => 0) =>
  Array.from({ length: count }, (_, index) => index * CHUNK_SECONDS + lateBy(index))

/** How far behind its arrival the last chunk is played, were it not late. */
function delayAtEnd(arrivals: readonly number[], quiet: boolean): number {
  const last = listen(arrivals, quiet).at(-1)
  return typeof last === 'number' ? last - (arrivals.length - 1) * CHUNK_SECONDS : Number.NaN
}

describe('listening in', () => {
  it('plays chunks back to back although they arrive unevenly', () => {
    expect(listen([0, 0.13, 0.18, 0.33])).toEqual([0.04, 0.14, 0.24, 0.34])
  })

  it('starts again with a reserve after a gap instead of stuttering', () => {
    expect(listen([0, 2])).toEqual([0.04, 2.04])
  })

  it('plays one that is as late as the one before it in time', () => {
    expect(listen([0, 0.2, 0.2, 0.3, 0.5, 0.5])).toEqual([0.04, 0.24, 0.34, 0.44, 0.54, 0.64])
  })

  it('comes back to the present in silence, once nothing needed the reserve for a while', () => {
    const shaken = steady(300, (index) => (index === 3 ? 0.19 : index % 2 === 0 ? 0.01 : 0))
    expect(delayAtEnd(shaken, false)).toBeCloseTo(0.23, 2)
    expect(delayAtEnd(shaken, true)).toBeLessThan(0.035)
  })

  it('never plays closer to the present than the line is uneven', () => {
    const uneven = steady(400, (index) => (index % 7 === 0 ? 0.06 : 0))
    const heard = listen(uneven, true)
    const cutShort = heard.filter(
      (at, index) => index > 20 && typeof at === 'number' && at < (uneven[index] ?? 0),
    )
    expect(cutShort).toEqual([])
    expect(delayAtEnd(uneven, true)).toBeLessThan(0.1)
  })

  it('returns to the present when chunks piled up', () => {
    const heard = listen(Array.from({ length: 20 }, () => 5))
    expect(heard.filter((chunk) => chunk === 'dropped').length).toBe(16)
    expect(heard[0]).toBe(5.04)
  })
})
