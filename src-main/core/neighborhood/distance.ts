export interface Location {
  readonly latitude: number
  readonly longitude: number
}

const EARTH_RADIUS_M = 6_371_008.8
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Great-circle distance (haversine). */
export function distanceMeters(a: Location, b: Location): number {
  const northward = Math.sin(radians(b.latitude - a.latitude) / 2)
  const eastward = Math.sin(radians(b.longitude - a.longitude) / 2)
  const h = northward ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * eastward ** 2
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** A box that holds every point within the radius, with a hair to spare for rounding. */
export function boxAround(
  { latitude, longitude }: Location,
  radiusMeters: number,
): Readonly<Record<'south' | 'north' | 'west' | 'east', number>> {
  const angle = radiusMeters / EARTH_RADIUS_M
  const tall = (angle * 180) / Math.PI + 1e-6
  const north = Math.min(90, latitude + tall)
  const south = Math.max(-90, latitude - tall)
  // Meridians draw together toward the poles: the box must be as wide as its widest parallel needs.
  const cosine = Math.cos(radians(Math.max(Math.abs(north), Math.abs(south))))
  const wide = cosine <= angle ? 180 : (Math.asin(Math.sin(angle) / cosine) * 180) / Math.PI + 1e-6
  return { south, north, west: longitude - wide, east: longitude + wide }
}
