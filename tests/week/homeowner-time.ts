const MOUNTAIN = '+1915'
const OMAHA_AND_GRAND_ISLAND = ['+1402', '+1308']
/** From when on and until when a number may ring or be written to, in the homeowner's own time; no Sunday. */
const WINDOWS: Readonly<Record<string, readonly [number, number]>> = {
  Mon: [9, 19],
  Tue: [9, 19],
  Wed: [9, 19],
  Thu: [9, 19],
  Fri: [9, 19],
  Sat: [10, 17],
}
/** Neb. 291 NAC 11: on a holiday, and in Nebraska the day after Thanksgiving is one, from one o'clock on. */
const NEBRASKA_HOLIDAYS = ['Nov 26', 'Nov 27']

const FORMATS = new Map(
  ['America/Chicago', 'America/Denver'].map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'short',
      month: 'short',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      hourCycle: 'h23',
    }),
  ]),
)

interface LocalTime {
  readonly weekday: string
  /** `Nov 26`. */
  readonly date: string
  /** With its minutes as a fraction. */
  readonly hour: number
  readonly words: string
}

/** The clock on the wall of whoever has the number. */
export const homeownerTime = (phone: string, atMs: number): LocalTime =>
  timeIn(phone.startsWith(MOUNTAIN) ? 'America/Denver' : 'America/Chicago', atMs)

/** The clock on the contractor's wall. */
export const contractorTime = (atMs: number): LocalTime => timeIn('America/Chicago', atMs)

function timeIn(timeZone: string, atMs: number): LocalTime {
  const format = FORMATS.get(timeZone)
  const parts = new Map(format?.formatToParts(atMs).map(({ type, value }) => [type, value]))
  return {
    weekday: parts.get('weekday') ?? '',
    date: `${parts.get('month')} ${parts.get('day')}`,
    hour: Number(parts.get('hour')) + Number(parts.get('minute')) / 60,
    words: format?.format(atMs) ?? '',
  }
}

/** Within the permitted hours, and within a window of hours where one is given. */
export function mayReach(phone: string, atMs: number, window: readonly [number, number] = [0, 24]): boolean {
  const { weekday, date, hour } = homeownerTime(phone, atMs)
  const [from, to] = WINDOWS[weekday] ?? [0, 0]
  const isNebraska = OMAHA_AND_GRAND_ISLAND.some((code) => phone.startsWith(code))
  const holidayFrom = isNebraska && NEBRASKA_HOLIDAYS.includes(date) ? 13 : 0
  return hour >= Math.max(from, window[0], holidayFrom) && hour < Math.min(to, window[1])
}
