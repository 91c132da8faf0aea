import { describe, expect, it } from 'vitest'
import { instantAt } from '../time.ts'
import { callbackTime } from './callback-time.ts'

const ZONE = 'America/Chicago'
/** Tuesday, 10 in the morning. */
const NOW = instantAt(ZONE, 2026, 11, 24, 10)
const spoken = (words: string) => callbackTime(words, NOW, ZONE).spoken

describe('when to call back', () => {
  it.each([
    ['tomorrow after five', 'Wednesday, November 25th at 5 in the evening'],
    ['this afternoon', 'Tuesday, November 24th at 2 in the afternoon'],
    ['today at 4', 'Tuesday, November 24th at 4 in the afternoon'],
    ['around noon', 'Wednesday, November 25th at noon'],
    ['Monday at 5:30', 'Monday, November 30th at 5:30 in the evening'],
    ['half past five', 'Wednesday, November 25th at 5:30 in the evening'],
    ['friday at 9', 'Friday, November 27th at 9 in the morning'],
    ['friday at 9 pm', 'Friday, November 27th at 9 in the evening'],
    ['next week', 'Tuesday, December 1st at 10 in the morning'],
    ['the day after tomorrow', 'Thursday, November 26th at 10 in the morning'],
    ['in an hour', 'Tuesday, November 24th at 11 in the morning'],
    ['in 30 minutes', 'Tuesday, November 24th at 10:30 in the morning'],
    ['in half an hour', 'Tuesday, November 24th at 10:30 in the morning'],
    ['in two weeks', 'Tuesday, December 8th at 10 in the morning'],
    ['in 3 days at 2', 'Friday, November 27th at 2 in the afternoon'],
  ])('"%s" is %s', (words, expected) => {
    expect(spoken(words)).toBe(expected)
  })

  it.each([
    ['mañana por la mañana', 'Wednesday, November 25th at 10 in the morning'],
    ['mañana por la tarde', 'Wednesday, November 25th at 2 in the afternoon'],
    ['pasado mañana a las 3', 'Thursday, November 26th at 3 in the afternoon'],
    ['el miercoles a las cinco', 'Wednesday, November 25th at 5 in the evening'],
    ['la próxima semana', 'Tuesday, December 1st at 10 in the morning'],
    ['en dos semanas', 'Tuesday, December 8th at 10 in the morning'],
  ])('"%s" is %s', (words, expected) => {
    expect(spoken(words)).toBe(expected)
  })

  it('is a week ahead when today is named by its weekday', () => {
    expect(spoken('tuesday')).toContain('December 1st')
  })

  it('is tomorrow at ten when the words are unclear or their time today has passed', () => {
    for (const words of ['', 'later', 'whenever', 'today at 9 in the morning'])
      expect(spoken(words)).toContain('Wednesday, November 25th')
    expect(spoken('whenever')).toContain('at 10 in the morning')
  })

  it('keeps the hour on the wall over a change of clocks, and the distance of "in an hour"', () => {
    const saturday = instantAt(ZONE, 2026, 10, 31, 15)
    expect(callbackTime('monday at 9', saturday, ZONE).dueAtMs).toBe(Date.parse('2026-11-02T15:00:00Z'))
    const beforeTheChange = Date.parse('2026-11-01T06:30:00Z')
    expect(callbackTime('in an hour', beforeTheChange, ZONE).dueAtMs).toBe(beforeTheChange + 3_600_000)
  })
})
