import { describe, expect, it } from 'vitest'
import { audioAge } from './audio-age.ts'

describe('the age of audio', () => {
  it('is what it waited beyond the quickest way, whatever the two clocks say', () => {
    const age = audioAge()
    expect(age.ageMs(5_000_000, 40)).toBe(0)
    expect(age.ageMs(5_000_020, 61)).toBe(1)
    expect(age.ageMs(5_000_040, 1_080)).toBe(1_000)
    expect(age.ageMs(5_001_040, 1_081)).toBe(1)
  })

  it('does not grow when the clocks drift apart over hours', () => {
    const age = audioAge()
    const drift = 1.0002
    let oldest = 0
    for (let nowMs = 0; nowMs < 7_200_000; nowMs += 1_000)
      oldest = Math.max(oldest, age.ageMs(nowMs / drift, nowMs))
    expect(oldest).toBeLessThan(20)
  })
})
