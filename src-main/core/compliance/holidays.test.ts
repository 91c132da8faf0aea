import { expect, it } from 'vitest'
import { isHoliday } from './holidays.ts'

it.each([
  ['AL', '2026-11-26', true],
  ['AL', '2026-11-25', false],
  ['AL', '2026-07-03', true],
  ['AL', '2026-07-04', true],
  ['AL', '2027-12-31', true],
  ['AL', '2026-02-17', true],
  ['LA', '2026-02-17', true],
  ['LA', '2026-04-03', true],
  ['PA', '2026-04-03', true],
  ['PA', '2026-06-14', true],
  ['PA', '2026-11-03', true],
  ['RI', '2026-08-10', true],
  ['UT', '2026-07-24', true],
  ['UT', '2026-04-03', false],
  ['RI', '2026-01-19', true],
  ['RI', '2026-10-12', true],
])('in %s the day %s is a holiday: %s', (state, day, expected) => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  expect(isHoliday(state, year, month, date)).toBe(expected)
})
