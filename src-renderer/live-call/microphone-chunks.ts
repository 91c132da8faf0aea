import { Downsampler } from './downsampler.ts'
import { encodePcmu } from './pcmu.ts'

const PHONE_RATE_HZ = 8_000
const CHUNK_MS = 40
const CHUNK_SAMPLES = (CHUNK_MS * PHONE_RATE_HZ) / 1_000

/** 40 ms of the microphone. */
export interface MicrophoneChunk {
  /** PCMU, 8 kHz: 320 bytes. */
  pcmu: Uint8Array<ArrayBuffer>
  /** Loudness for a meter: 0 at −60 dBFS or less, 1 at full scale. */
  level: number
}

/** Cuts the running blocks of a microphone into what the phone line takes, in order. */
export class MicrophoneChunks {
  readonly #downsampler: Downsampler
  readonly #chunk = new Float32Array(CHUNK_SAMPLES)
  #filled = 0

  constructor(microphoneRateHz: number) {
    this.#downsampler = new Downsampler(microphoneRateHz, PHONE_RATE_HZ)
  }

  /** One block with its channels, which are mixed to one; returns the chunks that are full. */
  push(channels: readonly Float32Array[]): MicrophoneChunk[] {
    const full: MicrophoneChunk[] = []
    for (const sample of this.#downsampler.push(mixed(channels))) {
      this.#chunk[this.#filled++] = sample
      if (this.#filled < CHUNK_SAMPLES) continue
      this.#filled = 0
      full.push({ pcmu: encodePcmu(this.#chunk), level: levelOf(this.#chunk) })
    }
    return full
  }
}

function mixed(channels: readonly Float32Array[]): Float32Array {
  const [first] = channels
  if (!first || channels.length === 1) return first ?? new Float32Array(0)
  return first.map(
    (_, at) => channels.reduce((sum, channel) => sum + (channel[at] ?? 0), 0) / channels.length,
  )
}

function levelOf(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
  return Math.max(0, Math.min(1, (10 * Math.log10(power) + 60) / 60))
}
