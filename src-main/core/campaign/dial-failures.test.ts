import { describe, expect, it } from 'vitest'
import { DialFailures } from './dial-failures.ts'

describe('failed dials of a campaign', () => {
  it('let each further call wait longer, until one is placed', () => {
    const failures = new DialFailures('live')
    expect([failures.notPlaced('campaign_1'), failures.notPlaced('campaign_1')]).toEqual([10_000, 20_000])
    failures.placed('campaign_1', 0)
    expect(failures.notPlaced('campaign_1')).toBe(10_000)
  })

  it('stop the campaign with a reason, once, and no other campaign', () => {
    const failures = new DialFailures('live')
    expect(failures.failed('campaign_1', 'no route', 0)).toBeNull()
    expect(failures.failed('campaign_1', 'no route', 1)).toBeNull()
    expect(failures.failed('campaign_2', 'no route', 2)).toBeNull()
    expect(failures.failed('campaign_1', 'no route', 3)).toContain('no route (3 times)')
    expect(failures.failed('campaign_1', 'no route', 4)).toBeNull()
  })
})
