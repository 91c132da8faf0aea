import { describe, expect, it } from 'vitest'
import { phoneProblem, readPhone, wholeNumberProblem, windowsProblem } from './contractor-fields.ts'

describe('phone numbers as people type them', () => {
  it.each(['(512) 555-0100', '512.555.0100', '1-512-555-0100', '+1 512 555 0100'])('reads %s', (typed) => {
    expect(readPhone(typed)).toBe('+15125550100')
    expect(phoneProblem(typed)).toBeNull()
  })

  it('accepts that a number is not known yet', () => {
    expect(readPhone('')).toBeNull()
    expect(phoneProblem('  ')).toBeNull()
  })

  it('asks for the area code when it is missing', () => {
    expect(phoneProblem('555-0100')).toContain('area code')
    expect(phoneProblem('+0123')).toContain('area code')
  })
})

describe('a profile that cannot be right', () => {
  it('has hours that end before they begin, and the day is named', () => {
    const fine = { from: '09:00', to: '17:00' }
    expect(windowsProblem({ mon: fine, tue: { from: '17:00', to: '09:00' } })).toBe(
      'Tuesday ends before it begins',
    )
    expect(windowsProblem({ mon: fine, sun: { from: '20:00', to: '24:00' } })).toBeNull()
    expect(windowsProblem({})).toBeNull()
  })

  it('has an emptied or impossible number', () => {
    expect(wholeNumberProblem(1, 50)('')).toBe('A whole number from 1 to 50')
    expect(wholeNumberProblem(1, 50)(2.5)).not.toBeNull()
    expect(wholeNumberProblem(1, 50)(50)).toBeNull()
  })
})
