import type { LeadDetail, Neighborhood, Permission, RoofFacts } from '../../src-preload/contract/leads.ts'
import { LeadId } from '../../src-preload/contract/primitives.ts'
import { type Chance, chanceOf } from './chance.ts'

const FIRST =
  'Maria James Linda Robert Patricia John Aisha Michael Elena David Rosa William Grace Thomas Priya'.split(
    ' ',
  )
const LAST =
  'Alvarez Whitfield Nguyen Carter Okafor Delgado Hughes Kowalski Barrett Romero Stone Patel Fischer'.split(
    ' ',
  )
const STREETS = [
  'Alder Creek Dr',
  'Bluebonnet Ln',
  'Pecan Hollow Rd',
  'Quail Run',
  'Windmill Way',
  'Stonegate Blvd',
]
const CITIES = ['Plano', 'Frisco', 'McKinney', 'Allen', 'Garland'] as const
const MATERIALS = ['asphalt_shingle', 'wood_shake', 'metal', 'clay_tile'] as const
const RULES = '2026-11-22.2'

export const leadIdOf = (index: number): LeadId => LeadId.parse(`lead_${String(index).padStart(6, '0')}`)

/** The same lead for the same index, always: a list of 100,000 needs no memory. */
export function sampleLead(index: number, nowMs: number): LeadDetail {
  const chance = chanceOf(index + 7)
  const roof = sampleRoof(chance, nowMs)
  const permission = samplePermission(chance, nowMs)
  const consented = permission.reasons.every((reason) => reason.code !== 'no-consent')
  const city = chance.from(CITIES)
  return {
    lead_id: leadIdOf(index),
    name: `${chance.from(FIRST)} ${chance.from(LAST)}`,
    phone: `+1469555${String(index % 10_000).padStart(4, '0')}`,
    other_phones: index % 9 === 0 ? ['+14695550199'] : [],
    email: index % 3 === 0 ? `homeowner${index}@example.com` : null,
    address: {
      street: `${chance.between(100, 9_900)} ${chance.from(STREETS)}`,
      city,
      state: 'TX',
      zip: String(75_000 + chance.between(1, 90)),
    },
    location: { latitude: 33.02 + chance.next() / 10, longitude: -96.7 + chance.next() / 10 },
    roof,
    source: chance.from(['Storm canvass', 'Website form', 'Referral']),
    notes: index % 7 === 0 ? 'Asked for a morning call. Large dog in the yard.' : null,
    consent: consented
      ? {
          consent_id: `consent_${index}`,
          covers_ai_calls: true,
          covers_texts: index % 2 === 0,
          captured_at: new Date(nowMs - 12 * 86_400_000).toISOString(),
          channel: 'Website form',
          seller: 'Lone Star Roofing LLC',
          text_shown:
            'By ticking this box I agree that Lone Star Roofing may call this number using an artificial or prerecorded voice. Consent is not a condition of purchase.',
          page_url: 'https://lonestarroofing.example/free-inspection',
          ip: '203.0.113.24',
          signature: 'ticked box',
          imported_from: 'crm-export.csv, line 214',
        }
      : null,
    permission,
    score: Math.max(11, 98 - Math.floor(index / 11)),
    last_call: null,
    imported_at: new Date(nowMs - 3 * 86_400_000).toISOString(),
    updated_at: new Date(nowMs - 3 * 86_400_000).toISOString(),
    neighborhood: sampleNeighborhood(chance, index, nowMs),
    roof_summary: `A ${roof.age_years}-year-old ${String(roof.material).replace('_', ' ')} roof that saw hail this spring.`,
    roof_findings: [
      {
        code: 'near-end-of-life',
        text: 'This roof is in the last quarter of the life that its material usually has.',
        weight: 0.4,
        based_on: [
          { field: 'roof_age', value: `${roof.age_years} years` },
          { field: 'material', value: String(roof.material).replace('_', ' ') },
        ],
      },
      {
        code: 'hail-recently',
        text: 'Hail of a size that bruises shingles was reported here.',
        weight: 0.3,
        based_on: [
          { field: 'last_hail_on', value: String(roof.last_hail_on) },
          { field: 'hail_size', value: `${roof.hail_size_inches} in` },
        ],
      },
    ],
  }
}

function sampleRoof(chance: Chance, nowMs: number): RoofFacts {
  const age = chance.between(4, 27)
  return {
    age_years: age,
    installed_year: new Date(nowMs).getUTCFullYear() - age,
    material: chance.from(MATERIALS),
    area_sqft: chance.between(16, 44) * 100,
    slope: chance.from(['6/12', '8/12', '4/12']),
    last_hail_on: '2026-05-19',
    hail_size_inches: chance.from([1, 1.25, 1.75]),
    last_storm_on: '2026-09-02',
    wind_mph: chance.between(48, 71),
    insurance_claim: chance.from(['none', 'unknown', 'denied']),
    owner_occupied: chance.next() > 0.1,
  }
}

function samplePermission(chance: Chance, nowMs: number): Permission {
  const roll = chance.next()
  const reasons: Permission['reasons'] =
    roll < 0.62
      ? []
      : roll < 0.72
        ? [
            {
              code: 'outside-hours',
              message: 'It is outside the hours in which this homeowner may be called.',
            },
          ]
        : roll < 0.86
          ? [{ code: 'no-consent', message: 'No written consent to A.I. calls is on file.' }]
          : [
              { code: 'no-consent', message: 'No written consent to A.I. calls is on file.' },
              { code: 'do-not-call', message: 'The number is on your do-not-call list since Sep 14.' },
            ]
  return {
    allowed: reasons.length === 0,
    reasons,
    rules_version: RULES,
    next_allowed_at:
      reasons[0]?.code === 'outside-hours' ? new Date(nowMs + 86_400_000 / 2).toISOString() : null,
  }
}

function sampleNeighborhood(chance: Chance, index: number, nowMs: number): Neighborhood {
  const day = (back: number) => new Date(nowMs - back * 86_400_000).toISOString().slice(0, 10)
  const evidence = Array.from({ length: chance.between(3, 5) }, (_, at) => ({
    job_id: `job_${index}_${at}`,
    kind: at === 2 ? ('permit' as const) : ('job' as const),
    street: chance.from(STREETS),
    completed_on: day(30 + at * 55),
    work_type: 'replacement',
    material: chance.from(MATERIALS),
    distance_m: 40 + at * chance.between(35, 70),
    may_be_named: at === 0,
  }))
  return {
    known: index % 11 !== 5,
    jobs_within_300m: evidence.length,
    jobs_within_300m_12_months: evidence.length - 1,
    jobs_within_1km: evidence.length + 9,
    nearest_m: evidence[0]?.distance_m ?? null,
    last_on_same_street: day(160),
    may_be_spoken: true,
    claim: `We have finished ${evidence.length} roofs within a few blocks of you over the last year.`,
    evidence,
  }
}
