import type { WalletView } from '../../src-preload/contract/account.ts'
import { formatCents } from '../ui/format.ts'

/** What calls may take from the wallet without a person, in one sentence. */
export function spendingRule({ enabled, per_call_cents, per_day_cents }: WalletView['auto_spend']): string {
  if (!enabled) return 'Nothing is spent before you approve it below.'
  const limits = [
    per_call_cents !== null && `${formatCents(per_call_cents)} for a call`,
    per_day_cents !== null && `${formatCents(per_day_cents)} in a day`,
  ].filter((limit) => limit !== false)
  return limits.length === 0
    ? 'A campaign you launch pays for its calls from this wallet by itself, until it is used up. It never goes below zero.'
    : `A campaign you launch pays for its calls from this wallet by itself, up to ${limits.join(' and ')}. Anything above that asks you first.`
}
