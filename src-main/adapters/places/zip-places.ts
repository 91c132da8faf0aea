import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Location } from '../../core/neighborhood/distance.ts'

const Table = z.object({ zip3: z.record(z.string(), z.string()) })
const WIDTH = 11

/** About where a ZIP code lies, from resources/places; null for one that is not listed. */
export function zipPlaces(file: string): (zip: string | null) => Location | null {
  const { zip3 } = Table.parse(JSON.parse(readFileSync(file, 'utf8')))
  return (zip) => {
    const code = /^(\d{5})(-\d{4})?$/.exec(zip ?? '')?.[1] ?? ''
    const places = zip3[code.slice(0, 3)]
    if (!places) return null
    for (let at = 0; at < places.length; at += WIDTH) {
      if (places.slice(at, at + 2) !== code.slice(3)) continue
      const latitude = Number(places.slice(at + 2, at + 6)) / 100
      return { latitude, longitude: -Number(places.slice(at + 6, at + WIDTH)) / 100 }
    }
    return null
  }
}
