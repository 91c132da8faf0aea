import type { CallCost, FaultCause, FaultCredit } from '../../src-preload/contract/receipt.ts'
import { formatCents, formatCount, formatDuration } from '../ui/format.ts'

/** A hundredth of a cent. */
const SMALLEST_SHOWN_MICRO_CENTS = 10_000
const MICRO_CENTS_PER_DOLLAR = 100_000_000

/** Four places for what is less than ten cents: a call's tokens cost less than one. */
export function formatMicroCents(microCents: number): string {
  if (microCents > 0 && microCents < SMALLEST_SHOWN_MICRO_CENTS) return 'under $0.0001'
  const dollars = microCents / MICRO_CENTS_PER_DOLLAR
  const places = dollars > 0 && dollars < 0.1 ? 4 : 2
  return dollars.toLocaleString('en-US', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  })
}

/** "120 seconds", "1 minute": units are kept short, and read by people. */
export function quantityWords(quantity: number, unit: string): string {
  const words = UNITS[unit] ?? unit
  return `${formatCount(quantity)} ${quantity === 1 ? words.replace(/s$/, '') : words}`
}

const UNITS: Record<string, string> = { s: 'seconds', min: 'minutes' }

/** How the carrier's figure compares with ours. */
export function settlementWords(settlement: CallCost['settlement']): string {
  if (settlement === null) return 'The carrier has not told its figure yet; the cost is settled then.'
  const { missing_cents, explanation } = settlement
  const missing = missing_cents > 0 ? ` ${formatCents(missing_cents)} of it could not be charged.` : ''
  return explanation + missing
}

const CAUSES: Record<FaultCause, string> = {
  dead_air: 'nobody said anything',
  line_broke: 'the line had no sound',
  vendor_outage: 'a service that the agent needs was gone',
  program_ended: 'Ridgeline was not running',
}

/** What was given back, and for which stretches of the call. */
export function creditWords({ cents, seconds, spans }: FaultCredit, totalCents: number): string {
  const causes = spans.map(causeWords)
  if (cents === totalCents)
    return `All of it, ${formatCents(cents)}, came back to your wallet because of a fault of ours: ${causes.join('; ')}.`
  return `${formatCents(cents)} came back to your wallet for ${Math.round(seconds)} seconds that were our fault: ${causes.join('; ')}.`
}

function causeWords({ cause, from_ms, ms }: FaultCredit['spans'][number]): string {
  const [from, to] = [from_ms, from_ms + ms].map((atMs) => formatDuration(atMs / 1_000))
  return from === to ? `${CAUSES[cause]} from ${from} on` : `${CAUSES[cause]} from ${from} to ${to}`
}
