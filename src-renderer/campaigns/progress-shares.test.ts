import { describe, expect, it } from 'vitest'
import { progressOf } from './progress-shares.ts'

describe('the progress of a campaign', () => {
  it('does not count a canceled call as done', () => {
    expect(progressOf({ queued: 0, active: 0, ended: 3, canceled: 9 })).toEqual({
      ended: 25,
      active: 0,
      canceled: 75,
    })
  })

  it('is nothing before the first call is in line', () => {
    expect(progressOf({ queued: 0, active: 0, ended: 0, canceled: 0 })).toEqual({
      ended: 0,
      active: 0,
      canceled: 0,
    })
  })
})
