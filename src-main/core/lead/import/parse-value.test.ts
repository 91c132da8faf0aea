import { describe, expect, it } from 'vitest'
import { cleanText, parseDay, parseInstant, parseNumber, parseYesNo } from './parse-value.ts'
import { roofFrom } from './roof-cells.ts'
import { RowReader } from './row-reader.ts'
import { stateCode } from './us-states.ts'

it.each([
  ['2026-05-14', '2026-05-14'],
  ['5/14/2026', '2026-05-14'],
  ['05-14-26', '2026-05-14'],
  ['14.5.2026', '2026-05-14'],
  ['25/12/2025', '2025-12-25'],
  ['May 14, 2026', '2026-05-14'],
  ['Thursday, May 14, 2026', '2026-05-14'],
  ['14-May-2026', '2026-05-14'],
  ['14 may 26', '2026-05-14'],
  ['2026-05-14T23:10:00-06:00', '2026-05-14'],
  ['2026/5/14 10:22', '2026-05-14'],
  ['46156', '2026-05-14'],
  ['2026-02-30', undefined],
  ['13/13/2026', undefined],
  ['soon', undefined],
  ['', null],
  ['n/a', null],
])('reads the day %j as %j', (cell, day) => {
  expect(parseDay(cell)).toBe(day)
})

it.each([
  ['2026-11-17T14:00:00Z', '2026-11-17T14:00:00.000Z'],
  ['2026-11-17T08:00:00-06:00', '2026-11-17T14:00:00.000Z'],
  ['11/17/2026 2:05 PM', '2026-11-17T14:05:00.000Z'],
  ['11/17/2026 12:05 am', '2026-11-17T00:05:00.000Z'],
  ['2026-11-17', '2026-11-17T12:00:00.000Z'],
])('reads the instant %j', (cell, instant) => {
  expect(new Date(parseInstant(cell) ?? Number.NaN).toISOString()).toBe(instant)
})

it.each([
  ['2,400 sq ft', 2400],
  ['22 yrs', 22],
  ['1.75"', 1.75],
  ['1 3/4"', 1.75],
  ['1¾', 1.75],
  ['3/4', 0.75],
  ['20-25', 20],
  ['-97.78', -97.78],
  ['.5', 0.5],
  ['about thirty', undefined],
  ['', null],
])('reads the number in %j', (cell, value) => {
  expect(parseNumber(cell)).toBe(value)
})

it('reads yes and no in the words of many programs', () => {
  for (const yes of ['yes', 'Y', 'TRUE', '1', 'x', 'Sí']) expect(parseYesNo(yes)).toBe(true)
  for (const no of ['no', 'N', 'false', '0']) expect(parseYesNo(no)).toBe(false)
  expect(parseYesNo('maybe')).toBeUndefined()
  expect(parseYesNo('unknown')).toBeNull()
})

it('strips marks that hide or reorder text, and keeps formulas as the text they are', () => {
  expect(cleanText('\u202eevil\u202c na\u0000me\u200b\t x ')).toBe('evil name x')
  expect(cleanText('=HYPERLINK("http://x","y")')).toBe('=HYPERLINK("http://x","y")')
  expect(cleanText(' \u00a0 ')).toBeNull()
})

it.each([
  ['Texas', 'TX'],
  ['tx', 'TX'],
  ['D.C.', 'DC'],
  ['US-OK', 'OK'],
  ['U.S. Virgin Islands', 'VI'],
  ['virgin islands', 'VI'],
  ['Ontario', 'ONTARIO'],
])('knows the state %s as %s', (text, code) => {
  expect(stateCode(text)).toBe(code)
})

describe('the roof of a row', () => {
  const roof = (cells: Record<string, string>) => {
    const fields = Object.keys(cells)
    return roofFrom(
      new RowReader(fields, Object.fromEntries(fields.map((field) => [field, field]))).turnTo(
        Object.values(cells),
      ),
      '2026-11-24',
    )
  }

  it('understands a year where an age was asked for, and the other way round', () => {
    expect(roof({ roof_age: '2004' })).toMatchObject({ installed_year: 2004, age_years: 22 })
    expect(roof({ installed_year: '22 yrs' })).toMatchObject({ installed_year: null, age_years: 22 })
    expect(roof({ installed_year: '6/1/2004' })).toMatchObject({ installed_year: 2004, age_years: 22 })
  })

  it('counts squares, slopes that a spreadsheet turned into dates, and hail by the names of things', () => {
    expect(roof({ area_sqft: '24 squares' }).area_sqft).toBe(2400)
    expect(roof({ slope: '6-Dec' }).slope).toBe('6/12')
    expect(roof({ slope: '6:12' }).slope).toBe('6/12')
    expect(roof({ hail_size_inches: 'Golf Ball' }).hail_size_inches).toBe(1.75)
    expect(roof({ hail_size_inches: '44 mm' }).hail_size_inches).toBe(1.73)
  })

  it.each([
    ['Squares', '24', 2400],
    ['roof_squares', '31.5', 3150],
    ['Roof Squares', '2400', 2400],
    ['Squares', '24 squares', 2400],
    ['Roof Squares', '24 sq ft', 24],
    ['Roof sqft', '24', 24],
  ])('reads the unit of an area from the column %s: %s', (header, cell, squareFeet) => {
    const row = new RowReader([header], { [header]: 'area_sqft' }).turnTo([cell])
    expect(roofFrom(row, '2026-11-24').area_sqft).toBe(squareFeet)
  })

  it.each([
    ['last_hail_on', '2026-11-25'],
    ['last_storm_on', '12/31/2026'],
    ['slope', 'steep'],
  ] as const)('leaves out what cannot be, and says so: %s %s', (field, cell) => {
    const row = new RowReader([field], { [field]: field }).turnTo([cell])
    expect(roofFrom(row, '2026-11-24')[field]).toBeNull()
    expect(row.unclear).toEqual([field])
  })

  it('takes a hail of the same day', () =>
    expect(roof({ last_hail_on: '11/24/2026' }).last_hail_on).toBe('2026-11-24'))

  it('never guesses a claim or an owner from words it does not know', () => {
    expect(roof({ insurance_claim: 'filed' }).insurance_claim).toBe('open')
    expect(roof({ insurance_claim: 'Denied by carrier' }).insurance_claim).toBe('denied')
    expect(roof({ insurance_claim: 'ask Bob' }).insurance_claim).toBe('unknown')
    expect(roof({ owner_occupied: 'Absentee owner' }).owner_occupied).toBe(false)
    expect(roof({ owner_occupied: 'ask Bob' }).owner_occupied).toBeNull()
  })
})
