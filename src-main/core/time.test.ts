import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localTime } from './time.ts'

const ZONES = [
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'UTC',
]
const FROM = Date.UTC(2000, 0, 1)
const TO = Date.UTC(2040, 0, 1)
const YEAR_FROM = Date.UTC(2026, 0, 1)
const YEAR_TO = Date.UTC(2027, 0, 1)

const FORMATS = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }),
  ]),
)

/** As the platform writes it. */
const written = (atMs: number, timeZone: string) => FORMATS.get(timeZone)?.format(atMs)

function ours(atMs: number, timeZone: string): string {
  const { year, month, day, hour, minute, second, weekday } = localTime(atMs, timeZone)
  const two = (value: number) => String(value).padStart(2, '0')
  const name = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][weekday]
  return `${name}, ${two(month)}/${two(day)}/${year}, ${two(hour)}:${two(minute)}:${two(second)}`
}

describe('the time on the wall', () => {
  it('is what the platform says, at any instant in any zone', () => {
    fc.assert(
      fc.property(fc.integer({ min: FROM, max: TO }), fc.constantFrom(...ZONES), (atMs, zone) => {
        expect(ours(atMs, zone)).toBe(written(atMs, zone))
      }),
      { numRuns: 2_000 },
    )
  })

  it('is right in the very second in which clocks are set, and in the one before', () => {
    const wrong: string[] = []
    for (const zone of ZONES)
      for (let atHalfHourMs = YEAR_FROM; atHalfHourMs < YEAR_TO; atHalfHourMs += 30 * 60_000)
        for (const atMs of [atHalfHourMs - 1_000, atHalfHourMs]) {
          const [here, there] = [ours(atMs, zone), written(atMs, zone)]
          if (here !== there) wrong.push(`${zone}: ${here}, not ${there}`)
        }
    expect(wrong).toEqual([])
  })

  it('is unknown in a zone that the platform does not know', () => {
    expect(() => localTime(FROM, 'America/Nowhere')).toThrow(RangeError)
  })
})
