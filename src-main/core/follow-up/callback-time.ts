import { spokenTime } from '../booking/named-time.ts'
import { civilFromDays, daysFromCivil, instantAt, localTime } from '../time.ts'
import {
  HOUR_WORDS,
  plain,
  says,
  saysAfternoon,
  saysDayAfterTomorrow,
  saysEvening,
  saysMorning,
  saysToday,
  WEEKDAY_WORDS,
} from '../time-words.ts'

/** "In two weeks", "en 3 días": an amount of time from now. */
const AHEAD = /\b(?:in|en)\s+(\S+(?:\s+\S+){0,2}?)\s+(minut|hour|hora|day|dia|week|semana|month|mes)\w*/
const DAYS_OF: Record<string, number> = { day: 1, dia: 1, week: 7, semana: 7, month: 30, mes: 30 }
const MINUTES_OF: Record<string, number> = { minut: 1, hour: 60, hora: 60 }

/**
 * When to call back, from the homeowner's own words ("tomorrow after five", "next week"). Unclear words mean
 * the next day at 10: sooner is never assumed.
 */
export function callbackTime(
  said: string,
  nowMs: number,
  timeZone: string,
): { dueAtMs: number; spoken: string } {
  const text = plain(said)
  const ahead = AHEAD.exec(text)
  const amount = amountOf(ahead?.[1] ?? '')
  const unit = ahead?.[2] ?? ''
  const minutesAhead = MINUTES_OF[unit]
  if (amount !== null && minutesAhead !== undefined) {
    const dueAtMs = nowMs + amount * minutesAhead * 60_000
    return { dueAtMs, spoken: spokenTime(dueAtMs, timeZone) }
  }
  const rest = ahead ? text.replace(ahead[0], ' ') : text
  const now = localTime(nowMs, timeZone)
  const today = daysFromCivil(now.year, now.month, now.day)
  const minutes = minutesSaid(rest)
  const daysAhead =
    amount === null || DAYS_OF[unit] === undefined
      ? daysSaid(rest, now.weekday, minutes, now.hour * 60 + now.minute)
      : amount * DAYS_OF[unit]
  const { year, month, day } = civilFromDays(today + daysAhead)
  const dueAtMs = instantAt(timeZone, year, month, day, Math.floor(minutes / 60), minutes % 60)
  return { dueAtMs, spoken: spokenTime(dueAtMs, timeZone) }
}

function amountOf(words: string): number | null {
  if (/\bhalf an?$/.test(words)) return 0.5
  const digits = /^\d{1,2}$/.exec(words)
  if (digits) return Number(words)
  if (/^(?:an?|un|una)$/.test(words)) return 1
  if (/^(?:a )?(?:couple|couple of|few)$/.test(words)) return words.endsWith('few') ? 3 : 2
  const hour = HOUR_WORDS.findIndex((names) => names.includes(words))
  return hour < 0 ? null : hour === 0 ? 12 : hour
}

function daysSaid(text: string, weekday: number, minutes: number, nowMinutes: number): number {
  const named = WEEKDAY_WORDS.findIndex((names) => says(text, names))
  if (named >= 0) return (named - weekday + 7) % 7 || 7
  if (saysDayAfterTomorrow(text)) return 2
  if (/next month|proximo mes|mes que viene/.test(text)) return 30
  if (/next week|proxima semana|semana que viene/.test(text)) return 7
  const laterToday = saysToday(text) || /\blater\b|\bmas tarde\b/.test(text)
  return laterToday && minutes > nowMinutes + 30 ? 0 : 1
}

/** Minutes since midnight; 10 in the morning when no time of day is said. */
function minutesSaid(text: string): number {
  const said = hourSaid(text)
  if (!said) {
    if (/\bnoon\b|\blunch|\bmediodia\b/.test(text)) return 12 * 60
    if (saysEvening(text)) return 18 * 60
    return saysAfternoon(text) ? 14 * 60 : 10 * 60
  }
  const morning = /\d\s*a\.?m\b/.test(text) || saysMorning(text)
  const afternoon = /\d\s*p\.?m\b/.test(text) || saysAfternoon(text) || saysEvening(text)
  // Nobody asks to be called at five in the night: a bare "five" is in the afternoon.
  const shifted = said.hour < 12 && (afternoon || (!morning && said.hour < 8)) ? said.hour + 12 : said.hour
  return shifted * 60 + said.minute
}

function hourSaid(text: string): { hour: number; minute: number } | null {
  const half = /\bhalf past\b/.test(text) ? 30 : 0
  const clock = /\b(\d{1,2})(?::(\d{2}))?(?!\d|\s*minut)\s*(?:[ap]\.?m|o'clock)?\b/.exec(text)
  if (clock && Number(clock[1]) < 24) return { hour: Number(clock[1]), minute: Number(clock[2] ?? half) }
  const hours = HOUR_WORDS.flat().join('|')
  const word = new RegExp(`\\b(?:at|after|around|by|past|a las|a|las|despues de)\\s+(${hours})\\b`).exec(
    text,
  )?.[1]
  if (word === undefined) return null
  const hour = HOUR_WORDS.findIndex((names) => names.includes(word))
  return { hour: hour === 0 ? 12 : hour, minute: half }
}
