import type { RoofFinding } from '../../src-preload/contract/leads.ts'
import { formatDay } from '../ui/format.ts'

/** What roofs are covered with, in the words of the trade. */
const MATERIALS = [
  'Asphalt shingle',
  'Architectural shingle',
  '3-tab shingle',
  'Standing seam metal',
  'Metal panel',
  'Clay tile',
  'Concrete tile',
  'Slate',
  'Wood shake',
  'Flat membrane',
  'Built-up or tar',
]

const SLOPES = ['Flat', ...Array.from({ length: 15 }, (_, index) => `${index + 2}/12`)]

/** A material as a CRM exports it, `asphalt_shingle` or "ASPHALT SHINGLE", in plain words; hyphens are part of them. */
export function materialWords(material: string): string {
  const words = material.replaceAll('_', ' ').trim()
  const known = MATERIALS.find((each) => each.toLowerCase() === words.toLowerCase())
  return known ?? words.charAt(0).toUpperCase() + words.slice(1)
}

export const materialChoices = (own: string | null): string[] => withOwn(MATERIALS, own)
export const slopeChoices = (own: string | null): string[] => withOwn(SLOPES, own)

/** What stands there stays a choice, whatever it is. */
const withOwn = (choices: string[], own: string | null): string[] =>
  own === null || choices.includes(own) ? choices : [own, ...choices]

const FACTS: Record<string, (value: string) => string> = {
  age_years: (years) => `${years} years old`,
  installed_year: (year) => `installed in ${year}`,
  material: (material) => materialWords(material).toLowerCase(),
  last_hail_on: (day) => `hail on ${formatDay(day)}`,
  hail_size_inches: (inches) => `${inches} in across`,
  last_storm_on: (day) => `storm on ${formatDay(day)}`,
  wind_mph: (mph) => `wind of ${mph} mph`,
  insurance_claim: (state) => `insurance claim ${state}`,
}

/** The imported values that a sentence of the agent rests on. */
export const basedOnWords = (facts: RoofFinding['based_on']): string =>
  facts.map(({ field, value }) => FACTS[field]?.(value) ?? value).join(', ')
