/** 53 bits, enough to tell the rows of a file apart without keeping them. */
export function hashOf(cells: readonly string[]): number {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (const cell of cells) {
    for (let i = 0; i < cell.length; i++) {
      const code = cell.charCodeAt(i)
      high = Math.imul(high ^ code, 2_654_435_761)
      low = Math.imul(low ^ code, 1_597_334_677)
    }
    high = Math.imul(high ^ 31, 2_654_435_761)
    low = Math.imul(low ^ 31, 1_597_334_677)
  }
  return (high & 0x1fffff) * 4_294_967_296 + (low >>> 0)
}
