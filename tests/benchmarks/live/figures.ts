/** The value below which that share of the sample lies (nearest rank); NaN for an empty sample. */
export function percentile(sample: readonly number[], share: number): number {
  if (sample.length === 0) return Number.NaN
  const sorted = [...sample].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] as number
}

/** `name_p50_unit`, `name_p90_unit`, `name_p99_unit`. */
export const spread = (name: string, unit: string, sample: readonly number[]): Record<string, number> => ({
  [`${name}_p50_${unit}`]: percentile(sample, 0.5),
  [`${name}_p90_${unit}`]: percentile(sample, 0.9),
  [`${name}_p99_${unit}`]: percentile(sample, 0.99),
})

/** Change per unit of x of the straight line that fits best; 0 for less than two points. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  if (points.length < 2) return 0
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  const under = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  return under === 0 ? 0 : over / under
}
