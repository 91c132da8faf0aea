import { expect, it } from 'vitest'
import { latestMonths } from './statement-months.ts'

it('offers the months of the contractor, across a new year', () => {
  // Still December in Chicago.
  const months = latestMonths(Date.UTC(2027, 0, 1, 3), 'America/Chicago')
  expect(months[0]).toEqual({ value: '2026-12', label: 'December 2026' })
  expect(months[11]).toEqual({ value: '2026-01', label: 'January 2026' })
  expect(latestMonths(Date.UTC(2027, 0, 1, 3), 'UTC')[1]?.value).toBe('2026-12')
})
