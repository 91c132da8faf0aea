import { encodePcmu, PCMU_SILENCE } from '../../core/audio/pcmu.ts'

const RATE_HZ = 8_000

/** Two recordings of one call, as PCMU of equal length; null when one is no plain WAV file. */
export function bothSides(
  homeowner: Buffer,
  agent: Buffer,
): { homeowner: Uint8Array; agent: Uint8Array } | null {
  const sides = [readWav(homeowner), readWav(agent)]
  const [left, right] = sides.map((side) => side && encodePcmu(resampled(side.samples, side.rateHz)))
  if (!left || !right) return null
  const length = Math.max(left.length, right.length)
  return { homeowner: padded(left, length), agent: padded(right, length) }
}

/** The first channel of 16-bit PCM. */
function readWav(file: Buffer): { samples: Int16Array; rateHz: number } | null {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') return null
  let format: { channels: number; rateHz: number; bits: number } | null = null
  for (let at = 12; at + 8 <= file.length; ) {
    const id = file.toString('latin1', at, at + 4)
    const bytes = Math.min(file.readUInt32LE(at + 4), file.length - at - 8)
    const body = at + 8
    if (id === 'fmt ' && bytes >= 16)
      format = {
        channels: file.readUInt16LE(body + 2),
        rateHz: file.readUInt32LE(body + 4),
        bits: file.readUInt16LE(body + 14),
      }
    if (id === 'data') {
      if (format?.bits !== 16 || format.channels < 1 || format.rateHz < 1) return null
      const step = format.channels * 2
      const samples = Int16Array.from({ length: Math.floor(bytes / step) }, (_, i) =>
        file.readInt16LE(body + i * step),
      )
      return { samples, rateHz: format.rateHz }
    }
    at = body + bytes + (bytes % 2)
  }
  return null
}

/** The mean of what falls into each new sample: enough of a filter for a telephone's speech. */
function resampled(samples: Int16Array, rateHz: number): Int16Array {
  if (rateHz === RATE_HZ) return samples
  const step = rateHz / RATE_HZ
  return Int16Array.from({ length: Math.floor(samples.length / step) }, (_, i) => {
    const from = Math.floor(i * step)
    const to = Math.max(from + 1, Math.floor((i + 1) * step))
    let sum = 0
    for (let at = from; at < to; at++) sum += samples[at] ?? 0
    return Math.round(sum / (to - from))
  })
}

function padded(side: Uint8Array, length: number): Uint8Array {
  const whole = new Uint8Array(length).fill(PCMU_SILENCE)
  whole.set(side)
  return whole
}
