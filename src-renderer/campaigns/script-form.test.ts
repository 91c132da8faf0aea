import { describe, expect, it } from 'vitest'
import type { Script } from '../../src-preload/contract/campaigns.ts'
import { formOf, scriptOf } from './script-form.ts'

const script: Script = {
  purpose: 'Offer a free inspection.',
  objectives: ['Find out the age of the roof', 'Book an inspection'],
  qualification_questions: [
    { id: 'owner', question: 'Do you own the house?', expects: 'yes_no' },
    { id: 'age', question: 'How old is the roof?', expects: 'detail' },
  ],
  objection_answers: [{ objection: 'Not interested', answer: 'I understand. Thank you for your time.' }],
  booking_rules: ['Offer two times'],
  forbidden_claims: ['Prices'],
  closing: 'Thank you and goodbye.',
}

describe('editing a script', () => {
  it('gives back the same script when nothing was changed', () => {
    expect(scriptOf(formOf(script), script)).toEqual({ ok: true, script })
  })

  it('keeps what a reworded question expects', () => {
    const edited = scriptOf({ ...formOf(script), questions: 'Do you own it?\nHow old is the roof?' }, script)
    expect(edited.ok && edited.script.qualification_questions).toEqual([
      { id: 'owner', question: 'Do you own it?', expects: 'yes_no' },
      { id: 'age', question: 'How old is the roof?', expects: 'detail' },
    ])
  })

  it('expects a yes or a no where the wording asks for one', () => {
    const questions = 'How many floors are there?\nDo you own the house?\nWould you sell it?\nWhat else?'
    const edited = scriptOf({ ...formOf(script), questions }, script)
    expect(edited.ok && edited.script.qualification_questions.map(({ expects }) => expects)).toEqual([
      'open',
      'yes_no',
      'yes_no',
      'open',
    ])
  })

  it('takes a typed arrow as well as a printed one', () => {
    const edited = scriptOf({ ...formOf(script), answers: 'Too busy -> May I call tomorrow?' }, script)
    expect(edited.ok && edited.script.objection_answers).toEqual([
      { objection: 'Too busy', answer: 'May I call tomorrow?' },
    ])
  })

  it('asks for the answer when an objection has none', () => {
    const edited = scriptOf({ ...formOf(script), answers: 'Too busy' }, script)
    expect(edited).toMatchObject({ ok: false, problems: { answers: expect.stringContaining('→') } })
  })

  it('points at the field that was left empty', () => {
    const edited = scriptOf({ ...formOf(script), forbidden: ' \n ' }, script)
    expect(edited).toEqual({ ok: false, problems: { forbidden: 'Must not be empty' } })
  })

  it('names the line that is too long', () => {
    const edited = scriptOf({ ...formOf(script), objectives: `Book\n${'x'.repeat(201)}` }, script)
    expect(edited).toEqual({
      ok: false,
      problems: { objectives: 'Line 2 must have at most 200 characters' },
    })
  })
})
