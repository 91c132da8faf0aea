import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  codes,
  consent,
  DAY,
  defaultHours,
  judge,
  lawful,
  only,
  tables,
  wideHours,
} from '../../../tests/leads/lawful-facts.ts'
import { localTime } from '../time.ts'
import { callingHours } from './calling-hours.ts'
import type { GateFacts } from './gate-facts.ts'
import { placeOf } from './place.ts'
import { hoursOf } from './state-hours.ts'

describe('hours', () => {
  const local = (zone: string, day: string, time: string): number => {
    const utcMs = Date.parse(`${day}T${time}:00Z`)
    const { hour, minute, day: date } = localTime(utcMs, zone)
    const shownMs = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, date, hour, minute)
    return utcMs - (shownMs - utcMs)
  }
  const open = (place: Partial<GateFacts>, zone: string, day: string, time: string) => {
    const nowMs = local(zone, day, time)
    return !codes(
      { ...place, nowMs, consents: [{ ...consent, capturedAtMs: nowMs - DAY }] },
      wideHours,
    ).includes('outside-hours')
  }

  it.each([
    ['TX', '78745', 'America/Chicago', '2026-11-24', '08:59', '09:00', '20:54', '20:55'],
    ['TX', '78745', 'America/Chicago', '2026-11-29', '11:59', '12:00', '20:54', '20:55'],
    ['FL', '33101', 'America/New_York', '2026-11-24', '07:59', '08:00', '19:54', '19:55'],
    ['KY', '40202', 'America/New_York', '2026-11-24', '09:59', '10:00', '20:54', '20:55'],
    ['PA', '19103', 'America/New_York', '2026-11-24', '08:59', '09:00', '18:54', '18:55'],
    ['ME', '04101', 'America/New_York', '2026-11-24', '08:59', '09:00', '16:54', '16:55'],
    ['RI', '02903', 'America/New_York', '2026-11-28', '09:59', '10:00', '16:54', '16:55'],
    ['NE', '68102', 'America/Chicago', '2026-11-26', '12:59', '13:00', '20:54', '20:55'],
    ['GA', '30303', 'America/New_York', '2026-11-29', '07:59', '08:00', '20:54', '20:55'],
  ])(
    'in %s (%s, %s) on %s close at %s, open from %s to %s and close at %s',
    (state, zip, zone, day, before, first, last, after) => {
      const place = only(state, zip)
      expect([before, first, last, after].map((time) => open(place, zone, day, time))).toEqual([
        false,
        true,
        true,
        false,
      ])
    },
  )

  it.each(['AL', 'LA', 'ME', 'MS', 'PA', 'RI', 'UT'])(
    'are closed in %s on Sundays and on Thanksgiving',
    (state) => {
      const place = { place: { ...lawful.place, states: [state], addressStates: [state], phoneStates: [] } }
      expect(open(place, 'America/Chicago', '2026-11-29', '12:00')).toBe(false)
      expect(open(place, 'America/Chicago', '2026-11-26', '12:00')).toBe(false)
      expect(open(place, 'America/Chicago', '2026-11-24', '12:00')).toBe(true)
    },
  )

  it('narrow to the overlap when the phone is from another state', () => {
    const place = { place: placeOf(tables, { state: 'FL', zip: '33101' }, '+13105550101') }
    const times = ['11:59', '12:00', '19:54', '19:55'].map((time) =>
      open(place, 'America/New_York', '2026-11-24', time),
    )
    expect(times).toEqual([false, true, true, false])
  })

  it.each(['2026-03-08', '2026-11-01'])('follow the clock on the day it changes, %s', (day) => {
    const times = ['07:59', '08:00', '20:54', '20:55'].map((time) =>
      open(only('GA', '30303'), 'America/New_York', day, time),
    )
    expect(times).toEqual([false, true, true, false])
  })

  it('stay within the contractor’s own window and tell when it opens next', () => {
    const evening = judge({ nowMs: Date.UTC(2026, 10, 25, 1, 30) })
    expect(evening.reasons.map(({ code }) => code)).toEqual(['outside-hours'])
    expect(evening.nextAllowedAtMs).toBe(Date.UTC(2026, 10, 25, 15, 0))
    const saturdayEvening = judge({ nowMs: Date.UTC(2026, 10, 29, 0, 0) })
    expect(saturdayEvening.nextAllowedAtMs).toBe(Date.UTC(2026, 10, 30, 15, 0))
  })

  it('promise no next time while anything else forbids the call', () => {
    expect(judge({ nowMs: Date.UTC(2026, 10, 25, 1, 30), consents: [] }).nextAllowedAtMs).toBeNull()
    expect(judge({ nowMs: Date.UTC(2026, 10, 25, 1, 30) }, callingHours({})).nextAllowedAtMs).toBeNull()
  })
})

it('never allows a call outside 8 to 21 o’clock in any zone, or outside any state’s row, whatever the settings', () => {
  const zips = [
    '78745',
    '32456',
    '46307',
    '97914',
    '86505',
    '36869',
    '00901',
    '04101',
    '33101',
    '19103',
    '90210',
    '40202',
  ]
  const phones = [
    '+15125550101',
    '+13105550101',
    '+12195550101',
    '+12125550101',
    '+18085550101',
    '+19285550101',
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...zips),
      fc.constantFrom(...phones),
      fc.integer({ min: Date.UTC(2026, 10, 22) / 60_000, max: Date.UTC(2027, 4, 20) / 60_000 }),
      fc.constantFrom(wideHours, defaultHours),
      (zip, phone, minute, hours) => {
        const nowMs = minute * 60_000
        const place = placeOf(tables, { state: null, zip }, phone)
        const { allowed } = judge(
          { nowMs, place, consents: [{ ...consent, capturedAtMs: nowMs - DAY }] },
          hours,
        )
        if (!allowed) return
        for (const zone of place.zones) {
          const { hour, minute: past, weekday } = localTime(nowMs, zone)
          const inMinutes = hour * 60 + past
          expect(inMinutes).toBeGreaterThanOrEqual(8 * 60)
          expect(inMinutes).toBeLessThan(21 * 60 - 5)
          for (const state of place.states) {
            const row = hoursOf(state)
            const today = weekday === 0 ? row?.sunday : weekday === 6 ? row?.saturday : row?.weekday
            expect(today?.[0]).toBeLessThanOrEqual(inMinutes)
            expect(today?.[1]).toBeGreaterThan(inMinutes + 5 - 1)
          }
        }
      },
    ),
    { numRuns: 3_000 },
  )
})
