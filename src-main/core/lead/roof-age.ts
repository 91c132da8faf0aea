import type { RoofFacts } from '../../../src-preload/contract/leads.ts'

/** Counted from the year of installation where it is known: that never goes stale, as a stated age does. */
export function roofAgeYears(
  roof: Pick<RoofFacts, 'age_years' | 'installed_year'>,
  today: string,
): number | null {
  if (roof.installed_year === null) return roof.age_years
  const years = Number(today.slice(0, 4)) - roof.installed_year
  return years >= 0 ? years : roof.age_years
}
