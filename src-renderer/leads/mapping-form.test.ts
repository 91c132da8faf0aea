import { describe, expect, it } from 'vitest'
import type { ImportPreview } from '../../src-preload/contract/leads.ts'
import { consentConcern, fieldChoices, mapColumn, missingFields, sampleOf } from './mapping-form.ts'

const fields = [
  { field: 'name', label: 'Name', required: true, group: 'Contact' },
  { field: 'phone', label: 'Phone', required: true, group: 'Contact' },
  { field: 'roof_age', label: 'Roof age', required: false, group: 'Roof' },
]

describe('matching columns to fields', () => {
  it('moves a field to the newly chosen column, since one field takes one column', () => {
    const mapping = mapColumn({ Mobile: 'phone', Home: null }, 'Home', 'phone')
    expect(mapping).toEqual({ Mobile: null, Home: 'phone' })
  })

  it('lets any number of columns be left out', () => {
    expect(mapColumn({ A: null, B: 'name' }, 'B', null)).toEqual({ A: null, B: null })
  })

  it('names the required fields that no column feeds', () => {
    expect(missingFields({ Owner: 'name' }, fields).map((field) => field.field)).toEqual(['phone'])
    expect(missingFields({ Owner: 'name', Tel: 'phone' }, fields)).toEqual([])
  })

  it('says that nobody can be called by a file without consents', () => {
    const withConsent = [
      ...fields,
      ...['ai_calls', 'captured_at', 'text', 'seller'].map((part) => ({
        field: `consent_${part}`,
        label: `Consent: ${part}`,
        required: false,
        group: 'Consent',
      })),
    ]
    const all = { A: 'consent_ai_calls', B: 'consent_captured_at', C: 'consent_text', D: 'consent_seller' }
    expect(consentConcern({ Owner: 'name' }, withConsent)).toContain('the A.I. may call none of them')
    expect(consentConcern({ ...all, D: null }, withConsent)).toContain('Without a column for Consent: seller')
    expect(consentConcern(all, withConsent)).toBeNull()
    // Other files, such as finished jobs, have no such fields.
    expect(consentConcern({ Owner: 'name' }, fields)).toBeNull()
  })

  it('offers the fields in the groups of the core, required ones marked', () => {
    expect(fieldChoices(fields)).toEqual([
      {
        group: 'Contact',
        items: [
          { value: 'name', label: 'Name (required)' },
          { value: 'phone', label: 'Phone (required)' },
        ],
      },
      { group: 'Roof', items: [{ value: 'roof_age', label: 'Roof age' }] },
    ])
  })

  it('shows a few different values of a column', () => {
    const preview = {
      headers: ['Owner', 'Zip'],
      sample_rows: [
        ['Ana', '75001'],
        ['Ben', '75001'],
        ['', '75002'],
      ],
    } as ImportPreview
    expect(sampleOf(preview, 'Zip')).toBe('75001 · 75002')
    expect(sampleOf(preview, 'Owner')).toBe('Ana · Ben')
  })
})
