import { decodeSample } from '../../core/audio/pcmu.ts'

/** A-law, which calls outside North America may arrive in (ITU-T G.711). */
const TO_PCMA = Uint8Array.from({ length: 256 }, (_, code) => encodePcma(decodeSample(code)))

export const toPcma = (pcmu: Uint8Array): Uint8Array => pcmu.map((code) => TO_PCMA[code] as number)

function encodePcma(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0
  const magnitude = Math.min(sample >= 0 ? sample : -sample - 1, 32_635) >> 3
  let exponent = 7
  for (let mask = 0x800; exponent > 0 && (magnitude & mask) === 0; mask >>= 1) exponent--
  const mantissa = (magnitude >> (exponent === 0 ? 1 : exponent)) & 0x0f
  return (sign | (exponent << 4) | mantissa) ^ 0x55
}
