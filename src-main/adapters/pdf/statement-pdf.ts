import { dayIn } from '../../core/time.ts'
import { dollars } from '../../core/wallet/dollars.ts'
import {
  callSums,
  concernsCalls,
  KIND_WORDS,
  MOVEMENT_KINDS,
  type Movement,
  monthWords,
  type Statement,
  sumOf,
} from '../../core/wallet/statement.ts'
import { drawPages, type Pages } from './draw-pages.ts'

/** The statement to file or to send: sums first, then charges and credits of calls by day, and everything else line by line. */
export function statementPdf(statement: Statement, createdAtMs: number): Promise<Uint8Array> {
  const { month, name, timeZone, movements, openingCents, closingCents } = statement
  return drawPages(`Ridgeline statement ${month}`, createdAtMs, (pages) => {
    pages.heading(`Statement ${monthWords(month)}`)
    pages.line(`${name}. Days and months by ${timeZone}.`)
    pages.title('Your wallet')
    pages.row('At the beginning of the month', dollars(openingCents))
    for (const kind of MOVEMENT_KINDS)
      pages.row(KIND_WORDS[kind], dollars(sumOf(movements.filter((each) => each.kind === kind))))
    pages.row('At the end of the month, or now', dollars(closingCents))
    pages.title('Calls by day')
    drawCalls(pages, movements.filter(concernsCalls), timeZone)
    pages.title('Everything else')
    const others = movements.filter((each) => !concernsCalls(each))
    if (others.length === 0) pages.line('Nothing.')
    for (const each of others) pages.row(`${dayIn(each.atMs, timeZone)}   ${each.what}`, dollars(each.cents))
    pages.title('Details')
    pages.line('The CSV file of the same month lists each call. Every call has its receipt in Ridgeline.')
  })
}

/** Each day's charges, credits and net, and their sums, which are the lines of the wallet above. */
function drawCalls(pages: Pages, movements: readonly Movement[], timeZone: string): void {
  if (movements.length === 0) return pages.line('None.')
  pages.columns('Day', 'Calls charged', 'Minutes', 'Charged', 'Credited back', 'Net')
  const sums = (name: string, of: readonly Movement[]) => {
    const { count, minutes, chargedCents, creditedCents, netCents } = callSums(of)
    const money = [chargedCents, creditedCents, netCents].map(dollars)
    pages.columns(name, String(count), String(minutes), ...money)
  }
  for (const [day, ofDay] of Map.groupBy(movements, ({ atMs }) => dayIn(atMs, timeZone))) sums(day, ofDay)
  sums('Together', movements)
}
