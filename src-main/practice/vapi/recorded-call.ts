import { decodePcmu, PCMU_BYTES_PER_MS } from '../../core/audio/pcmu.ts'
import type { Studio } from '../voices/studio.ts'
import type { Voice } from '../voices/voice.ts'
import { writeWav } from '../voices/wav.ts'

export type Side = 'customer' | 'assistant'

export interface SpokenLine {
  readonly side: Side
  readonly text: string
  readonly secondsFromStart: number
}

const RATE_HZ = 8_000
/** Vapi's files have twice the telephone's rate. */
const FILE_RATE_HZ = 16_000

/** One side of a call as a WAV file: what was said in text is spoken when somebody wants to hear it. */
export async function recordedSide(
  lines: readonly SpokenLine[],
  side: Side,
  voice: Voice,
  studio: Pick<Studio, 'speak'>,
  lastsSeconds: number,
): Promise<Uint8Array> {
  const samples = new Int16Array(Math.ceil(lastsSeconds * FILE_RATE_HZ))
  for (const line of lines) {
    if (line.side !== side) continue
    const { pcmu } = await studio.speak(voice, line.text)
    const spoken = decodePcmu(pcmu)
    const from = Math.round(line.secondsFromStart * 1_000) * PCMU_BYTES_PER_MS
    const step = FILE_RATE_HZ / RATE_HZ
    for (let i = 0; i < spoken.length * step && from * step + i < samples.length; i++)
      samples[from * step + i] = spoken[Math.floor(i / step)] ?? 0
  }
  return writeWav([samples], FILE_RATE_HZ)
}
