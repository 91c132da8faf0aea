import type { BookingView } from '../../src-preload/contract/account.ts'
import { addDays, dayIn, minuteIn } from '../ui/format.ts'

type Timed = Pick<BookingView, 'starts_at'>

/** Bookings under the day on which they begin where the contractor works, earliest first. */
export function bookingsByDay<Booking extends Timed>(bookings: Booking[], timeZone: string) {
  const days = Map.groupBy(
    [...bookings].sort((a, b) => a.starts_at.localeCompare(b.starts_at)),
    (booking) => dayIn(timeZone, Date.parse(booking.starts_at)),
  )
  return [...days].map(([day, ofDay]) => ({ day, bookings: ofDay }))
}

/** The seven days from Monday on of the week that a day falls in. */
export function weekOf(day: string): string[] {
  const sinceMonday = (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7
  const monday = addDays(day, -sinceMonday)
  return Array.from({ length: 7 }, (_, index) => addDays(monday, index))
}

export interface Span {
  from: number
  to: number
}

/** The hours a week is drawn for: a working day, wider where something lies outside of it. */
export function hoursShown(spans: Span[]): Span {
  const earliest = Math.min(8, ...spans.map(({ from }) => Math.floor(from)))
  const latest = Math.max(18, ...spans.map(({ to }) => Math.ceil(to)))
  return { from: Math.max(0, earliest), to: Math.min(24, latest) }
}

/**
 * Columns for what is drawn on one day, so that nothing hides anything else. Spans that touch one another, directly
 * or through a third, share the width of the day equally; a span that stands alone has all of it.
 */
export function sideBySide<Item>(items: readonly Item[], spanOf: (item: Item) => Span) {
  const placed: { item: Item; span: Span; column: number; columns: number }[] = []
  let cluster: typeof placed = []
  let columnEnds: number[] = []
  const close = () => {
    for (const one of cluster) one.columns = columnEnds.length
    cluster = []
    columnEnds = []
  }
  const inOrder = items
    .map((item) => ({ item, span: spanOf(item) }))
    .sort((a, b) => a.span.from - b.span.from || b.span.to - a.span.to)
  for (const { item, span } of inOrder) {
    if (columnEnds.every((end) => end <= span.from)) close()
    const free = columnEnds.findIndex((end) => end <= span.from)
    const column = free === -1 ? columnEnds.length : free
    columnEnds[column] = span.to
    const one = { item, span, column, columns: 1 }
    cluster.push(one)
    placed.push(one)
  }
  close()
  return placed
}

const NAME_PX = 92
const EMPTY_DAY = 'minmax(52px, 0.5fr)'

/** How wide a day is drawn, as a grid has it: whoever stands beside others needs room for a name too; a day without any gives way. */
export function dayWidth(placed: readonly { readonly columns: number }[]): string {
  const columns = Math.max(0, ...placed.map((one) => one.columns))
  return columns === 0 ? EMPTY_DAY : `minmax(${NAME_PX * columns}px, ${columns}fr)`
}

/** Hours since midnight in the zone, 9.5 for half past nine. */
export const hourIn = (timeZone: string, instant: string): number =>
  minuteIn(timeZone, Date.parse(instant)) / 60
