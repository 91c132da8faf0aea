import type { Clock } from '../clock.ts'
import type { Transactions } from '../transactions.ts'
import type { CallStore } from './call-record.ts'
import type { CarrierEvent } from './phone-line.ts'
import type { RelayEvent } from './relay-link.ts'

export interface Inbox {
  /** False when this event was applied before: it must not be applied again. */
  admit(event: RelayEvent, atMs: number): boolean
}

export interface CarrierNewsParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly inbox: Inbox
  readonly calls: CallStore
  readonly translate: (event: RelayEvent) => CarrierEvent | null
  readonly apply: (event: CarrierEvent) => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
}

/**
 * Applies each webhook exactly once: the inbox row and the event's effect are one transaction, and only after
 * its commit does the relay learn that the event may be forgotten (design invariant 8).
 */
export function carrierNews(parts: CarrierNewsParts): (event: RelayEvent) => void {
  return (event) => {
    parts.transactions.run(() => {
      if (!parts.inbox.admit(event, parts.clock.nowMs())) return
      const news = parts.translate(event)
      if (!news) return
      rememberCarrierId(news, parts)
      parts.apply(news)
    })
  }
}

/** The webhook may overtake the dial's own answer: whichever comes first names the carrier's call. */
function rememberCarrierId(news: CarrierEvent, { calls, log }: CarrierNewsParts): void {
  if (!news.callId) return
  const call = calls.get(news.callId)
  if (!call) return log('news of an unknown call', { callId: news.callId, type: news.type })
  if (call.carrierCallId === null && call.status !== 'ended')
    calls.change(call.callId, { carrierCallId: news.carrierCallId })
}
