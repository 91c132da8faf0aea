import type { WalletView } from '../../src-preload/contract/account.ts'
import { formatCents } from '../ui/format.ts'

/** What calls may take from the wallet without a person, in one sentence. */
export function spendingRule(rule: WalletView['auto_spend']): string {
  if (!rule.enabled) return 'Nothing is spent before you approve it.'
  const limits = (
    [
      [rule.per_call_cents, 'for a call'],
      [rule.per_day_cents, 'in a day'],
      [rule.per_campaign_cents, 'for a campaign'],
      [rule.per_booking_cents, 'for each booking'],
    ] as const
  ).flatMap(([cents, what]) => (cents === null ? [] : [`${formatCents(cents)} ${what}`]))
  return limits.length === 0
    ? 'A campaign you launch pays for its calls from this wallet by itself, until it is used up. It never goes below zero.'
    : `A campaign you launch pays for its calls from this wallet by itself, up to ${inWords(limits)}. Anything above that asks you first.`
}

const inWords = (limits: readonly string[]): string =>
  new Intl.ListFormat('en-US', { type: 'conjunction' }).format(limits)
