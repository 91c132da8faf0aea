/** Chance that comes out the same on every run (mulberry32). */
export interface Chance {
  next(): number
  from<Item>(items: readonly Item[]): Item
  between(low: number, high: number): number
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    from: (items) => items[Math.floor(next() * items.length)] as (typeof items)[number],
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
  }
}
