import { spokenTime } from '../booking/slots.ts'
import { civilFromDays, daysFromCivil, instantAt, localTime, WEEKDAYS } from '../time.ts'

const DAY_WORDS: Record<string, (typeof WEEKDAYS)[number]> = {
  sunday: 'sun',
  monday: 'mon',
  tuesday: 'tue',
  wednesday: 'wed',
  thursday: 'thu',
  friday: 'fri',
  saturday: 'sat',
  domingo: 'sun',
  lunes: 'mon',
  martes: 'tue',
  miércoles: 'wed',
  jueves: 'thu',
  viernes: 'fri',
  sábado: 'sat',
}

/**
 * When to call back, from the homeowner's own words ("tomorrow after five", "next week"). Unclear words mean
 * the next day at 10: sooner is never assumed.
 */
export function callbackTime(
  said: string,
  nowMs: number,
  timeZone: string,
): { dueAtMs: number; spoken: string } {
  const text = said.toLowerCase()
  const now = localTime(nowMs, timeZone)
  const today = daysFromCivil(now.year, now.month, now.day)
  const soon = /in (an|one|1|a couple of|two|2) hours?/.exec(text)
  if (soon) {
    const dueAtMs = nowMs + (/couple|two|2/.test(soon[0]) ? 2 : 1) * 3_600_000
    return { dueAtMs, spoken: spokenTime(dueAtMs, timeZone) }
  }
  const minutes = minutesSaid(text)
  const day = daySaid(text, today, now.weekday, minutes, now.hour * 60 + now.minute)
  const { year, month, day: date } = civilFromDays(day)
  const dueAtMs = instantAt(timeZone, year, month, date, Math.floor(minutes / 60), minutes % 60)
  return { dueAtMs, spoken: spokenTime(dueAtMs, timeZone) }
}

function daySaid(text: string, today: number, weekday: number, minutes: number, nowMinutes: number): number {
  for (const [word, name] of Object.entries(DAY_WORDS)) {
    if (!text.includes(word)) continue
    const ahead = (WEEKDAYS.indexOf(name) - weekday + 7) % 7
    return today + (ahead === 0 ? 7 : ahead)
  }
  if (/day after tomorrow|pasado mañana/.test(text)) return today + 2
  if (/next month/.test(text)) return today + 30
  if (/next week|la próxima semana/.test(text)) return today + 7
  const laterToday = /today|tonight|this (afternoon|evening)|later|hoy|esta tarde/.test(text)
  return laterToday && minutes > nowMinutes + 30 ? today : today + 1
}

const NUMBERS = 'one two three four five six seven eight nine ten eleven twelve'.split(' ')

function minutesSaid(text: string): number {
  const clock = /\b(\d{1,2})(?::(\d{2}))?\s*(a\.?m|p\.?m|o'clock)?/.exec(text)
  const word = new RegExp(`\\b(?:at|after|around|by|past)\\s+(${NUMBERS.join('|')})\\b`).exec(text)
  const hour = clock ? Number(clock[1]) : word ? NUMBERS.indexOf(word[1] ?? '') + 1 : null
  if (hour === null || hour > 23) {
    if (/noon|lunch/.test(text)) return 12 * 60
    if (/evening|tonight|after work|noche/.test(text)) return 18 * 60
    return /afternoon|tarde/.test(text) ? 14 * 60 : 10 * 60
  }
  const morning = /a\.?m\b|morning/.test(text)
  const afternoon = /p\.?m\b|afternoon|evening|tonight|after work/.test(text)
  const shifted = hour < 12 && (afternoon || (!morning && hour < 8)) ? hour + 12 : hour
  return shifted * 60 + (clock?.[2] ? Number(clock[2]) : 0)
}
