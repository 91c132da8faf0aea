import { describe, expect, it } from 'vitest'
import { phoneProblem, readPhone } from './contractor-fields.ts'

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
