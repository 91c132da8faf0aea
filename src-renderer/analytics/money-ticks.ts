/** Below this many cents at the top of an axis, whole dollars would repeat or all be zero. */
const SMALL_CENTS = 1_000

/** How the ticks of a money axis are written: in cents while the sums are small, in whole dollars above. */
export function moneyTick(cents: number, highestCents: number): string {
  if (highestCents < SMALL_CENTS) return `$${(cents / 100).toFixed(2)}`
  return `$${Math.round(cents / 100).toLocaleString('en-US')}`
}
