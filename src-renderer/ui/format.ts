/** How values are written for people. Time zones and the moment come in from outside. */
const LOCALE = 'en-US'

export function formatCents(cents: number): string {
  return (cents / 100).toLocaleString(LOCALE, { style: 'currency', currency: 'USD' })
}

export const formatCount = (count: number): string => count.toLocaleString(LOCALE)

export const formatPercent = (part: number, whole: number): string =>
  whole === 0 ? '–' : (part / whole).toLocaleString(LOCALE, { style: 'percent', maximumFractionDigits: 0 })

export function formatPhone(phone: string): string {
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone)
  return american ? `(${american[1]}) ${american[2]}-${american[3]}` : phone
}

/** 67 seconds are 1:07; an hour and more shows hours. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const clock = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, '0'))
  const hours = Math.floor(whole / 3600)
  return hours > 0 ? `${hours}:${clock.join(':')}` : clock.join(':').replace(/^0(?=\d)/, '')
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 ** 2) return `${Math.round(bytes / 1024)} KB`
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`
}

export function formatTime(instant: string, timeZone: string): string {
  return new Date(instant).toLocaleTimeString(LOCALE, { hour: 'numeric', minute: '2-digit', timeZone })
}

/** A time keeps its AM or PM on its line where there is little room. */
export const unbroken = (words: string): string => words.replaceAll(/ (?=[AP]M\b)/g, '\u00a0')

/** `16:00` as "4:00 PM". */
export function formatClock(time: string): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  if (hours === 24) return 'midnight'
  return `${((hours + 11) % 12) + 1}:${String(minutes).padStart(2, '0')} ${hours < 12 ? 'AM' : 'PM'}`
}

/** A calendar day without a zone, e.g. `2026-06-03`, as "Jun 3, 2026". */
export function formatDay(day: string): string {
  return new Date(`${day}T12:00:00Z`).toLocaleDateString(LOCALE, { dateStyle: 'medium', timeZone: 'UTC' })
}

export function formatDayLong(day: string): string {
  const options = { weekday: 'long', month: 'long', day: 'numeric', timeZone: 'UTC' } as const
  return new Date(`${day}T12:00:00Z`).toLocaleDateString(LOCALE, options)
}

export function formatInstant(instant: string, timeZone: string): string {
  return new Date(instant).toLocaleString(LOCALE, { dateStyle: 'medium', timeStyle: 'short', timeZone })
}

/** "Today 9:04 AM" close by, "Nov 21, 9:04 AM" this year, with the year further away. */
export function formatWhen(instant: string, timeZone: string, nowMs: number): string {
  const distance = daysBetween(dayIn(timeZone, nowMs), dayIn(timeZone, Date.parse(instant)))
  const time = formatTime(instant, timeZone)
  if (distance === 0) return `Today ${time}`
  if (distance === -1) return `Yesterday ${time}`
  if (distance === 1) return `Tomorrow ${time}`
  if (Math.abs(distance) > 300) return formatInstant(instant, timeZone)
  const day = new Date(instant).toLocaleDateString(LOCALE, { month: 'short', day: 'numeric', timeZone })
  return `${day}, ${time}`
}

/** The calendar day of a moment in a zone, as `2026-06-03`. */
export function dayIn(timeZone: string, atMs: number): string {
  return new Date(atMs).toLocaleDateString('sv-SE', { timeZone })
}

/** Minutes since midnight on the clocks of a zone. */
export function minuteIn(timeZone: string, atMs: number): number {
  const [hours = 0, minutes = 0] = new Date(atMs)
    .toLocaleTimeString('sv-SE', { timeZone, hour: '2-digit', minute: '2-digit' })
    .split(':')
    .map(Number)
  return hours * 60 + minutes
}

/** The instant at which the clocks of a zone show `2026-06-03 14:30:00`, as date fields write it. */
export function instantIn(timeZone: string, wallClock: string): string {
  const asUtcMs = Date.parse(`${wallClock.replace(' ', 'T')}Z`)
  // The offset is asked for twice: the first answer may be from the other side of a clock change.
  const firstMs = asUtcMs - offsetMs(timeZone, asUtcMs)
  return new Date(asUtcMs - offsetMs(timeZone, firstMs)).toISOString()
}

function offsetMs(timeZone: string, atMs: number): number {
  const shown = new Date(atMs).toLocaleString('sv-SE', { timeZone })
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - Math.floor(atMs / 1000) * 1000
}

export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** `not_interested` as "Not interested". */
export function formatCode(code: string): string {
  const words = code.replaceAll(/[_-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`

export function formatAddress(address: {
  street: string | null
  city: string | null
  state: string | null
  zip: string | null
}): string {
  const region = [address.state, address.zip].filter(Boolean).join(' ')
  return [address.street, address.city, region].filter(Boolean).join(', ')
}

/** Contractors read feet and miles; the facts are kept in metres. */
export function formatDistance(metres: number): string {
  const feet = metres * 3.28084
  return feet < 1000 ? `${formatCount(Math.round(feet / 10) * 10)} ft` : `${(feet / 5280).toFixed(1)} mi`
}
