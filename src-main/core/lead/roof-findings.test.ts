import { expect, it } from 'vitest'
import type { RoofFacts } from '../../../src-preload/contract/leads.ts'
import { roofFindings, roofSummary } from './roof-findings.ts'
import { scoreOf } from './score.ts'

const TODAY = '2026-11-24'
const unknown: RoofFacts = {
  age_years: null,
  installed_year: null,
  material: null,
  area_sqft: null,
  slope: null,
  last_hail_on: null,
  hail_size_inches: null,
  last_storm_on: null,
  wind_mph: null,
  insurance_claim: 'unknown',
  owner_occupied: null,
}
const roof = (facts: Partial<RoofFacts>): RoofFacts => ({ ...unknown, ...facts })
const texts = (facts: Partial<RoofFacts>) => roofFindings(roof(facts), TODAY).map(({ text }) => text)

it('finds nothing to say of a roof of which nothing is known', () => {
  expect(texts({})).toEqual([])
  expect(roofSummary(unknown, TODAY)).toBe('Nothing is known about the roof itself.')
})

it('says what was imported in words that can be spoken', () => {
  expect(texts({ age_years: 22, material: 'Asphalt shingle' })).toEqual([
    'Your asphalt shingle roof is about 22 years old.',
  ])
  expect(texts({ age_years: 22, material: 'asphalt_shingle' })).toEqual([
    'Your asphalt shingle roof is about 22 years old.',
  ])
  expect(texts({ installed_year: 2004 })).toEqual(['Your roof is about 22 years old.'])
  expect(texts({ last_hail_on: '2026-05-14', hail_size_inches: 1.75 })).toEqual([
    'There was hail of about 1.75 inches reported near you in May.',
  ])
  expect(texts({ last_hail_on: '2025-05-14' })).toEqual([
    'There was hail reported near you in May of last year.',
  ])
  expect(texts({ last_storm_on: '2024-09-02', wind_mph: 61 })).toEqual([
    'There was a storm with wind of about 61 miles an hour near you in September 2024.',
  ])
})

it('tells the contractor of the house, not of the one who reads', () => {
  const facts = roof({ age_years: 18, material: 'wood_shake', last_hail_on: '2026-05-14' })
  expect(roofSummary(facts, TODAY)).toBe(
    'An 18-year-old wood shake roof. There was hail reported near the house in May.',
  )
})

it('keeps old and impossible weather to itself', () => {
  expect(texts({ last_hail_on: '2022-05-14' })).toEqual([])
  expect(texts({ last_hail_on: '2027-05-14' })).toEqual([])
})

it('names the values that each finding rests on', () => {
  expect(roofFindings(roof({ last_hail_on: '2026-05-14', hail_size_inches: 1.75 }), TODAY)[0]).toMatchObject({
    code: 'hail',
    based_on: [
      { field: 'last_hail_on', value: '2026-05-14' },
      { field: 'hail_size_inches', value: '1.75' },
    ],
  })
})

it('puts an old roof under fresh hail, lived in by its owner, above a new one', () => {
  const best = scoreOf(
    roof({
      age_years: 25,
      last_hail_on: '2026-10-01',
      hail_size_inches: 1.75,
      owner_occupied: true,
      insurance_claim: 'open',
    }),
    TODAY,
  )
  const worst = scoreOf(roof({ age_years: 2, insurance_claim: 'closed', owner_occupied: false }), TODAY)
  expect(best).toBeGreaterThan(80)
  expect(worst).toBeLessThan(10)
  expect(scoreOf(unknown, TODAY)).toBeGreaterThan(worst)
})
