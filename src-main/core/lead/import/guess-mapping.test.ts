import { describe, expect, it } from 'vitest'
import { columnNames, detectKind, guessMapping } from './guess-mapping.ts'

const EXPORTS: Record<string, Record<string, string | null>> = {
  HubSpot: {
    'Record ID': 'external_id',
    'First Name': 'first_name',
    'Last Name': 'last_name',
    Email: 'email',
    'Phone Number': 'phone',
    'Mobile Phone Number': 'phone_2',
    'Street Address': 'street',
    City: 'city',
    'State/Region': 'state',
    'Postal Code': 'zip',
    'Lead Status': null,
    'Original Source': 'source',
    'Create Date': null,
  },
  JobNimbus: {
    'Display Name': 'name',
    'Home Phone': 'phone_2',
    'Mobile Phone': 'phone',
    'Work Phone': 'phone_3',
    'Address Line 1': 'street',
    'Address Line 2': null,
    City: 'city',
    State: 'state',
    Zip: 'zip',
    'Lead Source': 'source',
    Description: 'notes',
    JNID: 'external_id',
  },
  AccuLynx: {
    'Job Number': 'external_id',
    'Primary Contact': 'name',
    'Cell Phone': 'phone',
    'Phone Type': null,
    'Location Address Street': 'street',
    'Location City': 'city',
    'Location State': 'state',
    'Location Zip': 'zip',
    'Insurance Claim Status': 'insurance_claim',
    'Date of Loss': 'last_storm_on',
  },
  Salesforce: {
    LeadID: 'external_id',
    FirstName: 'first_name',
    LastName: 'last_name',
    MobilePhone: 'phone',
    HomePhone: 'phone_2',
    Fax: null,
    Street: 'street',
    PostalCode: 'zip',
    LeadSource: 'source',
    Roof_Age__c: 'roof_age',
    Roof_Material__c: 'material',
  },
  GoHighLevel: {
    'Contact Id': 'external_id',
    'First Name': 'first_name',
    'Last Name': 'last_name',
    Phone: 'phone',
    Email: 'email',
    'Business Name': null,
    Created: null,
    Tags: null,
    'Additional Phones': 'phone_2',
  },
  'a roofer’s own sheet': {
    'HOMEOWNER NAME': 'name',
    'ph. #': null,
    tel: 'phone',
    'PROPERTY ADDRESS': 'street',
    'zip-code': 'zip',
    LAT: 'latitude',
    LNG: 'longitude',
    'Roof Age (yrs)': 'roof_age',
    'Year Roof Installed': 'installed_year',
    'Roof Type': 'material',
    'Sq. Ft.': 'area_sqft',
    Pitch: 'slope',
    'Hail Date': 'last_hail_on',
    'Hail Size (in.)': 'hail_size_inches',
    'Storm Date': 'last_storm_on',
    'Wind Speed': 'wind_mph',
    'Owner Occupied?': 'owner_occupied',
  },
}

describe.each(Object.entries(EXPORTS))('an export of %s', (_, expected) => {
  it('is understood without a person’s help, in any order and case', () => {
    const headers = Object.keys(expected)
    expect({ ...guessMapping(headers, 'leads') }).toEqual(expected)
    const shouted = headers.map((header) => ` ${header.replace(/([a-z])([A-Z])/g, '$1 $2').toUpperCase()} `)
    const backwards = guessMapping(shouted.toReversed(), 'leads')
    for (const [i, header] of headers.entries()) {
      const field = expected[header]
      if (field?.startsWith('phone')) continue
      expect([header, backwards[shouted[i] ?? '']]).toEqual([header, field])
    }
  })
})

it('understands the consent columns by their fixed names', () => {
  const headers = 'ai_calls captured_at channel text seller page_url ip signature'
    .split(' ')
    .map((name) => `consent_${name}`)
  const mapping = guessMapping(headers, 'leads')
  for (const header of headers) expect(mapping[header]).toBe(header)
})

it('keeps columns of the same name apart', () => {
  expect(columnNames(['Phone', 'Phone', '', 'Phone'])).toEqual([
    'Phone',
    'Phone (2)',
    'Column 3',
    'Phone (3)',
  ])
  expect({ ...guessMapping(['Phone', 'Phone (2)'], 'leads') }).toEqual({
    Phone: 'phone',
    'Phone (2)': 'phone_2',
  })
})

it('takes "__proto__" for a header like any other', () => {
  const mapping = guessMapping(['__proto__', 'constructor', 'Phone'], 'leads')
  expect(Object.keys(mapping)).toEqual(['__proto__', 'constructor', 'Phone'])
  expect(({} as Record<string, unknown>).phone).toBeUndefined()
})

it.each([
  [['Phone', 'First Name', 'Address'], 'leads'],
  [['job_id', 'kind', 'street', 'latitude', 'longitude', 'completed_on'], 'neighborhood_jobs'],
  [['Permit Number', 'Final Date', 'Latitude', 'Longitude', 'Address'], 'neighborhood_jobs'],
  [['phone', 'reason', 'requested_at', 'source'], 'suppressions'],
  [['Number'], 'suppressions'],
] as const)('tells from %j that the file holds %s', (headers, kind) => {
  expect(detectKind(headers)).toBe(kind)
})
