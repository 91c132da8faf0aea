import { expect, it } from 'vitest'
import { counted, phoneWords } from './count-words.ts'

it('counts as people do', () => {
  expect([counted(1, 'lead'), counted(0, 'lead'), counted(12_345, 'lead')]).toEqual([
    '1 lead',
    '0 leads',
    '12,345 leads',
  ])
  expect(counted(2, 'line was', 'lines were')).toBe('2 lines were')
})

it('writes American numbers as Americans do, and leaves others', () => {
  expect(phoneWords('+15125550101')).toBe('(512) 555-0101')
  expect(phoneWords('+442079460100')).toBe('+442079460100')
})
