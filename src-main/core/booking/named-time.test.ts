import { describe, expect, it } from 'vitest'
import { instantAt } from '../time.ts'
import { spokenTime, writtenTime } from './named-time.ts'

const ZONE = 'America/Chicago'
const at = (year: number, month: number, day: number, hour = 0, minute = 0) =>
  instantAt(ZONE, year, month, day, hour, minute)

describe('a time as it is spoken in Spanish', () => {
  it.each([
    [Date.UTC(2026, 10, 23, 20), 'lunes 23 de noviembre a las 2 de la tarde'],
    [Date.UTC(2026, 10, 24, 15, 30), 'martes 24 de noviembre a las 9 y media de la mañana'],
    [Date.UTC(2026, 10, 24, 18), 'martes 24 de noviembre al mediodía'],
    [Date.UTC(2026, 11, 2, 19), 'miércoles 2 de diciembre a la 1 de la tarde'],
  ])('%i is %s', (atMs, spoken) => expect(spokenTime(atMs, 'America/Chicago', 'es')).toBe(spoken))
})

describe('a time as it is spoken', () => {
  it.each([
    [at(2026, 11, 24, 10), 'Tuesday, November 24th at 10 in the morning'],
    [at(2026, 11, 1, 12), 'Sunday, November 1st at noon'],
    [at(2026, 11, 24, 12, 30), 'Tuesday, November 24th at 12:30 in the afternoon'],
    [at(2026, 12, 2, 17, 5), 'Wednesday, December 2nd at 5:05 in the evening'],
    [at(2026, 12, 13, 0), 'Sunday, December 13th at midnight'],
  ])('is %#: %s', (atMs, spoken) => {
    expect(spokenTime(atMs, ZONE)).toBe(spoken)
  })

  it('is the time on the wall on both sides of a change of clocks', () => {
    expect(spokenTime(Date.parse('2026-11-01T06:30:00Z'), ZONE)).toContain('at 1:30 in the morning')
    expect(spokenTime(Date.parse('2026-11-01T07:30:00Z'), ZONE)).toContain('at 1:30 in the morning')
    expect(spokenTime(Date.parse('2027-03-14T08:00:00Z'), ZONE)).toContain('at 3 in the morning')
  })
})

describe('a time as it is written', () => {
  it.each([
    [at(2026, 11, 24, 10), 'Tuesday, November 24 at 10:00 AM'],
    [at(2026, 11, 1, 12), 'Sunday, November 1 at 12:00 PM'],
    [at(2026, 12, 2, 17, 5), 'Wednesday, December 2 at 5:05 PM'],
    [at(2026, 12, 13, 0), 'Sunday, December 13 at 12:00 AM'],
  ])('is %#: %s', (atMs, written) => {
    expect(writtenTime(atMs, ZONE)).toBe(written)
  })

  it('is the time on the wall', () => {
    expect(writtenTime(Date.parse('2026-11-01T07:30:00Z'), ZONE)).toContain('at 1:30 AM')
  })
})
