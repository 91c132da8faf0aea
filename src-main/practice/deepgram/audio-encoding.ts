import { encodePcmu, encodeSample } from '../../core/audio/pcmu.ts'

/** Brings a client's audio to the one format that ears here understand, or null where that is not possible. */
export function toPcmu(encoding: string | null, sampleRateHz: number): (audio: Uint8Array) => Uint8Array {
  if (encoding === 'mulaw' && sampleRateHz === 8_000) return (audio) => audio
  const step = Math.round(sampleRateHz / 8_000)
  return (audio) => {
    const samples = new Int16Array(audio.slice().buffer, 0, Math.floor(audio.length / 2))
    return step === 1
      ? encodePcmu(samples)
      : Uint8Array.from({ length: Math.floor(samples.length / step) }, (_, i) =>
          encodeSample(samples[i * step] as number),
        )
  }
}

export const canHear = (encoding: string | null, sampleRateHz: number): boolean =>
  (encoding === 'mulaw' && sampleRateHz === 8_000) ||
  (encoding === 'linear16' && [8_000, 16_000, 24_000, 48_000].includes(sampleRateHz))
