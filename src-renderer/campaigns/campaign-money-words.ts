import type { CampaignMoney, Estimate } from '../../src-preload/contract/campaigns.ts'
import { formatMicroCents } from '../calls/receipt-words.ts'
import { formatCents, formatCount } from '../ui/format.ts'

/** What the estimate was, and what came back. */
export function spentWords({ estimated_cost_cents, credited_cents }: CampaignMoney): string {
  const estimated = `estimated ${formatCents(estimated_cost_cents)} at launch`
  return credited_cents > 0 ? `${estimated}; ${formatCents(credited_cents)} came back for faults` : estimated
}

/** What of the price goes to the vendors. */
export const marginWords = ({ vendor_micro_cents }: CampaignMoney): string | null =>
  vendor_micro_cents > 0 ? `${formatMicroCents(vendor_micro_cents)} of the cost goes to the vendors` : null

/** How many bookings are likely, and what one costs then, before anything is dialed. */
export function forecastWords({
  bookings,
  estimated_cost_cents,
}: Pick<Estimate, 'bookings' | 'estimated_cost_cents'>): { range: string; each: string } {
  const { low, high } = bookings
  const range = low === high ? formatCount(low) : `${formatCount(low)} to ${formatCount(high)}`
  const each = (count: number) => formatCents(Math.round(estimated_cost_cents / count))
  if (high === 0) return { range, each: 'too few calls to expect one' }
  return { range, each: `${each(high)} ${low === 0 ? 'or more' : `to ${each(low)}`} for each` }
}
