/** A carrier may fall back to A-law (PCMA), usual outside North America. The desktop hears μ-law (PCMU) only. */

export function alawToMulaw(alaw: Uint8Array, into: Uint8Array): void {
  for (let at = 0; at < alaw.length; at++) into[at] = TABLE[alaw[at] ?? 0] ?? 0xff
}

const TABLE = Uint8Array.from({ length: 256 }, (_, code) => mulawOf(linearOfAlaw(code)))

/** ITU-T G.711, A-law code to a 16-bit sample. */
function linearOfAlaw(code: number): number {
  const toggled = code ^ 0x55
  const exponent = (toggled >> 4) & 0x07
  const mantissa = (toggled & 0x0f) << 4
  const magnitude = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1)
  return toggled & 0x80 ? magnitude : -magnitude
}

/** ITU-T G.711, a 16-bit sample to its μ-law code. */
function mulawOf(sample: number): number {
  const magnitude = Math.min(Math.abs(sample), 32_635) + 0x84
  const exponent = Math.max(0, 31 - Math.clz32(magnitude) - 7)
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff
}
