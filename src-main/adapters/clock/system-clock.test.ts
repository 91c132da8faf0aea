import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { systemClock } from './system-clock.ts'

describe("the machine's clock", () => {
  it('keeps the audio of other calls going when the tick of one throws, and reports it once', async () => {
    const reported: unknown[] = []
    const clock = systemClock({ onError: (error) => reported.push(error) })
    let heard = 0
    const bug = new Error('one call is broken')
    const cancels = [
      clock.everyFrame(() => {
        throw bug
      }),
      clock.everyFrame(() => {
        heard++
      }),
    ]
    await expect.poll(() => heard).toBeGreaterThan(4)
    for (const cancel of cancels) cancel()
    expect(reported).toEqual([bug])
  })

  it('counts the beats that a standstill swallowed, and keeps its phase', async () => {
    const clock = systemClock({ onError: () => {} })
    const startedMs = performance.now()
    let beats = 0
    let calls = 0
    const offMs: number[] = []
    const cancel = clock.everyFrame((passed) => {
      beats += passed
      calls++
      const lateMs = performance.now() - startedMs - beats * 20
      offMs.push(lateMs)
      if (calls % 5 === 0) standStill(47)
    })
    await expect.poll(() => beats, { timeout: 10_000 }).toBeGreaterThan(60)
    cancel()
    expect(calls).toBeLessThan(beats)
    // Node's timers may be early by a millisecond; what is late stays within its frame, and never adds up.
    const sorted = offMs.toSorted((a, b) => a - b)
    expect(sorted[0]).toBeGreaterThan(-2)
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(20)
  })

  it('reports a tick again that fails after it had recovered', async () => {
    const reported: unknown[] = []
    const clock = systemClock({ onError: (error) => reported.push(error) })
    let beats = 0
    const cancel = clock.everyFrame(() => {
      beats++
      if (beats === 1 || beats === 3) throw new Error(`beat ${beats}`)
    })
    await expect.poll(() => beats).toBeGreaterThan(4)
    cancel()
    expect(reported).toHaveLength(2)
  })

  it('reports a wake-up that throws, and the process lives on', async () => {
    const reported: unknown[] = []
    const clock = systemClock({ onError: (error) => reported.push(error) })
    clock.wakeAfter(1, () => {
      throw new Error('a late surprise')
    })
    await expect.poll(() => reported).toEqual([new Error('a late surprise')])
  })

  it('forgets a wake-up that was canceled', async () => {
    const clock = systemClock({ onError: () => {} })
    let woke = false
    const cancel = clock.wakeAfter(5, () => {
      woke = true
    })
    cancel()
    await pause(30)
    expect(woke).toBe(false)
  })

  it('never wakes anybody early', async () => {
    const clock = systemClock({ onError: () => {} })
    const waits = Array.from({ length: 300 }, (_, i) => 2 + i * 0.137)
    const lateness = await Promise.all(
      waits.map(
        (delayMs) =>
          new Promise<number>((resolve) => {
            const dueMs = clock.monotonicMs() + delayMs
            clock.wakeAfter(delayMs, () => resolve(clock.monotonicMs() - dueMs))
          }),
      ),
    )
    expect(Math.min(...lateness)).toBeGreaterThanOrEqual(0)
  })
})

function standStill(ms: number): void {
  const untilMs = performance.now() + ms
  while (performance.now() < untilMs);
}
