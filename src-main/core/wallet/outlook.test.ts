import { describe, expect, it } from 'vitest'
import { outlook, type RecentUsage } from './outlook.ts'

const NOW_MS = Date.UTC(2026, 10, 23, 16)
const minutesAgo = (minutes: number) => NOW_MS - minutes * 60_000
const full = { availableCents: 9_000, heldCents: 0, lowBelowCents: null }
const used = (changes: Partial<RecentUsage> = {}): RecentUsage => ({
  cents: 600,
  postings: 40,
  firstAtMs: minutesAgo(30),
  lastAtMs: minutesAgo(1),
  ...changes,
})

describe('when the wallet runs out', () => {
  it('is told from what calls used in the last hour, with what is held for them', () => {
    expect(outlook(used(), full, NOW_MS)).toEqual({
      centsPerHour: 1_200,
      runsOutInMinutes: 450,
      level: 'fine',
    })
    expect(outlook(used(), { ...full, availableCents: 8_000, heldCents: 1_000 }, NOW_MS)).toMatchObject({
      runsOutInMinutes: 450,
    })
  })

  it('is not told while nothing is being used', () => {
    const earlier = used({ firstAtMs: minutesAgo(50), lastAtMs: minutesAgo(11) })
    expect(outlook(earlier, full, NOW_MS)).toMatchObject({ centsPerHour: 720, runsOutInMinutes: null })
    expect(outlook(null, full, NOW_MS)).toEqual({ centsPerHour: null, runsOutInMinutes: null, level: 'fine' })
  })

  it('is not told from too few minutes, too short a time, or corrections alone', () => {
    for (const little of [
      used({ postings: 4 }),
      used({ firstAtMs: minutesAgo(4) }),
      used({ cents: 0 }),
      used({ cents: -15 }),
    ])
      expect(outlook(little, full, NOW_MS)).toMatchObject({ centsPerHour: null, runsOutInMinutes: null })
  })
})

describe('a low wallet', () => {
  it('is one with less than twenty minutes, than the line of the top-up rule, or than an hour at this rate', () => {
    expect(outlook(null, { ...full, availableCents: 299 }, NOW_MS).level).toBe('low')
    expect(outlook(null, { ...full, availableCents: 300 }, NOW_MS).level).toBe('fine')
    expect(outlook(null, { ...full, lowBelowCents: 9_001 }, NOW_MS).level).toBe('low')
    expect(outlook(used(), { ...full, availableCents: 1_199 }, NOW_MS).level).toBe('low')
    expect(outlook(used(), { ...full, availableCents: 1_200 }, NOW_MS).level).toBe('fine')
  })

  it('is empty when not even one more call is covered', () => {
    expect(outlook(null, { ...full, availableCents: 44 }, NOW_MS).level).toBe('empty')
    expect(outlook(null, { ...full, availableCents: 45 }, NOW_MS).level).toBe('low')
  })
})
