import { describe, expect, it } from 'vitest'
import { firstName } from './lead.ts'

describe('the name to greet a homeowner by', () => {
  it.each([
    ['Dana Fernwick', 'Dana'],
    ['Mr Smith', null],
    ['Mrs. Jones', null],
    ['Dr Alvarez', null],
    ['Sra Ortega', null],
    ['Homeowner', null],
    ['', null],
  ])('of "%s" is %s', (name, first) => {
    expect(firstName({ name })).toBe(first)
  })
})
