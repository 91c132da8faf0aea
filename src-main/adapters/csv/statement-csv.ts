import { dayIn, isoInstant } from '../../core/time.ts'
import {
  callSums,
  concernsCalls,
  KIND_WORDS,
  type Movement,
  type Statement,
} from '../../core/wallet/statement.ts'
import { csvLine } from './csv-cell.ts'

const COLUMNS = [
  ...['at', 'day', 'kind', 'what', 'call_id', 'minutes'],
  ...['charged_cents', 'credited_cents', 'amount_cents', 'balance_cents'],
]

/**
 * One line for each movement, between the balance that the month began with and the one that it ended with. What a call
 * was charged and what came back of it stand in columns of their own; the last line has their sums.
 */
export function statementCsv({ movements, openingCents, closingCents, timeZone }: Statement): string {
  const balance = (what: string, sums: (number | null)[], cents: number) =>
    csvLine(['', '', what, '', '', ...sums, cents, cents])
  let balanceCents = openingCents
  const lines = movements.map((movement) => {
    const { atMs, kind, what, callId, cents } = movement
    balanceCents += cents
    const named = [isoInstant(atMs), dayIn(atMs, timeZone), KIND_WORDS[kind], what, callId ?? '']
    return csvLine([...named, ...sumsOf(movement), cents, balanceCents])
  })
  const { minutes, chargedCents, creditedCents } = callSums(movements)
  return [
    csvLine(COLUMNS),
    balance('Balance at the beginning', [null, null, null], openingCents),
    ...lines,
    balance('Balance at the end', [minutes, chargedCents, creditedCents], closingCents),
  ].join('')
}

function sumsOf(movement: Movement): (number | null)[] {
  if (!concernsCalls(movement)) return [null, null, null]
  const { chargedCents, creditedCents } = callSums([movement])
  return [movement.minutes, chargedCents, creditedCents]
}
