import type { RoofFacts } from '../../../src-preload/contract/leads.ts'
import { dayNumber } from '../time.ts'
import { roofAgeYears } from './roof-age.ts'

/** How much a visit is worth, 0 to 100, from the roof's facts alone: age, hail, wind, claim, and who lives there. */
export function scoreOf(roof: RoofFacts, today: string): number {
  const points =
    agePoints(roofAgeYears(roof, today)) +
    hailPoints(roof, today) +
    windPoints(roof, today) +
    CLAIM_POINTS[roof.insurance_claim] +
    ownerPoints(roof.owner_occupied)
  return Math.min(100, Math.round(points))
}

const UNKNOWN_AGE_POINTS = 10

/** A roof grows interesting from its tenth year on; at 25 it has nothing left to gain. */
function agePoints(years: number | null): number {
  if (years === null) return UNKNOWN_AGE_POINTS
  return 35 * between(0, (years - 5) / 20, 1)
}

/** Hail bruises shingles from about an inch on. */
function hailPoints({ last_hail_on, hail_size_inches }: RoofFacts, today: string): number {
  if (last_hail_on === null) return 0
  const size = hail_size_inches === null ? 0.5 : between(0, (hail_size_inches - 0.5) / 1.25, 1)
  return 25 * size * recency(last_hail_on, today)
}

function windPoints({ last_storm_on, wind_mph }: RoofFacts, today: string): number {
  if (last_storm_on === null) return 0
  const force = wind_mph === null ? 0.5 : between(0, (wind_mph - 40) / 30, 1)
  return 10 * force * recency(last_storm_on, today)
}

/** Fresh damage counts in full for half a year and is forgotten after three. */
function recency(day: string, today: string): number {
  const years = (dayNumber(today) - dayNumber(day)) / 365.25
  return years < 0 ? 0 : between(0, 1 - (years - 0.5) / 2.5, 1)
}

const CLAIM_POINTS: Readonly<Record<RoofFacts['insurance_claim'], number>> = {
  approved: 15,
  open: 12,
  none: 6,
  unknown: 4,
  denied: 3,
  closed: 0,
}

function ownerPoints(ownerOccupied: boolean | null): number {
  if (ownerOccupied === null) return 7
  return ownerOccupied ? 15 : 0
}

const between = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value))
