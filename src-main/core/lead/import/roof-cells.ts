import type { RoofFacts } from '../../../../src-preload/contract/leads.ts'
import { cleanText, parseDay, parseNumber, parseYesNo } from './parse-value.ts'
import type { RowReader } from './row-reader.ts'

/**
 * The roof's facts as a row tells them, with the units and words that people use. `today` is the last day on which
 * anything on record can have happened, as `2026-11-24`.
 */
export function roofFrom(row: RowReader, today: string): RoofFacts {
  const todayYear = Number(today.slice(0, 4))
  return {
    ...age(row, todayYear),
    material: row.text('material', 80),
    area_sqft: area(row),
    slope: slope(row),
    last_hail_on: pastDay(row, 'last_hail_on', today),
    hail_size_inches: hailSize(row),
    last_storm_on: pastDay(row, 'last_storm_on', today),
    wind_mph: row.number('wind_mph', 1, 250),
    insurance_claim: claim(row.raw('insurance_claim')),
    owner_occupied: occupied(row),
  }
}

/** "2004" under "Roof age" is a year; "22 yrs" under "Year installed" is an age. */
function age(row: RowReader, todayYear: number): Pick<RoofFacts, 'age_years' | 'installed_year'> {
  const stated = row.number('roof_age', 0, todayYear)
  const installed = parseDay(row.raw('installed_year'))
  const year = installed ? Number(installed.slice(0, 4)) : row.number('installed_year', 0, todayYear)
  const isYear = (value: number | null) => value !== null && value >= 1800
  const installed_year = isYear(year) ? year : isYear(stated) ? stated : null
  const age_years = stated !== null && stated <= 150 ? stated : year !== null && year <= 150 ? year : null
  if (installed_year === null && age_years === null && (stated !== null || year !== null))
    row.notUnderstood('roof_age')
  return {
    installed_year: installed_year === null ? null : Math.trunc(installed_year),
    age_years: age_years ?? (installed_year === null ? null : todayYear - Math.trunc(installed_year)),
  }
}

/** Roofers count in squares of 100 square feet. A column may say so once for all its bare figures. */
function area(row: RowReader): number | null {
  const value = row.number('area_sqft', 1, 1_000_000)
  if (value === null) return null
  const cell = row.raw('area_sqft').trim()
  if (/\bsq(uares?|s)?\.?$/i.test(cell) && value < 300) return value * 100
  const inSquares = /(^|[^a-z])squares([^a-z]|$)/i.test(row.header('area_sqft'))
  return inSquares && !/[a-z]/i.test(cell) && value < 100 ? value * 100 : value
}

/** Spreadsheets turn 6/12 into the sixth of December or a day in June. */
function slope(row: RowReader): string | null {
  const text = cleanText(row.raw('slope'), 20)
  const month = /^(?:(\d{1,2})-Dec|Dec-(\d{1,2}))$/i.exec(text ?? '')
  if (month) return `${Number(month[1] ?? month[2])}/12`
  const parts = /^(\d{1,2}(?:\.\d+)?)\s*(?:\/|:|on|in|over|-)\s*12\b/i.exec(text ?? '')
  const rise = parts?.[1] ?? /^\d{1,2}$/.exec(text ?? '')?.[0]
  if (rise !== undefined) return `${Number(rise)}/12`
  if (text !== null) row.notUnderstood('slope')
  return null
}

const HAIL_NAMES: Readonly<Record<string, number>> = {
  pea: 0.25,
  marble: 0.5,
  penny: 0.75,
  nickel: 0.88,
  quarter: 1,
  'half dollar': 1.25,
  walnut: 1.5,
  'ping pong': 1.5,
  'golf ball': 1.75,
  'hen egg': 2,
  'tennis ball': 2.5,
  baseball: 2.75,
  softball: 4,
}

function hailSize(row: RowReader): number | null {
  const text = row.raw('hail_size_inches').toLowerCase()
  const named = Object.keys(HAIL_NAMES).find(
    (name) => text.includes(name) || text.replace(/[^a-z]/g, '').includes(name.replace(' ', '')),
  )
  if (named && !/\d/.test(text)) return HAIL_NAMES[named] ?? null
  const value = parseNumber(text)
  if (/\bmm\b/.test(text) && value) return Math.round((value / 25.4) * 100) / 100
  if (/\bcm\b/.test(text) && value) return Math.round((value / 2.54) * 100) / 100
  return row.number('hail_size_inches', 0.1, 8)
}

function pastDay(row: RowReader, field: string, today: string): string | null {
  const day = row.day(field)
  if (day === null || day <= today) return day
  row.notUnderstood(field)
  return null
}

const CLAIM_WORDS: readonly (readonly [RegExp, RoofFacts['insurance_claim']])[] = [
  [/\b(denied|rejected|declined|refused)\b/, 'denied'],
  [/\b(closed|complete|completed|done|finished)\b/, 'closed'],
  [/\b(approved|paid|settled|accepted|granted)\b/, 'approved'],
  [/^(no|none|n|false|0|not filed|no claim|not yet|never)\b/, 'none'],
  [
    /\b(open|filed|pending|submitted|review|progress|active|started|yes|y|true|adjuster|inspection)\b/,
    'open',
  ],
]

function claim(cell: string): RoofFacts['insurance_claim'] {
  const text = cleanText(cell, 80)?.toLowerCase() ?? ''
  return CLAIM_WORDS.find(([words]) => words.test(text))?.[1] ?? 'unknown'
}

function occupied(row: RowReader): boolean | null {
  const text = row.raw('owner_occupied').toLowerCase()
  if (/\b(non|not|absentee|rent|renter|rental|rented|tenant|landlord|investor|vacant)\b/.test(text))
    return false
  if (/\b(owner|owned|own|owns|homeowner|primary)\b/.test(text)) return true
  return parseYesNo(text) ?? null
}
