import { setImmediate } from 'node:timers/promises'
import { encodeSample, PCMU_SILENCE } from '../../core/audio/pcmu.ts'

const RATE_HZ = 8_000
/** Live calls send a frame every 20 ms on the same thread: five seconds of sound are read at a time. */
const SAMPLES_AT_ONCE = 5 * RATE_HZ

/** Two recordings of one call, as PCMU of equal length; null when one is no plain WAV file. */
export async function bothSides(
  homeowner: Buffer,
  agent: Buffer,
): Promise<{ homeowner: Uint8Array; agent: Uint8Array } | null> {
  const [left, right] = [readWav(homeowner), readWav(agent)]
  if (!left || !right) return null
  const length = Math.max(telephoneLength(left), telephoneLength(right))
  return { homeowner: await telephoneSound(left, length), agent: await telephoneSound(right, length) }
}

/** The first channel of a 16-bit PCM file: sample `i` stands at `at + i * step`. */
interface Wav {
  readonly file: Buffer
  readonly at: number
  readonly step: number
  readonly samples: number
  readonly rateHz: number
}

function readWav(file: Buffer): Wav | null {
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
      return { file, at: body, step, samples: Math.floor(bytes / step), rateHz: format.rateHz }
    }
    at = body + bytes + (bytes % 2)
  }
  return null
}

const telephoneLength = ({ samples, rateHz }: Wav): number => Math.floor((samples * RATE_HZ) / rateHz)

/** The mean of what falls into each new sample: enough of a filter for a telephone's speech. Silence fills up the length. */
async function telephoneSound(wav: Wav, length: number): Promise<Uint8Array> {
  const sound = new Uint8Array(length).fill(PCMU_SILENCE)
  const ratio = wav.rateHz / RATE_HZ
  const end = telephoneLength(wav)
  for (let i = 0; i < end; i++) {
    const from = Math.floor(i * ratio)
    const to = Math.max(from + 1, Math.floor((i + 1) * ratio))
    let sum = 0
    for (let k = from; k < to; k++) sum += k < wav.samples ? wav.file.readInt16LE(wav.at + k * wav.step) : 0
    sound[i] = encodeSample(Math.round(sum / (to - from)))
    if (i % SAMPLES_AT_ONCE === SAMPLES_AT_ONCE - 1) await setImmediate()
  }
  return sound
}
