import type { ApprovalView } from '../../src-preload/contract/account.ts'
import { formatCents, formatCode, formatDay } from '../ui/format.ts'

const kinds: Record<string, { title: string; why: string }> = {
  campaign_spend: {
    title: 'A campaign wants to spend',
    why: 'Campaigns do not spend by themselves, so each one asks first.',
  },
  day_limit: {
    title: 'The limit of the day is reached',
    why: 'The next call would pass what may be spent in a day.',
  },
  campaign_limit: {
    title: 'The limit of a campaign is reached',
    why: 'The next call would pass what one campaign may spend.',
  },
  booking_cost: {
    title: 'Bookings cost more than they may',
    why: 'The next call would pass what the bookings of this campaign may cost.',
  },
  top_up: {
    title: 'The wallet is low',
    why: 'Your top-up rule asks before it buys. Approving opens a checkout, which you pay in the browser.',
  },
}

export const approvalTitle = ({ kind }: ApprovalView): string => kinds[kind]?.title ?? formatCode(kind)

/** Why it is asked, in one sentence. */
export const whyAsked = ({ kind, summary }: ApprovalView): string => kinds[kind]?.why ?? summary

/** A bundle has one price; every other request may be allowed in part, or further. */
export const hasFreeAmount = ({ kind }: ApprovalView): boolean => kind !== 'top_up'

const labels: Record<string, string> = {
  limit_cents: 'May be spent so far',
  spent_cents: 'Spent or set aside',
  next_call_cents: 'The next call sets aside',
  bundle_name: 'Bundle',
  price_cents: 'Price',
  currency: 'Currency',
}
/** Told as the title's link, or of no use to a person. */
const untold = new Set(['campaign_id', 'campaign_name', 'subject', 'bundle_id'])

/** The exact parameters that the request is bound to. */
export function approvalFacts({ kind, parameters }: ApprovalView): [label: string, value: string][] {
  const day = kind === 'day_limit' && typeof parameters.subject === 'string' ? parameters.subject : null
  return [
    ...(day === null ? [] : [['Day', formatDay(day)] as [string, string]]),
    ...Object.entries(parameters)
      .filter(([key]) => !untold.has(key))
      .map(([key, value]): [string, string] => [labels[key] ?? formatCode(key), valueWords(key, value)]),
  ]
}

const valueWords = (key: string, value: unknown): string =>
  key.endsWith('_cents') && typeof value === 'number'
    ? formatCents(value)
    : key === 'currency'
      ? String(value).toUpperCase()
      : String(value)

export function campaignOf({ parameters }: ApprovalView): { id: string; name: string } | null {
  const { campaign_id, campaign_name } = parameters
  if (typeof campaign_id !== 'string') return null
  return { id: campaign_id, name: typeof campaign_name === 'string' ? campaign_name : 'The campaign' }
}

/** How it ended, and the color that says so. */
export function decisionWords(approval: ApprovalView): { words: string; color: string } {
  switch (approval.status) {
    case 'used':
    case 'approved': {
      const { approved_cents, amount_cents } = approval
      const changed = approved_cents !== null && approved_cents !== amount_cents
      return { words: changed ? 'Approved, changed' : 'Approved', color: 'patina' }
    }
    case 'declined':
      return { words: 'Declined', color: 'red' }
    case 'expired':
      return { words: 'Expired', color: 'gray' }
    case 'waiting':
      return { words: 'Waiting', color: 'copper' }
  }
}

/** "in 3 hours": how long it can still be decided. */
export function timeLeft(expiresAt: string, nowMs: number): string {
  const minutes = Math.floor((Date.parse(expiresAt) - nowMs) / 60_000)
  if (minutes < 1) return 'in less than a minute'
  const [count, unit] = minutes < 60 ? [minutes, 'minute'] : [Math.floor(minutes / 60), 'hour']
  return `in ${count} ${unit}${count === 1 ? '' : 's'}`
}

/** Dollars as typed into whole cents; null when that is no amount. */
export function centsOf(typed: number | string): number | null {
  if (typed === '') return null
  const cents = Math.round(Number(typed) * 100)
  return Number.isSafeInteger(cents) ? cents : null
}

const MOST_CENTS = 10_000_000

export function amountProblem(typed: number | string): string | null {
  const cents = centsOf(typed)
  if (cents === null || cents < 1) return 'An amount of at least $0.01'
  return cents > MOST_CENTS ? `At most ${formatCents(MOST_CENTS)}` : null
}
