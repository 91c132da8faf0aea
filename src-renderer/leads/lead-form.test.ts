import { describe, expect, it } from 'vitest'
import { sampleLead } from '../../tests/doubles/sample-leads.ts'
import { firstProblem } from '../ui/first-problem.ts'
import { changeOf, fieldOf, fieldsOf, type LeadFields, leadLabels, problemsByField } from './lead-form.ts'

const before: LeadFields = {
  ...fieldsOf(sampleLead(3, Date.parse('2026-11-23T16:00:00Z'))),
  zip: '78745',
  material: 'slate',
  installed_year: 2004,
  owner_occupied: 'yes',
  latitude: 30.2,
  longitude: -97.8,
}

describe('the form of a lead', () => {
  it('sends nothing when nothing was changed', () => {
    expect(changeOf(before, { ...before })).toEqual({})
  })

  it('sends what was changed, in the shape of the contract, and nothing else', () => {
    expect(
      changeOf(before, {
        ...before,
        name: 'Dana Ferncliff',
        zip: '78746',
        material: '',
        installed_year: 2016,
        owner_occupied: 'no',
        latitude: '',
      }),
    ).toEqual({
      name: 'Dana Ferncliff',
      address: { zip: '78746' },
      roof: { material: null, installed_year: 2016, owner_occupied: false },
      location: null,
    })
  })

  it('knows which field a problem is about', () => {
    expect(
      ['phone', 'address.zip', 'roof.slope', 'other_phones.0', 'location.latitude'].map(fieldOf),
    ).toEqual(['phone', 'zip', 'slope', 'other_phones', 'latitude'])
  })

  // "greta@@x" was answered with "Input validation failed" below the fold, and no field was marked.
  it('marks each field with what is wrong there, and goes to the topmost', () => {
    const errors = problemsByField([
      { path: 'address.zip', message: 'must be five digits, e.g. 78745' },
      { path: 'email', message: 'must be an e-mail address' },
      { path: 'lead_id', message: 'is missing' },
    ])
    expect(errors).toEqual({ zip: 'must be five digits, e.g. 78745', email: 'must be an e-mail address' })
    expect(firstProblem(errors, leadLabels)).toEqual({
      field: 'email',
      words: 'Email: must be an e-mail address. 1 more field needs a look.',
    })
  })
})
