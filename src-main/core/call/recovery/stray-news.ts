import { unreachable } from '../../unreachable.ts'
import type { CallRecord } from '../call-record.ts'
import { priceCall } from '../closing/price-call.ts'
import { carrierTalkMs } from '../closing/talk-time.ts'
import type { CarrierEvent, EndedEvent } from '../phone-line.ts'
import { endLostCall, type LostCallParts } from './lost-call.ts'

export interface StrayNewsParts extends LostCallParts {
  /** Ends a line that nobody is on. */
  readonly hangUp: (carrierCallId: string) => void
}

/** News of a call that no session follows: a line that is open is hung up, an end is written, a bill is compared. */
export function strayNews(event: CarrierEvent, call: CallRecord | null, parts: StrayNewsParts): void {
  switch (event.type) {
    case 'initiated':
      return hangUp(event, call, parts)
    case 'answered':
      if (call && call.status !== 'ended' && call.answeredAtMs === null)
        parts.calls.change(call.callId, { answeredAtMs: parts.clock.nowMs() })
      return hangUp(event, call, parts)
    case 'ended':
      if (call) endLostCall(call.callId, { cause: event.cause, talkMs: talkedMs(event, call) }, parts)
      return
    case 'priced':
      return priced(event, call, parts)
    case 'machine-judged':
    case 'stream-failed':
      return
    default:
      return unreachable(event)
  }
}

/** A call that neither names one of ours nor is on record was dialed by somebody else. */
function hangUp(
  event: CarrierEvent,
  call: CallRecord | null,
  { transactions, hangUp }: StrayNewsParts,
): void {
  if (event.callId === null && call === null) return
  transactions.afterCommit(() => hangUp(event.carrierCallId))
}

const talkedMs = (event: EndedEvent, call: CallRecord): number | null =>
  call.answeredAtMs === null || event.startedAtMs === null ? null : carrierTalkMs(null, event)

/** What has been billed is over, even if the news of its end was lost. */
function priced(
  event: Extract<CarrierEvent, { type: 'priced' }>,
  call: CallRecord | null,
  parts: StrayNewsParts,
): void {
  if (!call) return
  if (event.billedSeconds !== null)
    endLostCall(call.callId, { cause: 'unknown', talkMs: event.billedSeconds * 1_000 }, parts)
  priceCall(call.callId, event, parts)
}
