/** PCMU (G.711 μ-law) to samples between −1 and 1, as WebAudio takes them. */
export function decodePcmu(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(bytes.length)
  for (let index = 0; index < bytes.length; index++)
    samples[index] = SAMPLE_OF_CODE[bytes[index] ?? 0xff] ?? 0
  return samples
}

const BIAS = 0x84

const SAMPLE_OF_CODE = Float32Array.from({ length: 256 }, (_, code) => {
  const inverted = ~code & 0xff
  const magnitude = ((((inverted & 0x0f) << 3) + BIAS) << ((inverted >> 4) & 0x07)) - BIAS
  return (inverted & 0x80 ? -magnitude : magnitude) / 32_768
})
