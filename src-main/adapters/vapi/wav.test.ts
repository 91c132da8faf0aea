import { describe, expect, it } from 'vitest'
import { decodePcmu, PCMU_SILENCE } from '../../core/audio/pcmu.ts'
import { bothSides } from './wav.ts'

/** A plain WAV file of 16-bit samples, one channel. */
function wav(samples: readonly number[], rateHz: number): Buffer {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rateHz, 24)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples.length * 2, 40)
  return Buffer.concat([head, Buffer.from(Int16Array.from(samples).buffer)])
}

describe('the two recordings of a call', () => {
  it('become telephone sound of equal length, the shorter filled up with silence', async () => {
    const homeowner = wav([1_000, 3_000, -1_000, -3_000], 16_000)
    const sides = await bothSides(homeowner, wav([8_000, 8_000, 8_000], 8_000))
    expect(sides?.homeowner.length).toBe(3)
    expect(sides?.homeowner[2]).toBe(PCMU_SILENCE)
    const [loud, quiet] = decodePcmu(sides?.homeowner ?? new Uint8Array())
    expect(Math.abs((loud ?? 0) - 2_000)).toBeLessThan(100)
    expect(Math.abs((quiet ?? 0) + 2_000)).toBeLessThan(100)
    expect(Math.abs((decodePcmu(sides?.agent ?? new Uint8Array())[0] ?? 0) - 8_000)).toBeLessThan(300)
  })

  it('are none when one of them is no such file', async () => {
    expect(await bothSides(wav([0], 8_000), Buffer.from('<html>'))).toBeNull()
  })

  it('are read in pieces, so that live calls have their turn in between', async () => {
    const minute = wav(
      Array.from({ length: 60 * 16_000 }, () => 0),
      16_000,
    )
    let turns = 0
    let done = false
    const count = () => {
      turns++
      if (!done) setImmediate(count)
    }
    setImmediate(count)
    await bothSides(minute, minute)
    done = true
    expect(turns).toBeGreaterThan(20)
  })
})
