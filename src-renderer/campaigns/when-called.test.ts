import { describe, expect, it } from 'vitest'
import { launchLabel, nothingBefore, waitingWords, whenCalled } from './when-called.ts'

const CENTRAL = 'America/Chicago'
const NOW = Date.parse('2026-11-23T17:00:00Z')
const TOMORROW = '2026-11-24T15:00:00.000Z'

describe('before a launch', () => {
  it('tells how many may be called now and from when the others', () => {
    const some = { callable: 48, callable_now: 12, next_allowed_at: TOMORROW }
    expect(whenCalled(some, CENTRAL, NOW)).toBe('12 now, 36 from Tomorrow 9:00 AM')
    expect(launchLabel(some, CENTRAL, NOW)).toBe('Start calling 12 now, 36 later')
  })

  it('promises no call at once when nobody may be called now', () => {
    const later = { callable: 48, callable_now: 0, next_allowed_at: TOMORROW }
    expect(whenCalled(later, CENTRAL, NOW)).toBe('none now, the first from Tomorrow 9:00 AM')
    expect(launchLabel(later, CENTRAL, NOW)).toBe('Line up 48 homeowners, calls from Tomorrow 9:00 AM')
  })

  it('says nothing more when all may be called now', () => {
    const all = { callable: 1, callable_now: 1, next_allowed_at: null }
    expect(whenCalled(all, CENTRAL, NOW)).toBeNull()
    expect(launchLabel(all, CENTRAL, NOW)).toBe('Start calling 1 homeowner')
  })
})

describe('a running campaign', () => {
  const counts = { queued: 2, active: 0, ended: 0, canceled: 0, blocked: 0 }

  it('waits until its first call may be dialed', () => {
    const campaign = { status: 'running', counts, next_call_at: TOMORROW } as const
    expect(nothingBefore(campaign, NOW)).toBe(TOMORROW)
    expect(nothingBefore({ ...campaign, counts: { ...counts, active: 1 } }, NOW)).toBeNull()
    expect(nothingBefore({ ...campaign, status: 'paused' }, NOW)).toBeNull()
    expect(waitingWords(2, TOMORROW, CENTRAL, NOW)).toContain('Nobody may be called before Tomorrow 9:00 AM')
  })

  it('does not wait while its next call is being prepared', () => {
    const next_call_at = new Date(NOW + 60_000).toISOString()
    expect(nothingBefore({ status: 'running', counts, next_call_at }, NOW)).toBeNull()
  })
})
