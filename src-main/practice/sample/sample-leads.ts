import { dice, hashText } from '../chance.ts'
import type { DirectoryEntry } from '../homeowners/directory.ts'
import { csv, daysBefore } from './csv.ts'
import { type SamplePerson, samplePeople } from './sample-people.ts'

/** A CRM export with consent evidence; dates lie before the given day, since consent ages. */

const SELLER = 'Summit Ridge Roofing LLC'
const OTHER_SELLER = 'Lone Prairie Exteriors LLC'
const HEADERS = [
  'First Name',
  'Last Name',
  'Phone',
  'Address',
  'City',
  'State',
  'Zip',
  'Latitude',
  'Longitude',
  'Roof Age',
  'Roof Material',
  'Roof Sq Ft',
  'Roof Pitch',
  'Last Hail Date',
  'Hail Size (in)',
  'Last Storm Date',
  'Wind (mph)',
  'Insurance Claim Status',
  'Owner Occupied',
  'Lead Source',
  'Notes',
  'consent_ai_calls',
  'consent_captured_at',
  'consent_channel',
  'consent_texts',
  'consent_text',
  'consent_seller',
  'consent_page_url',
  'consent_ip',
  'consent_signature',
] as const
const MATERIALS = [
  'Asphalt shingle',
  'Architectural shingle',
  '3-tab shingle',
  'Standing seam metal',
  'Concrete tile',
]
const PITCHES = ['4/12', '5/12', '6/12', '8/12']
const CLAIMS = ['none', 'none', 'none', 'filed', 'none', 'denied']
const SOURCES = ['Website form', 'Website form', 'Home show', 'Storm landing page', 'Referral form']
const NOTES = [
  '',
  'Asked about the gutters too',
  'Prefers mornings',
  '',
  'Dog in the back yard',
  'Saw our yard sign',
  '',
]

export function sampleLeadsCsv(todayIso: string): string {
  return csv(
    HEADERS,
    samplePeople().map((person, i) => leadRow(person, i, todayIso)),
  )
}

function leadRow(person: SamplePerson, i: number, todayIso: string): (string | number)[] {
  const random = dice(hashText(`lead ${person.phone} ${person.lastName}`))
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const located = person.flaw !== 'unknown-location'
  const stormDaysAgo = 30 + Math.floor(random() * 190)
  return [
    person.firstName,
    person.lastName,
    i % 4 === 1 ? printed(person.phone) : person.phone,
    person.street,
    ...(located
      ? [person.place.city, person.place.state, person.place.zip, person.latitude, person.longitude]
      : ['', '', '', '', '']),
    person.roofAgeYears,
    pick(MATERIALS),
    1_400 + Math.floor(random() * 28) * 100,
    pick(PITCHES),
    daysBefore(todayIso, stormDaysAgo),
    pick([0.75, 1, 1.25, 1.5, 1.75]),
    daysBefore(todayIso, Math.max(12, stormDaysAgo - 9)),
    45 + Math.floor(random() * 30),
    person.character === 'insured-storm-damage' ? 'filed' : pick(CLAIMS),
    person.character === 'renter' ? 'unknown' : 'yes',
    pick(SOURCES),
    pick(NOTES),
    ...consentCells(person, i, todayIso),
  ]
}

function consentCells(person: SamplePerson, i: number, todayIso: string): string[] {
  if (person.flaw === 'no-consent') return ['', '', '', '', '', '', '', '', '']
  const seller = person.flaw === 'consent-names-another-seller' ? OTHER_SELLER : SELLER
  const coversAi = person.flaw !== 'consent-without-ai-calls'
  const daysAgo = person.flaw === 'consent-too-old' ? 140 : 6 + ((i * 5) % 18)
  return [
    coversAi ? 'yes' : 'no',
    `${daysBefore(todayIso, daysAgo)}T${String(14 + (i % 8)).padStart(2, '0')}:${String((i * 7) % 60).padStart(2, '0')}:00Z`,
    'web',
    coversAi ? 'yes' : 'no',
    consentText(seller, person.phone, coversAi),
    seller,
    'https://summitridge.example/free-inspection',
    `203.0.113.${20 + i}`,
    `${person.firstName} ${person.lastName}`,
  ]
}

const consentText = (seller: string, phone: string, coversAi: boolean): string =>
  coversAi
    ? `By submitting I agree that ${seller} may call and text me at ${phone} about roofing, including marketing calls that use an automatic dialing system or an artificial or A.I.-generated voice. Consent is not a condition of purchase. Reply STOP or say stop calling to end.`
    : `By submitting I agree that a representative of ${seller} may call me at ${phone} about my request. Consent is not a condition of purchase.`

const printed = (phone: string): string => phone.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3')

export function sampleSuppressionsCsv(todayIso: string): string {
  const asked = samplePeople().filter((person) => person.flaw === 'on-do-not-call-list')
  const rows = asked.map((person) => [
    person.phone,
    'Asked by phone not to be called again',
    daysBefore(todayIso, 31),
    'office',
  ])
  return csv(
    ['phone', 'reason', 'requested_at', 'source'],
    [...rows, ['+15125550188', 'Asked by email', daysBefore(todayIso, 64), 'office']],
  )
}

/** Who answers at each sample number. */
export const sampleHomeowners = (): DirectoryEntry[] =>
  samplePeople()
    .filter((person) => person.flaw !== 'duplicate-row' && person.flaw !== 'invalid-phone')
    .map((person) => ({
      phone: person.phone,
      character: person.character,
      name: `${person.firstName} ${person.lastName}`,
      street: person.street,
      roofAgeYears: person.roofAgeYears,
    }))
