import { describe, expect, it } from 'vitest'
import { aboutTime, burnWords, lowBalanceWords } from './outlook-words.ts'

const calm = { spent_today_cents: 0, cents_per_hour: null, runs_out_in_minutes: null, level: 'fine' as const }
const wallet = { available_cents: 210, cents_per_minute: 15 }

describe('when the wallet runs out', () => {
  it('is said with the rate it rests on', () => {
    expect(burnWords({ ...calm, cents_per_hour: 540, runs_out_in_minutes: 130 })).toEqual({
      rate: '$5.40',
      note: 'a forecast, not yet spent; if calls go on like this, it runs out in about 2 hours',
    })
  })

  it('is not said where it is not known', () => {
    expect(burnWords(calm).note).not.toContain('runs out')
    expect(burnWords({ ...calm, cents_per_hour: 540 }).note).toBe(
      'a forecast from the calls of the last hour; no calls go on now',
    )
  })

  it('is no more exact than it can be', () => {
    expect([0, 7, 43, 60, 100, 2_880, 4_400].map(aboutTime)).toEqual([
      '5 minutes',
      '5 minutes',
      '45 minutes',
      '1 hour',
      '2 hours',
      '2 days of calls around the clock',
      '3 days of calls around the clock',
    ])
  })
})

describe('the notice of a low wallet', () => {
  it('says what is left, in money and in talk', () => {
    expect(lowBalanceWords(calm, wallet)).toBeNull()
    expect(lowBalanceWords({ ...calm, level: 'low' }, wallet)).toEqual({
      title: 'The wallet is low',
      detail: '$2.10 is free: 14 minutes of talk.',
    })
    expect(lowBalanceWords({ ...calm, level: 'low', runs_out_in_minutes: 21 }, wallet)?.detail).toContain(
      'It runs out in about 20 minutes.',
    )
    expect(lowBalanceWords({ ...calm, level: 'empty' }, { ...wallet, available_cents: 30 })).toEqual({
      title: 'The wallet does not cover another call',
      detail: '$0.30 is free. No number is dialed.',
    })
  })
})
