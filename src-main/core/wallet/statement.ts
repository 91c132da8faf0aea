import { Refused } from '../refused.ts'
import { instantAt, MONTHS } from '../time.ts'

/** What moved the owner's money, by where it came from or went to. */
export const MOVEMENT_KINDS = ['money_in', 'calls', 'fault_credit', 'refunds'] as const
export type MovementKind = (typeof MOVEMENT_KINDS)[number]

export const KIND_WORDS: Record<MovementKind, string> = {
  money_in: 'Money added',
  calls: 'Calls charged',
  fault_credit: 'Credited back for faults of ours',
  refunds: 'Refunds, disputes and debts',
}

/** One movement of the owner's money; all charges of one call are one, and so are its credits. */
export interface Movement {
  readonly atMs: number
  readonly kind: MovementKind
  readonly what: string
  readonly callId: string | null
  /** Minutes charged; null where nothing is counted. */
  readonly minutes: number | null
  /** Above zero it came into the wallet. */
  readonly cents: number
}

/** A month of the wallet. Money set aside for calls that were up counts as the owner's. */
export interface Statement {
  /** `2026-11`. */
  readonly month: string
  readonly timeZone: string
  readonly name: string
  readonly openingCents: number
  readonly closingCents: number
  readonly movements: readonly Movement[]
}

export interface Month {
  readonly month: string
  readonly fromMs: number
  readonly toMs: number
}

/** The month named `2026-11`, as the calendar of the zone has it. Refuses what is no month and what has not begun. */
export function monthNamed(month: string, timeZone: string, nowMs: number): Month {
  const [year = 0, of = 0] = month.split('-').map(Number)
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
    throw new Refused('invalid_input', 'No such month', `"${month}" is not a month like 2026-11.`)
  const fromMs = instantAt(timeZone, year, of, 1)
  if (fromMs > nowMs)
    throw new Refused(
      'invalid_input',
      'That month has not begun',
      `There is nothing to state of ${month} yet. Choose a month up to this one.`,
    )
  return {
    month,
    fromMs,
    toMs: of === 12 ? instantAt(timeZone, year + 1, 1, 1) : instantAt(timeZone, year, of + 1, 1),
  }
}

/** `November 2026`. */
export const monthWords = (month: string): string =>
  `${MONTHS[Number(month.slice(5)) - 1] ?? ''} ${month.slice(0, 4)}`

export const sumOf = (movements: readonly Movement[]): number =>
  movements.reduce((sum, { cents }) => sum + cents, 0)

/** What calls cost and what of it came back: the two and the net add up, and the movements of other kinds are in none. */
export interface CallSums {
  readonly count: number
  readonly minutes: number
  readonly chargedCents: number
  readonly creditedCents: number
  readonly netCents: number
}

export const concernsCalls = ({ kind }: Movement): boolean => kind === 'calls' || kind === 'fault_credit'

export function callSums(movements: readonly Movement[]): CallSums {
  const charges = movements.filter(({ kind }) => kind === 'calls')
  const credits = movements.filter(({ kind }) => kind === 'fault_credit')
  const [chargedCents, creditedCents] = [sumOf(charges), sumOf(credits)]
  return {
    count: charges.length,
    minutes: charges.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0),
    chargedCents,
    creditedCents,
    netCents: chargedCents + creditedCents,
  }
}
