import type { FormErrors } from '@mantine/form'
import type { LeadChange, LeadDetail, RoofFacts } from '../../src-preload/contract/leads.ts'
import { errorsByField } from '../ui/first-problem.ts'
import { formatPhone } from '../ui/format.ts'
import { materialWords } from './roof-words.ts'

/** What stands in the fields of the form; empty text and null are "not known". */
export interface LeadFields {
  name: string
  phone: string
  other_phones: string[]
  email: string
  street: string
  city: string
  state: string | null
  zip: string
  latitude: number | string
  longitude: number | string
  material: string | null
  installed_year: number | string
  age_years: number | string
  area_sqft: number | string
  slope: string | null
  last_hail_on: string | null
  hail_size_inches: number | string
  last_storm_on: string | null
  wind_mph: number | string
  insurance_claim: RoofFacts['insurance_claim']
  owner_occupied: 'yes' | 'no' | 'unknown'
  notes: string
}

/** The fields in their order on the screen, as they are labelled there. */
export const leadLabels = {
  name: 'Name',
  email: 'Email',
  phone: 'Phone',
  other_phones: 'Other phones',
  street: 'Street',
  city: 'City',
  state: 'State',
  zip: 'ZIP code',
  latitude: 'Latitude',
  longitude: 'Longitude',
  material: 'Material',
  slope: 'Slope',
  area_sqft: 'Area in square feet',
  installed_year: 'Installed in',
  age_years: 'Or age in years',
  owner_occupied: 'Lived in by owner',
  last_hail_on: 'Last hail',
  hail_size_inches: 'Hail size in inches',
  insurance_claim: 'Insurance claim',
  last_storm_on: 'Last storm',
  wind_mph: 'Wind in mph',
  notes: 'Notes',
} as const satisfies Record<keyof LeadFields, string>

export function fieldsOf({ address, roof, location, ...lead }: LeadDetail): LeadFields {
  return {
    name: lead.name,
    phone: formatPhone(lead.phone),
    other_phones: lead.other_phones.map(formatPhone),
    email: lead.email ?? '',
    street: address.street ?? '',
    city: address.city ?? '',
    state: address.state,
    zip: address.zip ?? '',
    latitude: location?.latitude ?? '',
    longitude: location?.longitude ?? '',
    material: roof.material && materialWords(roof.material),
    installed_year: roof.installed_year ?? '',
    age_years: roof.age_years ?? '',
    area_sqft: roof.area_sqft ?? '',
    slope: roof.slope,
    last_hail_on: roof.last_hail_on,
    hail_size_inches: roof.hail_size_inches ?? '',
    last_storm_on: roof.last_storm_on,
    wind_mph: roof.wind_mph ?? '',
    insurance_claim: roof.insurance_claim,
    owner_occupied: roof.owner_occupied === null ? 'unknown' : roof.owner_occupied ? 'yes' : 'no',
    notes: lead.notes ?? '',
  }
}

/** Only what was changed is sent: nothing that somebody else changed meanwhile is taken back. */
export function changeOf(before: LeadFields, after: LeadFields): Omit<LeadChange, 'lead_id'> {
  const is = (field: keyof LeadFields) => JSON.stringify(before[field]) !== JSON.stringify(after[field])
  const changed = <Field extends keyof LeadFields>(fields: readonly Field[]) =>
    Object.fromEntries(fields.filter(is).map((field) => [field, emptyIsNull(after[field])]))
  const address = changed(['street', 'city', 'state', 'zip'])
  const roof = {
    ...changed([
      'material',
      'installed_year',
      'age_years',
      'area_sqft',
      'slope',
      'last_hail_on',
      'hail_size_inches',
      'last_storm_on',
      'wind_mph',
      'insurance_claim',
    ]),
    ...(is('owner_occupied') && { owner_occupied: OCCUPIED[after.owner_occupied] }),
  }
  const { latitude, longitude } = after
  const known = typeof latitude === 'number' && typeof longitude === 'number'
  return {
    ...changed(['name', 'phone', 'other_phones', 'email', 'notes']),
    ...(Object.keys(address).length > 0 && { address }),
    ...((is('latitude') || is('longitude')) && { location: known ? { latitude, longitude } : null }),
    ...(Object.keys(roof).length > 0 && { roof }),
  }
}

/** The field of the form that a path of the contract means: `address.zip` stands in `zip`. */
export const fieldOf = (path: string): string => path.split('.').find((part) => !GROUPS.has(part)) ?? path

/** What the core has against an edit, by the field of the form that it is about. */
export const problemsByField = (errors: { path: string; message: string }[]): FormErrors =>
  errorsByField(
    errors.map(({ path, message }) => ({ path: fieldOf(path), message })),
    leadLabels,
  )

const GROUPS = new Set(['address', 'roof', 'location'])
const OCCUPIED = { yes: true, no: false, unknown: null } as const
const emptyIsNull = (value: LeadFields[keyof LeadFields]) => (value === '' ? null : value)
