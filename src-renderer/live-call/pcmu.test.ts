import { describe, expect, it } from 'vitest'
import { decodePcmu } from './pcmu.ts'

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
