import { describe, expect, it } from 'vitest'
import { LEAD_SECONDS, placeChunk } from './jitter-buffer.ts'

const CHUNK_SECONDS = 0.1

function listen(arrivals: number[]) {
  let playhead: number | null = null
  return arrivals.map((now) => {
    const placed = placeChunk(playhead, now)
    if (placed.play) playhead = placed.atSeconds + CHUNK_SECONDS
    return placed.play ? Number(placed.atSeconds.toFixed(3)) : 'dropped'
  })
}

describe('listening in', () => {
  it('plays chunks back to back although they arrive unevenly', () => {
    expect(listen([0, 0.13, 0.18, 0.33])).toEqual([0.2, 0.3, 0.4, 0.5])
  })

  it('starts again with a reserve after a gap instead of stuttering', () => {
    expect(listen([0, 2])).toEqual([LEAD_SECONDS, 2 + LEAD_SECONDS])
  })

  it('returns to the present when chunks piled up', () => {
    const heard = listen(Array.from({ length: 20 }, () => 5))
    expect(heard.filter((chunk) => chunk === 'dropped').length).toBeGreaterThan(5)
    expect(heard[0]).toBe(5.2)
  })
})
