import { describe, expect, it } from 'vitest'
import { bookingsByDay, hourIn, weekOf } from './booking-days.ts'

const zone = 'America/Chicago'
const at = (starts_at: string) => ({ starts_at })

describe('the calendar of inspections', () => {
  it('puts an inspection on the day it falls on where the contractor works', () => {
    const days = bookingsByDay([at('2026-11-25T02:30:00Z'), at('2026-11-24T15:00:00Z')], zone)
    expect(days).toEqual([
      { day: '2026-11-24', bookings: [at('2026-11-24T15:00:00Z'), at('2026-11-25T02:30:00Z')] },
    ])
  })

  it('begins every week on Monday', () => {
    expect(weekOf('2026-11-29')[0]).toBe('2026-11-23')
    expect(weekOf('2026-11-23')).toHaveLength(7)
    expect(weekOf('2026-11-23')[6]).toBe('2026-11-29')
  })

  it('places an inspection by the local hour', () => {
    expect(hourIn(zone, '2026-11-24T15:30:00Z')).toBe(9.5)
  })
})
