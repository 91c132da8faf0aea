import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadZoneTables } from '../phone-numbers/load-zone-tables.ts'
import { stateBorders } from './state-borders.ts'
import { readZipTable } from './zip-places.ts'

const resources = join(import.meta.dirname, '../../../resources')
const isNear = stateBorders(
  readZipTable(join(resources, 'places/zip-places.json')),
  loadZoneTables(join(resources, 'compliance')),
)

// The postal service delivers under each of these codes in both states.
it.each([
  ['59221', 'ND'],
  ['59221', 'MT'],
  ['42223', 'TN'],
  ['97635', 'CA'],
  ['73949', 'TX'],
  ['84536', 'AZ'],
  ['81137', 'NM'],
  ['99362', 'OR'],
  ['71749', 'LA'],
  ['51001', 'SD'],
  ['63673', 'IL'],
  ['86515', 'NM'],
])('ZIP %s may have houses in %s', (zip, state) => expect(isNear(zip, state)).toBe(true))

it.each([
  ['99999', 'TX'],
  ['78745', 'OK'],
  ['10001', 'CA'],
  ['98101', 'TX'],
  ['78745', 'ZZ'],
])('ZIP %s has no house in %s', (zip, state) => expect(isNear(zip, state)).toBe(false))

it('judges a ZIP code too new for the table by its neighbors', () => {
  expect(isNear('99397', 'OR')).toBe(true)
  expect(isNear('99397-0001', 'TX')).toBe(false)
})
