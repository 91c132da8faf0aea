import { describe, expect, it } from 'vitest'
import type { HoursOfZone } from '../../src-preload/contract/campaign-reach.ts'
import * as words from './hours-words.ts'

const SUNDAY = '2026-11-29'
const NOON_RULE = 'Texas: calls only from noon to 9 PM (Tex. Bus. & Com. 301.051).'
const day = (name: string, from_minute: number, reason?: string) => ({
  day: name,
  open: [{ from_minute, to_minute: 1_200 }],
  forbidden: reason ? [{ from_minute: 540, to_minute: from_minute, reason }] : [],
})
const texas = (states = ['TX'], numbers_from: string[] = []): HoursOfZone => ({
  time_zone: 'America/Chicago',
  states,
  numbers_from,
  leads: 48,
  days: [day('2026-11-28', 540), day(SUNDAY, 720, NOON_RULE)],
})

describe('calling hours in words', () => {
  it('are short enough for a small window, and say when there are none', () => {
    expect(words.openWords(day(SUNDAY, 720))).toBe('noon to 8\u00a0PM')
    expect(words.openWords({ open: [{ from_minute: 570, to_minute: 1_440 }] })).toBe(
      '9:30\u00a0AM to midnight',
    )
    expect(words.openWords({ open: [] })).toBe('no calls')
  })

  it('stand on the bar of a day where they lie in it', () => {
    expect(words.placeOnBar({ from_minute: 540, to_minute: 1_260 })).toEqual({
      left: '37.50%',
      width: '50.00%',
    })
  })

  it('say whose they are', () => {
    expect(words.whoWords(texas())).toBe('48 homeowners in Texas')
    expect(words.whoWords(texas(['TX', 'OK']))).toBe('48 homeowners in Texas and Oklahoma')
    expect(words.whoWords(texas(['TX', 'OK', 'KS', 'NE', 'IA']))).toBe(
      '48 homeowners in Texas, Oklahoma, Kansas and 2 more',
    )
    expect(words.whoWords(texas(['TX'], ['CA']))).toBe('48 homeowners in Texas with a number from California')
  })

  it('name each rule that cuts them once, with its days', () => {
    const cuts = words.rulesThatCut([texas(), texas(['TX'], ['CA'])])
    expect(cuts).toEqual([{ rule: NOON_RULE, days: [SUNDAY] }])
    expect(words.cutOn([SUNDAY], 7, '2026-11-28')).toBe('Sun 29')
    expect(words.cutOn([SUNDAY], 1, '2026-11-28')).toBe('Every day')
  })

  it('name whom the picture leaves out', () => {
    expect(words.leftOutWords({ leads_left_out: 0, leads_without_place: 0, leads_blocked: 0 })).toBeNull()
    expect(words.leftOutWords({ leads_left_out: 0, leads_without_place: 1, leads_blocked: 0 })).toBe(
      '1 lead without a known state or ZIP code is not called.',
    )
    expect(words.leftOutWords({ leads_left_out: 0, leads_without_place: 0, leads_blocked: 5 })).toBe(
      '5 blocked leads are not counted here.',
    )
  })
})

describe('leads that stand in line twice', () => {
  const other = (name: string) => ({ campaign_id: name as never, name, leads: 12 })

  it('are told with the other campaign', () => {
    expect(words.elsewhereWords([])).toBeNull()
    expect(words.elsewhereWords([other('Hail round')])).toBe(
      'Also in line elsewhere: 12 homeowners in “Hail round”.',
    )
  })

  it('are told briefly when they stand in many', () => {
    expect(words.elsewhereWords(['a', 'b', 'c', 'd', 'e'].map(other))).toMatch(
      /in “c”, and more in 2 other campaigns\.$/,
    )
  })
})
