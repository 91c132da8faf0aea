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
  'after the commit of a step that is taken up',
  'before the answer to a text comes',
  'before the commit of a text of a homeowner',
  'before the answer to an e-mail comes',
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

  it('calls, writes and follows up as often, at such hours and after such rests as the rules say, and pays what the carrier bills', () => {
    expect(brokenRules(week)).toEqual([])
  })

  it('really met people: some booked, some asked for another time, some asked to be left alone', () => {
    const outcomes = new Set(week.process.db.prepare('SELECT outcome FROM voice_call').pluck().all())
    for (const outcome of ['booked', 'callback', 'do_not_call', 'voicemail', 'no_answer', 'busy'])
      expect(outcomes).toContain(outcome)
    expect(week.legs.length).toBeGreaterThan(LEADS * 2)
  })

  it('really followed them up: every sequence by every means it has, and homeowners wrote back', () => {
    const done = week.process.db
      .prepare(
        `SELECT DISTINCT e.sequence || ' ' || f.channel FROM follow_up f JOIN follow_up_enrolment e USING (enrolment_id)
         WHERE f.status = 'done' ORDER BY 1`,
      )
      .pluck()
      .all()
    expect(done).toEqual([
      'booked_reminder sms',
      'callback_requested call',
      'callback_requested sms',
      'interested_undecided call',
      'interested_undecided sms',
      'no_answer call',
      'no_answer email',
      'no_answer sms',
      'voicemail call',
      'voicemail sms',
    ])
    const asked = new Set(week.texts.written.map(({ asks }) => asks))
    expect(asked).toEqual(new Set(['stop', 'call', 'something']))
  })
})
