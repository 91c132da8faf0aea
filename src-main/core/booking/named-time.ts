import type { Language } from '../conversation/language.ts'
import { localTime, MONTHS } from '../time.ts'
import { WEEKDAY_WORDS } from '../time-words.ts'

/** As it is said on the phone: `Tuesday, November 24th at 10 in the morning`, by the clock of that zone. */
export function spokenTime(atMs: number, timeZone: string, language: Language = 'en'): string {
  const { month, day, hour, minute, weekday } = localTime(atMs, timeZone)
  if (language === 'es') return spanishTime({ month, day, hour, minute, weekday })
  const date = `${weekdayName(weekday)}, ${MONTHS[month - 1]} ${ordinal(day)}`
  return `${date} at ${clockAloud(hour, minute)}`
}

/** As it stands in a text or on a screen: `Tuesday, November 24 at 10:00 AM`, by the clock of that zone. */
export function writtenTime(atMs: number, timeZone: string): string {
  const { month, day, hour, minute, weekday } = localTime(atMs, timeZone)
  const clock = `${hour % 12 === 0 ? 12 : hour % 12}:${twoDigits(minute)} ${hour < 12 ? 'AM' : 'PM'}`
  return `${weekdayName(weekday)}, ${MONTHS[month - 1]} ${day} at ${clock}`
}

function weekdayName(weekday: number): string {
  const name = WEEKDAY_WORDS[weekday]?.[0] ?? ''
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`
}

const twoDigits = (count: number): string => String(count).padStart(2, '0')

function clockAloud(hour: number, minute: number): string {
  if (minute === 0 && hour % 12 === 0) return hour === 0 ? 'midnight' : 'noon'
  const clock = `${hour % 12 === 0 ? 12 : hour % 12}${minute === 0 ? '' : `:${twoDigits(minute)}`}`
  const half = hour < 12 ? 'in the morning' : hour < 17 ? 'in the afternoon' : 'in the evening'
  return `${clock} ${half}`
}

function spanishTime(at: {
  month: number
  day: number
  hour: number
  minute: number
  weekday: number
}): string {
  const date = `${SPANISH_DAYS[at.weekday]} ${at.day} de ${SPANISH_MONTHS[at.month - 1]}`
  if (at.hour === 12 && at.minute === 0) return `${date} al mediodía`
  const clock = at.hour % 12 === 0 ? 12 : at.hour % 12
  const minutes = at.minute === 0 ? '' : at.minute === 30 ? ' y media' : ` y ${at.minute}`
  const half = at.hour < 12 ? 'de la mañana' : at.hour < 19 ? 'de la tarde' : 'de la noche'
  return `${date} a ${clock === 1 ? 'la' : 'las'} ${clock}${minutes} ${half}`
}

const SPANISH_DAYS = 'domingo lunes martes miércoles jueves viernes sábado'.split(' ')
const SPANISH_MONTHS =
  'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(' ')

function ordinal(day: number): string {
  const suffix = day >= 11 && day <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')
  return `${day}${suffix}`
}
