import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../rehearsal/virtual-clock.ts'
import { NextLook } from './next-look.ts'

describe('the next look at the queue', () => {
  it('comes once, at the earliest moment that was asked for', async () => {
    const clock = new VirtualClock()
    const looks: number[] = []
    const nextLook = new NextLook(clock, () => looks.push(clock.monotonicMs()))
    const startMs = clock.monotonicMs()
    nextLook.within(60_000)
    nextLook.within(5_000)
    nextLook.within(30_000)
    await clock.run(120_000)
    expect(looks).toEqual([startMs + 5_000])
  })

  it('does not come once it is canceled', async () => {
    const clock = new VirtualClock()
    let looks = 0
    const nextLook = new NextLook(clock, () => looks++)
    nextLook.within(5_000)
    nextLook.cancel()
    await clock.run(60_000)
    expect(looks).toBe(0)
  })
})
