import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { playWeek, type Week } from './play-week.ts'
import { brokenRules } from './week-rules.ts'

const LEADS = 240
/**
 * Each kill leaves somebody hearing nothing, and of so few calls the law lets hardly any be abandoned: these are the
 * worst places. `npm run week` has them all.
 */
const WORST = [
  'after the commit of the decision to dial',
  'before the dial request leaves',
  'before the answer to the dial comes',
  'before the commit of the end of a call',
  'before the commit of the next attempt',
  'after the commit of a booking',
  'before the commit of a request to stop',
]

describe('a campaign that is left alone for a week', () => {
  let week: Week
  beforeAll(async () => {
    week = await playWeek(LEADS, 1, WORST)
  }, 240_000)
  afterAll(() => week.close())

  it('is killed where that hurts most', () => {
    expect(week.neverReached).toEqual([])
    expect(week.crashes).toHaveLength(WORST.length)
  })

  it('calls each lead as often, at such hours and after such rests as the rules say, and pays what the carrier bills', () => {
    expect(brokenRules(week)).toEqual([])
  })

  it('really met people: some booked, some asked for another time, some asked to be left alone', () => {
    const outcomes = new Set(week.process.db.prepare('SELECT outcome FROM voice_call').pluck().all())
    for (const outcome of ['booked', 'callback', 'do_not_call', 'voicemail', 'no_answer', 'busy'])
      expect(outcomes).toContain(outcome)
    expect(week.legs.length).toBeGreaterThan(LEADS * 2)
  })
})
