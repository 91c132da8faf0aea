import { describe, expect, it } from 'vitest'
import { emptyProfile } from '../contractor.ts'
import { buildScript } from './build-script.ts'
import { forbiddenIn, scriptProblems } from './forbidden-words.ts'

const script = buildScript({ ...emptyProfile, display_name: 'Summit Ridge Roofing' })

describe('what the agent may never say', () => {
  it.each([
    ['Hi, I am a human.', 'claims-to-be-human'],
    ["No, I'm not a robot.", 'claims-to-be-human'],
    ['We waive your deductible.', 'promises-money'],
    ['Your insurance will pay for it.', 'promises-money'],
    ['Insurance pays 100%.', 'promises-money'],
    ['That is 20% off today.', 'promises-money'],
    ['We guarantee it.', 'promises-money'],
    ["You can't lose, we cover your deductible.", 'promises-money'],
    ["We can't wait to cover your deductible.", 'promises-money'],
    ["I can't waive your deductible, but we cover your deductible.", 'promises-money'],
  ])('"%s": %s', (text, what) => expect(forbiddenIn(text)).toBe(what))

  it.each([
    'I am the A.I. assistant of Summit Ridge Roofing.',
    'The roof inspection is free.',
    'I cannot promise prices or discounts.',
    'That is between you and your insurer.',
    'A person from our office will call you.',
    "I can't waive or cover your deductible.",
    'We cannot promise that insurance will pay.',
    "I'm not able to get you a free roof.",
    "I can't guarantee that.",
  ])('"%s" is harmless', (text) => expect(forbiddenIn(text)).toBeNull())
})

describe('a script', () => {
  it('of the builder may be used', () => {
    expect(scriptProblems(script)).toEqual([])
  })

  it('is refused for forbidden claims and for blanks that nobody fills in, each with its place', () => {
    const problems = scriptProblems({
      ...script,
      purpose: 'We guarantee that insurance pays 100% and we waive your deductible',
      closing: 'Hi, I am a human. {{name}} Bye.',
    })
    expect(problems).toHaveLength(3)
    expect(problems.join('\n')).toMatch(
      /Purpose: .*promise money[\s\S]*Closing: .*pass for a person[\s\S]*\{\{name\}\}/,
    )
  })
})
