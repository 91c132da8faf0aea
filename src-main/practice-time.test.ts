import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Settings } from './adapters/sqlite/settings.ts'
import { practiceTime } from './practice-time.ts'

const MONDAY_MORNING = Date.UTC(2026, 10, 23, 16, 30)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function practice(latestFactMs = () => 0) {
  const stored = new Map<string, unknown>()
  const settings: Settings = {
    read: (name) => stored.get(name) ?? null,
    write: (name, value) => void stored.set(name, value),
  }
  const run = () => {
    const { offsetMs, stop } = practiceTime({
      settings,
      startsAtMs: MONDAY_MORNING,
      latestFactMs,
      mayJump: () => true,
    })
    return { nowMs: () => Date.now() + offsetMs(), stop }
  }
  return { run }
}

it.each([0, 1, 4_999, 5_000, 5_001, 9_999])(
  'never goes back, even when the program is killed after %i ms and started again at once',
  (livedMs) => {
    const { run } = practice()
    const first = run()
    vi.advanceTimersByTime(livedMs)
    const lastMs = first.nowMs()
    first.stop()
    expect(run().nowMs()).toBeGreaterThan(lastMs)
  },
)

it('goes back by nothing when a busy thread was late to note the time', () => {
  const { run } = practice()
  const first = run()
  vi.advanceTimersByTime(5_000)
  vi.setSystemTime(Date.now() + 20_000)
  const lastMs = first.nowMs()
  first.stop()
  expect(run().nowMs()).toBeGreaterThan(lastMs)
})

it('follows what a person brings in up to the real day, and no further', () => {
  vi.setSystemTime(Date.UTC(2027, 0, 5, 18))
  let latestMs = Date.UTC(2026, 11, 1, 15)
  const { nowMs } = practice(() => latestMs).run()
  vi.advanceTimersByTime(6_000)
  expect(new Date(nowMs()).toISOString().slice(0, 10)).toBe('2026-12-01')
  latestMs = Date.UTC(2037, 5, 1)
  vi.advanceTimersByTime(6_000)
  expect(nowMs()).toBeLessThan(Date.UTC(2027, 0, 8))
})
