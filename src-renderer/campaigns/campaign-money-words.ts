import type { CampaignMoney, Estimate } from '../../src-preload/contract/campaigns.ts'
import { formatMicroCents } from '../calls/receipt-words.ts'
import { formatCents, formatCount } from '../ui/format.ts'

/** That a cost is less than what was charged, wherever one is shown; null when nothing came back. */
export const creditedWords = ({ credited_cents }: Pick<CampaignMoney, 'credited_cents'>): string | null =>
  credited_cents > 0 ? `after ${formatCents(credited_cents)} that came back for faults` : null

/** What the estimate was, and what came back. */
export const spentWords = (money: Pick<CampaignMoney, 'estimated_cost_cents' | 'credited_cents'>): string =>
  [`estimated ${formatCents(money.estimated_cost_cents)} at launch`, creditedWords(money)]
    .filter(Boolean)
    .join('; ')

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
