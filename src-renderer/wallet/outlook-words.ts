import type { WalletOutlook } from '../../src-preload/contract/money.ts'
import { formatCents, plural } from '../ui/format.ts'

/** How fast money is used, and until when it lasts; said only where it can be known. */
export function burnWords({ cents_per_hour, runs_out_in_minutes }: WalletOutlook): {
  rate: string
  note: string
} {
  if (cents_per_hour === null) return { rate: '–', note: 'known after a few minutes of calls within an hour' }
  const rate = formatCents(cents_per_hour)
  if (runs_out_in_minutes === null)
    return { rate, note: 'a forecast from the calls of the last hour; no calls go on now' }
  return {
    rate,
    note: `a forecast, not yet spent; if calls go on like this, it runs out in about ${aboutTime(runs_out_in_minutes)}`,
  }
}

/** As exact as such a forecast can be. */
export function aboutTime(minutes: number): string {
  if (minutes < 60) return `${Math.max(5, Math.round(minutes / 5) * 5)} minutes`
  const hours = Math.round(minutes / 60)
  if (hours < 48) return plural(hours, 'hour')
  return `${plural(Math.round(hours / 24), 'day')} of calls around the clock`
}

export interface LowBalance {
  title: string
  detail: string
}

/** What the notice says while the wallet is low; null while it is not. */
export function lowBalanceWords(
  { level, runs_out_in_minutes }: WalletOutlook,
  wallet: { available_cents: number; cents_per_minute: number },
): LowBalance | null {
  if (level === 'fine') return null
  const free = formatCents(wallet.available_cents)
  if (level === 'empty')
    return {
      title: 'The wallet does not cover another call',
      detail: `${free} is free. No number is dialed.`,
    }
  const talk = plural(Math.floor(wallet.available_cents / wallet.cents_per_minute), 'minute')
  const until = runs_out_in_minutes === null ? '' : ` It runs out in about ${aboutTime(runs_out_in_minutes)}.`
  return { title: 'The wallet is low', detail: `${free} is free: ${talk} of talk.${until}` }
}
