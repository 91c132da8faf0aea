import { distanceMeters, type Location } from '../neighborhood/distance.ts'

/** Roads are longer than the line between two houses (decision record 0017). */
const ROAD_FACTOR = 1.3
/** Streets first, then faster roads. */
const STREET_KM = 8
const STREET_KMH = 35
const ROAD_KMH = 80
/** Packing up, parking, walking to the door. */
const AROUND_MINUTES = 10
const STEP_MINUTES = 5
const MINUTE_MS = 60_000

/** Between two visits when it is not known how far they are apart. */
const UNKNOWN_TRAVEL_MS = 30 * MINUTE_MS

/** A visit that began longer before another is not where its crew comes from. */
export const SAME_DAY_MS = 12 * 60 * MINUTE_MS

/** The drive in minutes, as it is told to people; null where nobody knows where one of the houses stands. */
export const knownTravelMinutes = (from: Location | null, to: Location | null): number | null =>
  from && to ? travelMs(from, to) / MINUTE_MS : null

/** How long a crew needs from one house to the next, rounded up to five minutes. */
export function travelMs(from: Location | null, to: Location | null): number {
  if (!from || !to) return UNKNOWN_TRAVEL_MS
  const km = (distanceMeters(from, to) / 1_000) * ROAD_FACTOR
  const hours = Math.min(km, STREET_KM) / STREET_KMH + Math.max(0, km - STREET_KM) / ROAD_KMH
  return Math.ceil((hours * 60 + AROUND_MINUTES) / STEP_MINUTES) * STEP_MINUTES * MINUTE_MS
}
