import { join } from 'node:path'
import { expect, it } from 'vitest'
import { distanceMeters } from '../../core/neighborhood/distance.ts'
import { readZipTable, zipPlaces } from './zip-places.ts'

const table = readZipTable(join(import.meta.dirname, '../../../resources/places/zip-places.json'))
const placeOf = zipPlaces(table)

it.each([
  ['78701', { latitude: 30.27, longitude: -97.74 }],
  ['10001', { latitude: 40.75, longitude: -74.0 }],
  ['99546-1234', { latitude: 51.88, longitude: -176.65 }],
])('ZIP %s lies within ten kilometers of where the map has it', (zip, expected) => {
  const place = placeOf(zip)
  expect(place && distanceMeters(place, expected)).toBeLessThan(10_000)
})

it('does not guess where an unknown ZIP lies', () => {
  for (const zip of [null, '', '787', '00000', '78799x', '99999']) expect(placeOf(zip)).toBeNull()
})
