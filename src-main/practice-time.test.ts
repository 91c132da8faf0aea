import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Settings } from './adapters/sqlite/settings.ts'
import { type PracticeTimeParts, practiceTime } from './practice-time.ts'

const MONDAY_MORNING = Date.UTC(2026, 10, 23, 16, 30)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function practice(latestFactMs = () => 0, isAwaited: PracticeTimeParts['isAwaited'] = () => false) {
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
      isAwaited,
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

describe('a restart', () => {
  const REAL_FRIDAY = Date.UTC(2026, 10, 27, 13)
  const WEDNESDAY_EVENING = Date.UTC(2026, 10, 25, 23)
  const day = (atMs: number) => new Date(atMs).toISOString().slice(0, 10)

  it('goes on with the same morning, although a consent of a later day was brought in before it', () => {
    vi.setSystemTime(REAL_FRIDAY)
    const bookedForMs = MONDAY_MORNING + 24 * 3_600_000
    const { run } = practice(
      () => WEDNESDAY_EVENING,
      (fromMs, untilMs) => fromMs < bookedForMs && bookedForMs < untilMs,
    )
    const first = run()
    vi.advanceTimersByTime(4_000)
    const lastMs = first.nowMs()
    first.stop()
    vi.advanceTimersByTime(10_000)
    const again = run()
    vi.advanceTimersByTime(60_000)
    expect(again.nowMs()).toBeGreaterThan(lastMs)
    expect(again.nowMs()).toBeLessThan(lastMs + 3 * 60_000)
    expect(day(again.nowMs())).toBe('2026-11-23')
  })

  it('follows that consent where nothing is passed over', () => {
    vi.setSystemTime(REAL_FRIDAY)
    const { nowMs } = practice(() => WEDNESDAY_EVENING).run()
    vi.advanceTimersByTime(6_000)
    expect(day(nowMs())).toBe('2026-11-27')
  })

  it('begins the next working morning when the last one was over', () => {
    vi.setSystemTime(REAL_FRIDAY)
    const { run } = practice(undefined, () => true)
    const first = run()
    vi.advanceTimersByTime(89 * 60_000)
    expect(day(first.nowMs())).toBe('2026-11-23')
    first.stop()
    expect(day(run().nowMs())).toBe('2026-11-24')
  })

  it('follows what is brought in afterwards', () => {
    vi.setSystemTime(REAL_FRIDAY)
    let latestMs = 0
    const { nowMs } = practice(
      () => latestMs,
      () => true,
    ).run()
    latestMs = WEDNESDAY_EVENING
    vi.advanceTimersByTime(6_000)
    expect(day(nowMs())).toBe('2026-11-27')
  })
})
