import type { PurchaseView } from '../../src-preload/contract/money.ts'
import { formatCents } from '../ui/format.ts'

/** Where a purchase stands, in a few plain words. */
export function purchaseWords({
  status,
  dispute,
  refunded_cents,
  price_cents,
}: Pick<PurchaseView, 'status' | 'dispute' | 'refunded_cents' | 'price_cents'>): {
  words: string
  color: string
} {
  if (dispute === 'open') return { words: 'Disputed, frozen', color: 'red' }
  if (dispute === 'lost') return { words: 'Dispute lost', color: 'red' }
  if (status === 'paid' && refunded_cents >= price_cents) return { words: 'Refunded', color: 'gray' }
  if (status === 'paid' && refunded_cents > 0)
    return { words: `Paid, ${formatCents(refunded_cents)} refunded`, color: 'gray' }
  return STATUS[status]
}

const STATUS: Record<PurchaseView['status'], { words: string; color: string }> = {
  open: { words: 'Waiting for payment', color: 'copper' },
  pending: { words: 'The bank is working on it', color: 'copper' },
  paid: { words: 'Paid, minutes added', color: 'patina' },
  failed: { words: 'Payment failed', color: 'red' },
  expired: { words: 'Expired, not paid', color: 'gray' },
  refused: { words: 'Not credited', color: 'red' },
}
