import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadZoneTables } from '../../adapters/phone-numbers/load-zone-tables.ts'
import { placeOf, zipPlace } from './place.ts'

const tables = loadZoneTables(join(import.meta.dirname, '../../../resources/compliance'))
const CENTRAL = 'America/Chicago'
const EASTERN = 'America/New_York'
const MOUNTAIN = 'America/Denver'

it.each([
  ['32401', 'FL', CENTRAL],
  ['32456', 'FL', EASTERN],
  ['46307', 'IN', CENTRAL],
  ['42101', 'KY', CENTRAL],
  ['83814', 'ID', 'America/Los_Angeles'],
  ['97914', 'OR', 'America/Boise'],
  ['57701', 'SD', MOUNTAIN],
  ['79901', 'TX', MOUNTAIN],
  ['86505', 'AZ', MOUNTAIN],
  ['86040', 'AZ', 'America/Phoenix'],
  ['89883', 'NV', MOUNTAIN],
  ['99546', 'AK', 'America/Adak'],
  ['96813', 'HI', 'Pacific/Honolulu'],
  ['49801', 'MI', 'America/Menominee'],
  ['00901', 'PR', 'America/Puerto_Rico'],
  ['00802', 'VI', 'America/St_Thomas'],
  ['96910', 'GU', 'Pacific/Guam'],
  ['78745-1234', 'TX', CENTRAL],
])('knows that ZIP %s is in %s on %s time', (zip, state, zone) => {
  const place = zipPlace(tables, zip)
  expect(place?.states).toEqual([state])
  expect(place?.zones).toContain(zone)
})

it('counts both zones in the Alabama towns that keep Georgia’s time', () => {
  expect(zipPlace(tables, '36869')?.zones).toEqual(expect.arrayContaining([CENTRAL, EASTERN]))
})

it('counts every zone of a ZIP prefix that spans a border', () => {
  expect(zipPlace(tables, '32456')?.zones).toEqual(expect.arrayContaining([CENTRAL, EASTERN]))
  for (const prefix of '324 368 373 377 401 426 427 465 469 475 479 498 499 575 576 585 586 588 677 678 690 691 692 798 835 860 865 898 979 995'.split(
    ' ',
  )) {
    expect(tables.mixedZip3.has(prefix)).toBe(true)
  }
})

it('takes a ZIP code too new for the table for anywhere within its prefix, and an impossible one for nowhere', () => {
  expect(zipPlace(tables, '32499')?.zones).toEqual(expect.arrayContaining([CENTRAL, EASTERN]))
  expect(zipPlace(tables, '00000')).toBeNull()
  expect(zipPlace(tables, 'M5V 2T6')).toBeNull()
})

describe('a phone and an address', () => {
  it('count together, so that a number from elsewhere narrows the hours', () => {
    const place = placeOf(tables, { state: 'FL', zip: '33101' }, '+13105550101')
    expect(place).toEqual({
      zones: [EASTERN, 'America/Los_Angeles'],
      states: ['FL', 'CA'],
      addressStates: ['FL'],
      phoneStates: ['CA'],
    })
  })

  it('count for both states when ZIP code and state disagree', () => {
    expect(placeOf(tables, { state: 'TX', zip: '90210' }, '+15125550101').addressStates).toEqual(['TX', 'CA'])
  })

  it.each([
    ['+12195550101', [CENTRAL, 'America/Indiana/Indianapolis']],
    ['+15415550101', ['America/Boise', 'America/Los_Angeles']],
    ['+14585550101', ['America/Boise', 'America/Los_Angeles']],
    ['+19285550101', [MOUNTAIN, 'America/Phoenix']],
    ['+13085550101', [CENTRAL, MOUNTAIN]],
    ['+19155550101', [MOUNTAIN]],
    ['+18005550101', []],
    ['+14165550101', []],
  ])('%s may be in %j', (phone, zones) => {
    expect(placeOf(tables, { state: null, zip: null }, phone).zones).toEqual(zones)
  })
})
