import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Location } from '../../core/neighborhood/distance.ts'

const Table = z.object({ zip3: z.record(z.string(), z.string()) })
const WIDTH = 11

/** About where each ZIP code lies, by its first three digits: resources/places. */
export type ZipTable = Readonly<Record<string, string>>

export const readZipTable = (file: string): ZipTable =>
  Table.parse(JSON.parse(readFileSync(file, 'utf8'))).zip3

/** About where a ZIP code lies; null for one that is not listed. */
export const zipPlaces =
  (table: ZipTable) =>
  (zip: string | null): Location | null => {
    const code = fiveDigits(zip)
    for (const [ending, location] of placesUnder(table, code.slice(0, 3)))
      if (ending === code.slice(3)) return location
    return null
  }

/** The five digits of a ZIP code as it is written; empty when it is none. */
export const fiveDigits = (zip: string | null): string => /^(\d{5})(-\d{4})?$/.exec(zip ?? '')?.[1] ?? ''

/** All listed ZIP codes that begin so: their last two digits, and where they lie. */
export function* placesUnder(table: ZipTable, prefix: string): Generator<[string, Location]> {
  const places = table[prefix] ?? ''
  for (let at = 0; at < places.length; at += WIDTH) {
    const latitude = Number(places.slice(at + 2, at + 6)) / 100
    const longitude = -Number(places.slice(at + 6, at + WIDTH)) / 100
    yield [places.slice(at, at + 2), { latitude, longitude }]
  }
}
