import { describe, expect, it } from 'vitest'
import { MicrophoneChunks } from './microphone-chunks.ts'
import { decodePcmu } from './pcmu.ts'

const BLOCK = 128
const block = (rateHz: number, from: number, loudness: number, hertz = 440) =>
  Float32Array.from(
    { length: BLOCK },
    (_, at) => loudness * Math.sin((2 * Math.PI * hertz * (from + at)) / rateHz),
  )

function chunksOf(rateHz: number, seconds: number, loudness: number, channels = 1) {
  const microphone = new MicrophoneChunks(rateHz)
  return Array.from({ length: Math.floor((rateHz * seconds) / BLOCK) }, (_, index) => {
    const samples = block(rateHz, index * BLOCK, loudness)
    return microphone.push([samples, ...Array<Float32Array>(channels - 1).fill(new Float32Array(BLOCK))])
  }).flat()
}

describe('what goes from the microphone to the phone', () => {
  it('comes in chunks of 40 ms', () => {
    const chunks = chunksOf(48_000, 2, 0.5)
    expect(chunks.every(({ pcmu }) => pcmu.length === 320)).toBe(true)
    expect(chunks).toHaveLength(49)
  })

  it('is in order and without a gap: a tone stays one tone across the chunks', () => {
    const heard = chunksOf(44_100, 1, 0.5)
      .flatMap(({ pcmu }) => [...decodePcmu(pcmu)])
      .slice(160, 7_520)
    const rises = heard.filter((sample, at) => at > 0 && (heard[at - 1] ?? 0) < 0 && sample >= 0)
    expect(rises.length).toBeGreaterThanOrEqual(404)
    expect(rises.length).toBeLessThanOrEqual(406)
  })

  it('tells how loud it is', () => {
    expect(chunksOf(48_000, 0.5, 1).at(-1)?.level).toBeCloseTo(0.95, 2)
    expect(chunksOf(48_000, 0.5, 0.01).at(-1)?.level).toBeCloseTo(0.28, 2)
    expect(chunksOf(48_000, 0.5, 0).at(-1)?.level).toBe(0)
  })

  it('mixes what a stereo microphone gives', () => {
    expect(chunksOf(48_000, 0.5, 1, 2).at(-1)?.level).toBeCloseTo(0.85, 2)
  })

  it('gives nothing while the microphone gives nothing', () => {
    expect(new MicrophoneChunks(48_000).push([])).toEqual([])
  })
})
