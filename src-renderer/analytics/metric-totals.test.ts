import { describe, expect, it } from 'vitest'
import type { DailyMetrics } from '../../src-preload/contract/account.ts'
import { averageTalkSeconds, everyDay, netCents, totalOf } from './metric-totals.ts'

const day = (day: string, calls: number): DailyMetrics => ({
  day,
  calls,
  answered: calls,
  bookings: 0,
  callbacks: 0,
  not_interested: 0,
  do_not_call: 0,
  voicemails: 0,
  talk_seconds: calls * 60,
  cost_cents: calls * 15,
  credited_cents: calls,
})

describe('the figures of several days', () => {
  it('show the days without calls too, across a change of month', () => {
    const rows = everyDay([day('2026-12-01', 4), day('2026-10-01', 9)], '2026-12-01', 3)
    expect(rows.map(({ day, calls }) => [day, calls])).toEqual([
      ['2026-11-29', 0],
      ['2026-11-30', 0],
      ['2026-12-01', 4],
    ])
  })

  it('add up', () => {
    expect(totalOf([day('2026-11-30', 2), day('2026-12-01', 3)])).toMatchObject({ calls: 5, cost_cents: 75 })
  })

  it('have cost what was charged less what came back', () => {
    expect(netCents(totalOf([day('2026-11-30', 2), day('2026-12-01', 3)]))).toBe(70)
  })

  it('spread the talk over all calls that were picked up, also by voicemails, whose seconds it counts', () => {
    const total = { ...totalOf([day('2026-11-30', 2)]), voicemails: 2, talk_seconds: 120 + 40 }
    expect(averageTalkSeconds(total)).toBe(40)
    expect(averageTalkSeconds(totalOf([]))).toBe(0)
  })
})
