import { beforeEach, describe, expect, it } from 'vitest'
import { failuresPerMinute, perSecondLimit } from './rate-limit.ts'

let nowMs: number
const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs }
beforeEach(() => {
  nowMs = 0
})

describe('so many per second', () => {
  it('lets ten seconds’ worth through at once, then as many as time has passed for', () => {
    const mayPass = perSecondLimit(2, clock)
    const passed = () => Array.from({ length: 40 }, mayPass).filter(Boolean).length
    expect(passed()).toBe(20)
    nowMs = 1_500
    expect(passed()).toBe(3)
    nowMs = 3_600_000
    expect(passed()).toBe(20)
  })
})

describe('so many failures a minute', () => {
  it('counts for each address by itself, and anew in the next minute', () => {
    const failures = failuresPerMinute(2, clock)
    failures.failed('a')
    expect(failures.exceeded('a')).toBe(false)
    failures.failed('a')
    expect([failures.exceeded('a'), failures.exceeded('b')]).toEqual([true, false])
    nowMs = 60_000
    expect(failures.exceeded('a')).toBe(false)
  })

  it('goes on counting a guesser while a flood of other addresses fills its memory', () => {
    const failures = failuresPerMinute(2, clock)
    failures.failed('guesser')
    for (let n = 0; n < 11_000; n++) failures.failed(`address ${n}`)
    failures.failed('guesser')
    expect(failures.exceeded('guesser')).toBe(true)
  })
})
