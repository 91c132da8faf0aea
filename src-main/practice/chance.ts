/** Seeded chance: the same seed always plays the same world. */

/** FNV-1a: a stable 32-bit number for any text. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** One step of mulberry32: a number in [0, 1) and the next seed. */
export function draw(seed: number): [value: number, nextSeed: number] {
  const next = (seed + 0x6d2b79f5) >>> 0
  let mixed = Math.imul(next ^ (next >>> 15), next | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return [((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296, next]
}

export function dice(firstSeed: number): () => number {
  let seed = firstSeed >>> 0
  return () => {
    const [value, next] = draw(seed)
    seed = next
    return value
  }
}

export const between = (random: number, low: number, high: number): number => low + random * (high - low)
