import type { CallCost, FaultCause, FaultCredit } from '../../src-preload/contract/receipt.ts'
import { formatCents, formatDuration } from '../ui/format.ts'

/** A hundredth of a cent. */
const SMALLEST_SHOWN_MICRO_CENTS = 10_000

/** Four places: a call's tokens cost less than a cent. */
export function formatMicroCents(microCents: number): string {
  if (microCents > 0 && microCents < SMALLEST_SHOWN_MICRO_CENTS) return 'under $0.0001'
  return (microCents / 100_000_000).toLocaleString('en-US', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
  })
}

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
export function creditWords({ cents, seconds, spans }: FaultCredit): string {
  const causes = spans.map(
    ({ cause, from_ms, ms }) =>
      `${CAUSES[cause]} from ${formatDuration(from_ms / 1_000)} to ${formatDuration((from_ms + ms) / 1_000)}`,
  )
  return `${formatCents(cents)} came back to your wallet for ${Math.round(seconds)} seconds that were our fault: ${causes.join('; ')}.`
}
