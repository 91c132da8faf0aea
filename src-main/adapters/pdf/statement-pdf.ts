import { dayIn } from '../../core/time.ts'
import { dollars } from '../../core/wallet/dollars.ts'
import {
  KIND_WORDS,
  MOVEMENT_KINDS,
  type Movement,
  monthWords,
  type Statement,
  sumOf,
} from '../../core/wallet/statement.ts'
import { drawPages } from './draw-pages.ts'

/** The statement to file or to send: sums first, then calls by day, and everything else line by line. */
export function statementPdf(statement: Statement, createdAtMs: number): Promise<Uint8Array> {
  const { month, name, timeZone, movements, openingCents, closingCents } = statement
  const dayOf = ({ atMs }: Movement) => dayIn(atMs, timeZone)
  return drawPages(`Ridgeline statement ${month}`, createdAtMs, (pages) => {
    pages.heading(`Statement ${monthWords(month)}`)
    pages.line(`${name}. Days and months by ${timeZone}.`)
    pages.title('Your wallet')
    pages.row('At the beginning of the month', dollars(openingCents))
    for (const kind of MOVEMENT_KINDS)
      pages.row(KIND_WORDS[kind], dollars(sumOf(movements.filter((each) => each.kind === kind))))
    pages.row('At the end of the month, or now', dollars(closingCents))
    pages.title('Calls by day')
    const calls = movements.filter(({ callId }) => callId !== null)
    if (calls.length === 0) pages.line('None.')
    for (const [day, ofDay] of Map.groupBy(calls, dayOf)) {
      const minutes = ofDay.reduce((sum, each) => sum + (each.minutes ?? 0), 0)
      const count = new Set(ofDay.map(({ callId }) => callId)).size
      pages.row(`${day}   ${count} charged, ${minutes} min`, dollars(sumOf(ofDay)))
    }
    pages.title('Everything else')
    const others = movements.filter(({ callId }) => callId === null)
    if (others.length === 0) pages.line('Nothing.')
    for (const each of others) pages.row(`${dayOf(each)}   ${each.what}`, dollars(each.cents))
    pages.title('Details')
    pages.line('The CSV file of the same month lists each call. Every call has its receipt in Ridgeline.')
  })
}
