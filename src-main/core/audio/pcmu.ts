/**
 * PCMU (G.711 μ-law, 8 kHz): the only audio format between carrier, recogniser and voice.
 * One byte is one sample, 8 bytes are one millisecond, 160 bytes are one 20 ms frame.
 */
export const PCMU_BYTES_PER_MS = 8
export const FRAME_MS = 20
export const FRAME_BYTES = PCMU_BYTES_PER_MS * FRAME_MS
/** The μ-law code of a zero sample. */
export const PCMU_SILENCE = 0xff

export const pcmuDurationMs = (byteLength: number): number => byteLength / PCMU_BYTES_PER_MS

/** So many milliseconds of silence, as μ-law at 8 kHz. */
export function silence(durationMs: number): Uint8Array {
  return new Uint8Array(Math.round(durationMs * PCMU_BYTES_PER_MS)).fill(PCMU_SILENCE)
}

const BIAS = 0x84
const CLIP = 32_635

/** One linear 16-bit sample to its μ-law code (ITU-T G.711). */
export function encodeSample(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(sample), CLIP) + BIAS
  let exponent = 7
  for (let mask = 0x4000; exponent > 0 && (magnitude & mask) === 0; mask >>= 1) exponent--
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f
  return ~(sign | (exponent << 4) | mantissa) & 0xff
}

/** One μ-law code to its linear 16-bit sample. */
export function decodeSample(code: number): number {
  const inverted = ~code & 0xff
  const exponent = (inverted >> 4) & 0x07
  const magnitude = (((inverted & 0x0f) << 3) + BIAS) << exponent
  return inverted & 0x80 ? BIAS - magnitude : magnitude - BIAS
}

const DECODE_TABLE = Int16Array.from({ length: 256 }, (_, code) => decodeSample(code))

const SQUARES = Float64Array.from(DECODE_TABLE, (sample) => sample * sample)

/** μ-law bytes as 16-bit linear samples, one for each byte. */
export function decodePcmu(bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) samples[i] = DECODE_TABLE[bytes[i] as number] as number
  return samples
}

/** 16-bit linear samples as μ-law, one byte for each. */
export function encodePcmu(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length)
  for (let i = 0; i < samples.length; i++) bytes[i] = encodeSample(samples[i] as number)
  return bytes
}

/** Loudness of a stretch of PCMU in dBFS, −96 for digital silence. */
export function levelDbfs(bytes: Uint8Array): number {
  if (bytes.length === 0) return -96
  // Asked of every frame of every call, in both directions.
  let sum = 0
  for (let i = 0; i < bytes.length; i++) sum += SQUARES[bytes[i] as number] as number
  const rms = Math.sqrt(sum / bytes.length)
  return rms < 1 ? -96 : Math.max(-96, 20 * Math.log10(rms / 32_768))
}

/** How long speech is silent at its beginning, to 5 ms; all of it, when it is. */
export function leadingSilenceMs(pcmu: Uint8Array): number {
  let at = 0
  while (at < pcmu.length && levelDbfs(pcmu.subarray(at, at + QUIET_STEP_BYTES)) < QUIET_DBFS)
    at += QUIET_STEP_BYTES
  return pcmuDurationMs(Math.min(at, pcmu.length))
}
const QUIET_STEP_BYTES = 5 * PCMU_BYTES_PER_MS
/** A breath, but no voice. */
const QUIET_DBFS = -50
