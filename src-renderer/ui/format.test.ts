import { describe, expect, it } from 'vitest'
import * as format from './format.ts'

const central = 'America/Chicago'
const now = Date.parse('2026-11-23T15:00:00Z')

describe('values written for people', () => {
  it('writes money in dollars and cents', () => {
    expect(format.formatCents(123_456)).toBe('$1,234.56')
    expect(format.formatCents(-5)).toBe('-$0.05')
  })

  it('writes hours of the day the American way', () => {
    expect(['00:30', '12:00', '16:00', '24:00'].map(format.formatClock)).toEqual([
      '12:30 AM',
      '12:00 PM',
      '4:00 PM',
      'midnight',
    ])
  })

  it('writes American phone numbers the American way and leaves others alone', () => {
    expect(format.formatPhone('+15125550100')).toBe('(512) 555-0100')
    expect(format.formatPhone('+442079460000')).toBe('+442079460000')
  })

  it('writes how long a call lasted like a clock', () => {
    expect(format.formatDuration(7)).toBe('0:07')
    expect(format.formatDuration(67.9)).toBe('1:07')
    expect(format.formatDuration(754)).toBe('12:34')
    expect(format.formatDuration(3_671)).toBe('1:01:11')
  })

  it('names days that are close and dates that are not', () => {
    expect(format.formatWhen('2026-11-23T20:30:00Z', central, now)).toBe('Today 2:30 PM')
    expect(format.formatWhen('2026-11-24T04:30:00Z', central, now)).toBe('Today 10:30 PM')
    expect(format.formatWhen('2026-11-22T15:00:00Z', central, now)).toBe('Yesterday 9:00 AM')
    expect(format.formatWhen('2026-11-24T15:00:00Z', central, now)).toBe('Tomorrow 9:00 AM')
    expect(format.formatWhen('2026-06-03T15:00:00Z', central, now)).toBe('Jun 3, 10:00 AM')
  })

  it('cuts no time before its AM or PM', () => {
    expect(format.unbroken('Today 10:02 AM')).toBe('Today 10:02\u00a0AM')
  })

  it('keeps a calendar day the same day in every zone', () => {
    expect(format.formatDay('2026-06-03')).toBe('Jun 3, 2026')
    expect(format.addDays('2026-02-27', 3)).toBe('2026-03-02')
    expect(format.daysBetween('2026-11-23', '2026-12-01')).toBe(8)
  })

  it('reads a typed time where the contractor works, on both sides of a clock change', () => {
    expect(format.instantIn(central, '2026-11-24 10:00:00')).toBe('2026-11-24T16:00:00.000Z')
    expect(format.instantIn(central, '2026-07-01 10:00:00')).toBe('2026-07-01T15:00:00.000Z')
    expect(format.instantIn(central, '2026-11-01 00:30:00')).toBe('2026-11-01T05:30:00.000Z')
  })

  it('leaves unknown parts of an address out', () => {
    const address = { street: '12 Oak St', city: 'Plano', state: 'TX', zip: null }
    expect(format.formatAddress(address)).toBe('12 Oak St, Plano, TX')
  })

  it('turns stable codes into words', () => {
    expect(format.formatCode('not_interested')).toBe('Not interested')
    expect(format.formatPercent(1, 0)).toBe('–')
  })
})
