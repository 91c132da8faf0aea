import { describe, expect, it } from 'vitest'
import { Downsampler } from './downsampler.ts'

const toneOf = (hertz: number, rateHz: number, seconds: number) =>
  Float32Array.from({ length: Math.round(rateHz * seconds) }, (_, at) =>
    Math.sin((2 * Math.PI * hertz * at) / rateHz),
  )

/** Loudness of the steady part, where 1 is as loud as it went in. */
function gainOf(hertz: number, rateHz: number): number {
  const heard = new Downsampler(rateHz, 8_000).push(toneOf(hertz, rateHz, 0.5)).subarray(400, 3_600)
  return Math.sqrt(2 * (heard.reduce((sum, sample) => sum + sample * sample, 0) / heard.length))
}

describe('taking the microphone down to the telephone’s rate', () => {
  it.each([48_000, 44_100, 96_000, 16_000, 8_000])('keeps speech as loud as it was at %i Hz', (rateHz) => {
    for (const hertz of [200, 440, 1_000, 2_500, 3_000]) expect(gainOf(hertz, rateHz)).toBeCloseTo(1, 1)
  })

  it.each([48_000, 44_100])(
    'lets no tone above the telephone’s band come back as a false one at %i Hz',
    (rateHz) => {
      for (const hertz of [4_200, 5_000, 7_000, 9_000, 12_345, 16_000, 20_000])
        expect(gainOf(hertz, rateHz)).toBeLessThan(0.003)
    },
  )

  it('keeps the pitch', () => {
    const heard = new Downsampler(44_100, 8_000).push(toneOf(500, 44_100, 1)).subarray(800, 7_200)
    const rises = heard.filter((sample, at) => at > 0 && (heard[at - 1] ?? 0) < 0 && sample >= 0)
    expect(rises.length).toBe(400)
  })

  it('gives the same samples whatever the pieces that they come in', () => {
    const speech = toneOf(700, 48_000, 0.2).map((sample, at) => sample * Math.sin(at / 900))
    const atOnce = new Downsampler(48_000, 8_000).push(speech)
    const inPieces = new Downsampler(48_000, 8_000)
    const pieces: number[] = []
    for (let at = 0, length = 1; at < speech.length; at += length, length = (length * 7) % 129 || 128)
      pieces.push(...inPieces.push(speech.subarray(at, at + length)))
    expect(pieces.length).toBe(atOnce.length)
    for (const [at, sample] of pieces.entries()) expect(sample).toBeCloseTo(atOnce[at] ?? 9, 6)
  })

  it('gives 8,000 samples for each second, without drifting', () => {
    const microphone = new Downsampler(44_100, 8_000)
    let samples = 0
    for (let block = 0; block < (44_100 * 60) / 128; block++)
      samples += microphone.push(new Float32Array(128)).length
    expect(Math.abs(samples - 8_000 * 60)).toBeLessThan(40)
  })

  it('refuses a microphone slower than the telephone', () => {
    expect(() => new Downsampler(7_999, 8_000)).toThrow(/7999 Hz/)
  })
})
