import { describe, expect, it } from 'vitest'
import { decodePcmu, encodePcmu } from './pcmu.ts'

// Code points of ITU-T G.711, table 2a, scaled from 14 to 16 bits.
const KNOWN: [code: number, sample: number][] = [
  [0xff, 0],
  [0x7f, 0],
  [0x80, 32_124],
  [0x00, -32_124],
  [0xfe, 8],
  [0x7e, -8],
  [0xf0, 120],
  [0x8f, 16_764],
]

describe('decoding what a listener hears', () => {
  it.each(KNOWN)('turns code %i into sample %i', (code, sample) => {
    expect(Math.round((decodePcmu(Uint8Array.of(code))[0] ?? Number.NaN) * 32_768) + 0).toBe(sample)
  })

  it('gives one sample for each byte, none louder than full scale', () => {
    const samples = decodePcmu(Uint8Array.from({ length: 256 }, (_, code) => code))
    expect(samples).toHaveLength(256)
    expect(Math.max(...samples.map(Math.abs))).toBeLessThanOrEqual(1)
  })
})

describe('coding what the microphone takes in', () => {
  it('is the inverse of decoding, for every code there is', () => {
    // 0x7f is the zero with a minus sign, which nothing needs to be coded as.
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code).filter((code) => code !== 0x7f)
    expect([...encodePcmu(decodePcmu(codes))]).toEqual([...codes])
  })

  it('stays within the step of its code, which grows with the loudness', () => {
    const samples = Float32Array.from({ length: 2_001 }, (_, at) => ((at - 1_000) / 1_000) * 0.99)
    const heard = decodePcmu(encodePcmu(samples))
    for (const [at, sample] of samples.entries())
      expect(Math.abs((heard[at] ?? 0) - sample)).toBeLessThanOrEqual(Math.abs(sample) / 32 + 1 / 4_096)
  })

  it('clips what is louder than full scale instead of turning it around', () => {
    expect([...encodePcmu(Float32Array.of(1, 1.7, -1, -9))]).toEqual([0x80, 0x80, 0x00, 0x00])
  })

  it('takes what is no number for silence', () => {
    expect([...encodePcmu(Float32Array.of(Number.NaN, 0))]).toEqual([0xff, 0xff])
  })
})
