import type { RoofFacts, RoofFinding } from '../../../src-preload/contract/leads.ts'
import { civilFromDays, dayNumber, daysBetween, MONTHS } from '../time.ts'
import { roofAgeYears } from './roof-age.ts'

/** Old news is not worth a call. */
const STORM_NEWS_DAYS = 3 * 365

/**
 * What the imported facts say about a roof, the weightiest first, each in a sentence that may be spoken as it is. Nothing is
 * said about damage, insurance cover or price: those are not imported facts.
 */
export function roofFindings(roof: RoofFacts, today: string): RoofFinding[] {
  return [ageFinding(roof, today), hailFinding(roof, today), stormFinding(roof, today), claimFinding(roof)]
    .filter((finding) => finding !== null)
    .sort((a, b) => b.weight - a.weight)
}

/** The findings as one or two sentences for a person who reads. */
export function roofSummary(roof: RoofFacts, today: string): string {
  const years = roofAgeYears(roof, today)
  const kind = [years !== null && `${plainNumber(years)}-year-old`, materialWords(roof.material), 'roof']
    .filter(Boolean)
    .join(' ')
  const size =
    roof.area_sqft === null ? '' : ` of ${Math.round(roof.area_sqft).toLocaleString('en-US')} sq ft`
  const facts =
    years === null && roof.material === null && roof.area_sqft === null
      ? 'Nothing is known about the roof itself.'
      : `${article(kind)} ${kind}${size}.`
  const weather = [hailFinding(roof, today), stormFinding(roof, today)].flatMap(
    (finding) => finding?.text.replace(' near you', ' near the house') ?? [],
  )
  return [facts, ...weather].join(' ')
}

/** Years that a roof of this material usually lasts. */
const LIFETIMES: readonly (readonly [RegExp, number])[] = [
  [/3-?tab|three.tab/i, 20],
  [/architect|dimension|laminat|asphalt|shingle|composition/i, 25],
  [/metal|seam/i, 50],
  [/tile|slate/i, 60],
  [/wood|shake|cedar/i, 25],
]

function ageFinding(roof: RoofFacts, today: string): RoofFinding | null {
  const years = roofAgeYears(roof, today)
  if (years === null || years < 1) return null
  const lifetime = LIFETIMES.find(([material]) => material.test(roof.material ?? ''))?.[1] ?? 30
  const name = [materialWords(roof.material)?.replace(/\s*roof(ing)?$/, ''), 'roof'].filter(Boolean).join(' ')
  return {
    code: 'roof-age',
    text: `Your ${name} is about ${plainNumber(years)} ${years === 1 ? 'year' : 'years'} old.`,
    weight: weightOf(years / lifetime),
    based_on: basedOn(roof, roof.installed_year !== null ? 'installed_year' : 'age_years', 'material'),
  }
}

function hailFinding(roof: RoofFacts, today: string): RoofFinding | null {
  const age = newsAge(roof.last_hail_on, today)
  if (age === null) return null
  const size =
    roof.hail_size_inches === null
      ? ''
      : ` of about ${plainNumber(roof.hail_size_inches)} ${roof.hail_size_inches === 1 ? 'inch' : 'inches'}`
  return {
    code: 'hail',
    text: `There was hail${size} reported near you in ${spokenMonth(roof.last_hail_on ?? today, today)}.`,
    weight: weightOf(((roof.hail_size_inches ?? 0.75) / 1.75) * (1 - age / (2 * STORM_NEWS_DAYS))),
    based_on: basedOn(roof, 'last_hail_on', 'hail_size_inches'),
  }
}

function stormFinding(roof: RoofFacts, today: string): RoofFinding | null {
  const age = newsAge(roof.last_storm_on, today)
  if (age === null) return null
  const wind = roof.wind_mph === null ? '' : ` with wind of about ${Math.round(roof.wind_mph)} miles an hour`
  return {
    code: 'storm',
    text: `There was a storm${wind} near you in ${spokenMonth(roof.last_storm_on ?? today, today)}.`,
    weight: weightOf(((roof.wind_mph ?? 50) / 100) * (1 - age / (2 * STORM_NEWS_DAYS))),
    based_on: basedOn(roof, 'last_storm_on', 'wind_mph'),
  }
}

function claimFinding(roof: RoofFacts): RoofFinding | null {
  if (roof.insurance_claim !== 'open' && roof.insurance_claim !== 'approved') return null
  const state = roof.insurance_claim === 'open' ? 'open' : 'approved'
  return {
    code: 'insurance-claim',
    text: `Our notes say that an insurance claim for the roof is ${state}.`,
    weight: 0.5,
    based_on: basedOn(roof, 'insurance_claim'),
  }
}

/** Days since it happened; null when it did not, is too long ago, or lies in the future. */
function newsAge(day: string | null, today: string): number | null {
  if (day === null) return null
  const age = daysBetween(day, today)
  return age < 0 || age > STORM_NEWS_DAYS ? null : age
}

/** "May" within a year, "May of last year" or "May 2024" before that. */
function spokenMonth(day: string, today: string): string {
  const { year, month } = civilFromDays(dayNumber(day))
  const name = MONTHS[month - 1] ?? ''
  const yearsAgo = Number(today.slice(0, 4)) - year
  if (yearsAgo === 0) return name
  return yearsAgo === 1 ? `${name} of last year` : `${name} ${year}`
}

/** `asphalt_shingle`, as some exports spell it, is "asphalt shingle" when somebody says it. */
const materialWords = (material: string | null): string | null =>
  material?.replaceAll('_', ' ').toLowerCase() ?? null

const weightOf = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 100) / 100
const plainNumber = (value: number): string => String(Math.round(value * 100) / 100)
const article = (words: string): string => (/^(8|11|18|a|e|i|o|u)/i.test(words) ? 'An' : 'A')

const basedOn = (roof: RoofFacts, ...fields: (keyof RoofFacts)[]): RoofFinding['based_on'] =>
  fields.filter((field) => roof[field] !== null).map((field) => ({ field, value: String(roof[field]) }))
