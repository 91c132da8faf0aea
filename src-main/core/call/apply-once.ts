import type { Clock } from '../clock.ts'
import type { Transactions } from '../transactions.ts'
import type { RelayEvent } from './relay-link.ts'

export interface Inbox {
  /** False when this event was applied before: it must not be applied again. */
  admit(event: RelayEvent, atMs: number): boolean
}

export interface ApplyOnceParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly inbox: Inbox
}

/**
 * Applies a webhook exactly once: the inbox row and the event's effect are one transaction, and only after its commit does
 * the relay learn that the event may be forgotten (design invariant 8).
 */
export function applyOnce(event: RelayEvent, effect: () => void, parts: ApplyOnceParts): void {
  const { transactions, inbox, clock } = parts
  transactions.run(() => {
    if (inbox.admit(event, clock.nowMs())) effect()
  })
}
