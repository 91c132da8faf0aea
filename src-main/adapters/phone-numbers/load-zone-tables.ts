import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AreaCodes, ZipZones, type ZoneTables, zoneTables } from '../../core/compliance/place.ts'

/** Reads resources/compliance. Throws when the tables are missing or broken: without them nothing may be dialed. */
export function loadZoneTables(folder: string): ZoneTables {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'))
  return zoneTables(ZipZones.parse(read('zip-zones.json')), AreaCodes.parse(read('area-codes.json')))
}
