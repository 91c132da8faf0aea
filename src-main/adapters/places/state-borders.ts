import { type ZoneTables, zipPlace } from '../../core/compliance/place.ts'
import { boxAround, distanceMeters, type Location } from '../../core/neighborhood/distance.ts'
import { fiveDigits, placesUnder, type ZipTable } from './zip-places.ts'

/** Mail routes cross state lines, in the West over long ways: so far from a state no ZIP code has houses in it. */
const NEAR_M = 80_000

/**
 * Whether a ZIP code lies so near to a state that some of its houses may stand there. The tables know one state for each
 * ZIP code, and some two hundred have houses in two. Looks at the whole table at the first question only.
 */
export function stateBorders(table: ZipTable, zones: ZoneTables): (zip: string, state: string) => boolean {
  let byState: ReadonlyMap<string, readonly Location[]> | null = null
  const known = new Map<string, boolean>()
  return (zip, state) => {
    const code = fiveDigits(zip)
    const key = `${code}${state}`
    let near = known.get(key)
    if (near === undefined) {
      byState ??= placesByState(table, zones)
      const places = byState.get(state) ?? []
      near = whereabouts(table, code).some((from) => isNearAny(from, places))
      known.set(key, near)
    }
    return near
  }
}

function placesByState(table: ZipTable, zones: ZoneTables): Map<string, Location[]> {
  const found = new Map<string, Location[]>()
  for (const prefix of Object.keys(table))
    for (const [ending, location] of placesUnder(table, prefix)) {
      const at = zipPlace(zones, `${prefix}${ending}`)
      for (const state of at?.states ?? []) {
        const places = found.get(state)
        if (places) places.push(location)
        else found.set(state, [location])
      }
    }
  return found
}

/** Of a ZIP code too new for the table nothing is known but its prefix. */
function whereabouts(table: ZipTable, code: string): Location[] {
  const around = [...placesUnder(table, code.slice(0, 3))]
  const exact = around.filter(([ending]) => ending === code.slice(3))
  return (exact.length > 0 ? exact : around).map(([, location]) => location)
}

function isNearAny(from: Location, places: readonly Location[]): boolean {
  const { south, north, west, east } = boxAround(from, NEAR_M)
  return places.some(
    (to) =>
      to.latitude > south &&
      to.latitude < north &&
      to.longitude > west &&
      to.longitude < east &&
      distanceMeters(from, to) < NEAR_M,
  )
}
