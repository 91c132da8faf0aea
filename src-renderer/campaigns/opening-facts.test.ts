import { describe, expect, it } from 'vitest'
import { sampleLead } from '../../tests/doubles/sample-leads.ts'
import { openingFactWords } from './opening-facts.ts'

const lead = {
  ...sampleLead(3, Date.parse('2026-11-23T16:00:00Z')),
  roof_findings: [
    {
      code: 'storm',
      text: 'There was a storm near you in October.',
      weight: 1,
      based_on: [{ field: 'last_storm_on', value: '2026-10-02' }],
    },
  ],
}

describe('what an opening rests on', () => {
  it('is told in the facts of the lead, not by their names', () => {
    expect(openingFactWords('roof:storm', lead)).toBe('storm on Oct 2, 2026')
    expect(openingFactWords('neighborhood', lead)).toBe('finished jobs and permits near the house')
  })
})
