import { z } from 'zod'
import type { ActivityLog } from '../activity.ts'
import { type ApplyOnceParts, applyOnce } from './apply-once.ts'
import type { CallStore } from './call-record.ts'
import type { CarrierEvent } from './phone-line.ts'
import type { RelayEvent } from './relay-link.ts'

export interface CarrierNewsParts extends ApplyOnceParts {
  readonly calls: CallStore
  readonly activity: ActivityLog
  /** In our words; `null` when it says nothing about a call, `no-handler` when nothing here understands its source. */
  readonly translate: (event: RelayEvent) => CarrierEvent | null | 'no-handler'
  readonly apply: (event: CarrierEvent) => void
  /** What the relay itself did. */
  readonly relayDid: (body: unknown) => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

/** Every webhook that is not about money or texts: the carrier's news of calls, and what the relay itself did. */
export const carrierNews =
  (parts: CarrierNewsParts): ((event: RelayEvent) => void) =>
  (event) =>
    applyOnce(event, () => take(event, parts), parts)

function take(event: RelayEvent, parts: CarrierNewsParts): void {
  if (event.source === 'relay') return parts.relayDid(event.body)
  const news = parts.translate(event)
  if (news === 'no-handler') return askForAttention(event, parts)
  if (!news) return
  rememberCarrierId(news, parts)
  parts.apply(news)
}

/** It cannot be left unacknowledged, since everything behind it would wait; so a person is told. */
function askForAttention(event: RelayEvent, { activity, clock, logError }: CarrierNewsParts): void {
  const type = typeOf(event.body)
  logError('an event has no handler', { source: event.source, eventId: event.eventId, type })
  activity.append(
    'attention_needed',
    `Ridgeline received "${type}" from ${event.source} and cannot handle it. Look at it in your ${event.source} account.`,
    { source: event.source, event_id: event.eventId, event_type: type },
    clock.nowMs(),
  )
}

const Named = z.object({ type: z.string() })
const NamedInside = z.object({ message: Named })

function typeOf(body: unknown): string {
  const named = Named.safeParse(body)
  if (named.success) return named.data.type
  const inside = NamedInside.safeParse(body)
  return inside.success ? inside.data.message.type : 'an unnamed event'
}

/** The webhook may overtake the dial's own answer: whichever comes first names the carrier's call. */
function rememberCarrierId(news: CarrierEvent, { calls, log }: CarrierNewsParts): void {
  if (!news.callId) return
  const call = calls.get(news.callId)
  if (!call) return log('news of an unknown call', { callId: news.callId, type: news.type })
  if (call.carrierCallId === null && call.status !== 'ended' && call.status !== 'queued')
    calls.change(call.callId, { carrierCallId: news.carrierCallId })
}
