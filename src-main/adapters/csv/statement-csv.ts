import { dayIn, isoInstant } from '../../core/time.ts'
import { KIND_WORDS, type Statement } from '../../core/wallet/statement.ts'
import { csvLine } from './csv-cell.ts'

/** One line for each movement, between the balance that the month began with and the one that it ended with. */
export function statementCsv({ movements, openingCents, closingCents, timeZone }: Statement): string {
  const balance = (what: string, cents: number) => csvLine(['', '', what, '', '', null, cents, cents])
  let balanceCents = openingCents
  const lines = movements.map(({ atMs, kind, what, callId, minutes, cents }) => {
    balanceCents += cents
    const day = dayIn(atMs, timeZone)
    return csvLine([
      isoInstant(atMs),
      day,
      KIND_WORDS[kind],
      what,
      callId ?? '',
      minutes,
      cents,
      balanceCents,
    ])
  })
  return [
    csvLine(['at', 'day', 'kind', 'what', 'call_id', 'minutes', 'amount_cents', 'balance_cents']),
    balance('Balance at the beginning', openingCents),
    ...lines,
    balance('Balance at the end', closingCents),
  ].join('')
}
