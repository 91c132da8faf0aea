/** PCMU (G.711 μ-law) to samples between −1 and 1, as WebAudio takes them. */
export function decodePcmu(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(bytes.length)
  for (let index = 0; index < bytes.length; index++)
    samples[index] = SAMPLE_OF_CODE[bytes[index] ?? 0xff] ?? 0
  return samples
}

/** −38 dBFS: a room, but no voice. */
const QUIET_PEAK = 0.0126

/** Whether none of these stretches of PCMU holds a voice. */
export const chunkIsQuiet = (stretches: readonly Uint8Array[]): boolean =>
  stretches.every((bytes) => bytes.every((code) => Math.abs(SAMPLE_OF_CODE[code] ?? 0) < QUIET_PEAK))

/** Samples between −1 and 1 to PCMU; what is louder is clipped, and what is no number is silence. */
export function encodePcmu(samples: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length)
  for (let index = 0; index < samples.length; index++) bytes[index] = codeOf(samples[index] || 0)
  return bytes
}

const BIAS = 0x84
/** The loudest 16-bit magnitude that μ-law can tell apart (ITU-T G.711). */
const CLIP = 32_635

const SAMPLE_OF_CODE = Float32Array.from({ length: 256 }, (_, code) => {
  const inverted = ~code & 0xff
  const magnitude = ((((inverted & 0x0f) << 3) + BIAS) << ((inverted >> 4) & 0x07)) - BIAS
  return (inverted & 0x80 ? -magnitude : magnitude) / 32_768
})

function codeOf(sample: number): number {
  const linear = Math.round(sample * 32_768)
  const sign = linear < 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(linear), CLIP) + BIAS
  const exponent = 31 - Math.clz32(magnitude) - 7
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f
  return ~(sign | (exponent << 4) | mantissa) & 0xff
}
