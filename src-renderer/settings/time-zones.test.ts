import { expect, it } from 'vitest'
import { timeZoneChoices } from './time-zones.ts'

it('names the zones of the United States as people do, before all others', () => {
  const choices = timeZoneChoices()
  expect(choices[1]).toEqual({ value: 'America/Chicago', label: 'Central Time, Chicago' })
  expect(choices.every(({ label }) => !label.includes('_'))).toBe(true)
  expect(new Set(choices.map(({ value }) => value)).size).toBe(choices.length)
})
