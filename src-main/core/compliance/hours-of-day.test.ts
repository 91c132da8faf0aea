import { describe, expect, it } from 'vitest'
import { defaultHours, only, tables, wideHours } from '../../../tests/leads/lawful-facts.ts'
import { instantAt } from '../time.ts'
import type { CallingHours } from './calling-hours.ts'
import { hoursOfDay } from './hours-of-day.ts'
import { placeOf } from './place.ts'
import { KNOWN_STATES } from './state-hours.ts'

const TUESDAY = '2026-11-24'
const SUNDAY = '2026-11-29'
const THANKSGIVING = '2026-11-26'
const CENTRAL = 'America/Chicago'
const EASTERN = 'America/New_York'
const [HOUR, NOON, NINE_PM, MIDNIGHT] = [60, 720, 1_260, 1_440]
const drawn = (state: string, zip: string, zone: string, day: string, hours: CallingHours = wideHours) =>
  hoursOfDay(hours, only(state, zip).place, zone, day)

describe('the hours of a day as they are drawn', () => {
  it('are the contractor’s own where the law allows them all', () => {
    expect(drawn('TX', '78745', CENTRAL, TUESDAY, defaultHours)).toEqual({
      day: TUESDAY,
      open: [{ from_minute: 9 * HOUR, to_minute: 19 * HOUR }],
      forbidden: [],
    })
  })

  it('are cut to those of the state, each part with its rule', () => {
    expect(drawn('TX', '78745', CENTRAL, SUNDAY)).toEqual({
      day: SUNDAY,
      open: [{ from_minute: NOON, to_minute: NINE_PM }],
      forbidden: [
        {
          from_minute: 0,
          to_minute: 8 * HOUR,
          reason: 'Everywhere: calls only from 8 AM to 9 PM (47 CFR 64.1200(c)(1); 16 CFR 310.4(c)).',
        },
        {
          from_minute: 8 * HOUR,
          to_minute: NOON,
          reason: 'Texas: calls only from noon to 9 PM (Tex. Bus. & Com. 301.051).',
        },
        expect.objectContaining({ from_minute: NINE_PM, to_minute: MIDNIGHT }),
      ],
    })
  })

  it('are none on a holiday that the state keeps, and say so', () => {
    const { open, forbidden } = drawn('PA', '19103', EASTERN, THANKSGIVING)
    expect(open).toEqual([])
    expect(forbidden.map(({ reason }) => reason)).toContain(
      'Pennsylvania: no calls on this holiday (Pa. Act 47 of 2026).',
    )
  })

  it('are narrowed by the zone of a phone number from elsewhere', () => {
    const place = placeOf(tables, { state: 'TX', zip: '78745' }, '+14155550101')
    expect(hoursOfDay(wideHours, place, CENTRAL, TUESDAY).open).toEqual([
      { from_minute: 11 * HOUR, to_minute: NINE_PM },
    ])
  })

  it.each(['2026-03-08', '2026-11-01', TUESDAY, SUNDAY, THANKSGIVING])(
    'are on %s, in every state, the moments at which the gate lets a call begin',
    (day) => {
      const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
      for (const state of KNOWN_STATES) {
        const place = placeOf(tables, { state, zip: null }, '+10005550101')
        const zone = place.zones[0] ?? ''
        const { open } = hoursOfDay(wideHours, place, zone, day)
        for (let minute = 0; minute < MIDNIGHT; minute += 30) {
          const begins = wideHours.closed(place, instantAt(zone, year, month, date, 0, minute)) === null
          const isDrawn = open.some(
            ({ from_minute, to_minute }) => from_minute <= minute && minute < to_minute,
          )
          expect(isDrawn, `${state} at ${minute}`).toBe(begins)
        }
      }
    },
  )
})
