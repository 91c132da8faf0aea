import { describe, expect, it } from 'vitest'
import type { SequenceStep } from '../../src-preload/contract/follow-ups.ts'
import { delayProblem, draftOf, inUnit, stepOf } from './step-draft.ts'

const step = (delay_minutes: number): SequenceStep => ({
  channel: 'call',
  delay_minutes,
  window: null,
  subject: null,
  text: null,
})

describe('the delay of a step', () => {
  it.each([0, 90, 120, 2_880])('of %i minutes is saved as it was when nothing was typed', (minutes) => {
    expect(delayProblem(draftOf(step(minutes)))).toBeNull()
    expect(stepOf(draftOf(step(minutes)))).toEqual(step(minutes))
  })

  it.each(['', '-', -5, 61])('of "%s" days is wrong, and is not made into another one', (delay) => {
    expect(delayProblem({ delay, unit: 'days' })).toBe('From 0 to 60 days')
    expect(inUnit({ delay, unit: 'days' }, 'hours')).toEqual({ delay, unit: 'hours' })
  })

  it('stays the same in another unit', () => {
    expect(inUnit({ delay: 1.5, unit: 'days' }, 'hours')).toEqual({ delay: 36, unit: 'hours' })
  })
})
