import { describe, expect, it } from 'vitest'
import { bookingsByDay, dayWidth, hourIn, hoursShown, sideBySide, weekOf } from './booking-days.ts'

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

  it('shows a working day, and earlier or later hours where an inspection needs them', () => {
    expect(hoursShown([])).toEqual({ from: 8, to: 18 })
    expect(hoursShown([{ from: 6.5, to: 7.5 }])).toEqual({ from: 6, to: 18 })
    expect(hoursShown([{ from: 19, to: 20.5 }])).toEqual({ from: 8, to: 21 })
    expect(hoursShown([{ from: 23.5, to: 24.5 }])).toEqual({ from: 8, to: 24 })
  })

  const columnsOf = (...spans: [number, number][]) =>
    sideBySide(spans, ([from, to]) => ({ from, to })).map(({ item, column, columns }) => [
      ...item,
      `${column + 1} of ${columns}`,
    ])

  it('gives a day room for the name of everybody who stands beside others on it', () => {
    const widthOf = (count: number) =>
      dayWidth(sideBySide(Array.from({ length: count }), () => ({ from: 9, to: 10 })))
    expect([0, 1, 2].map(widthOf)).toEqual(['minmax(52px, 0.5fr)', 'minmax(92px, 1fr)', 'minmax(184px, 2fr)'])
  })

  it('lays two inspections at the same time side by side', () => {
    expect(columnsOf([9, 10], [9, 10])).toEqual([
      [9, 10, '1 of 2'],
      [9, 10, '2 of 2'],
    ])
  })

  it('gives the whole width to an inspection that begins when another ends', () => {
    expect(columnsOf([10, 11], [9, 10])).toEqual([
      [9, 10, '1 of 1'],
      [10, 11, '1 of 1'],
    ])
  })

  it('uses a column again as soon as it is free', () => {
    expect(columnsOf([9, 12], [9, 10], [10, 11], [13, 14])).toEqual([
      [9, 12, '1 of 2'],
      [9, 10, '2 of 2'],
      [10, 11, '2 of 2'],
      [13, 14, '1 of 1'],
    ])
  })
})
