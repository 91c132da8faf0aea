import type { CallContext } from '../call-context.ts'
import type { KnownFacts } from '../call-facts.ts'
import { callTools } from '../live/call-tools.ts'
import { LiveCall } from '../live/live-call.ts'
import type { LiveCallObserver } from '../live/live-call-parts.ts'
import { turnRules } from '../live/turn-rules.ts'
import type { PreparedCall } from '../placing/prepare-call.ts'
import type { SessionParts } from '../placing/session-parts.ts'
import type { CallWrites } from './call-writes.ts'

export interface ConversationParts {
  readonly callId: string
  readonly context: CallContext
  readonly session: Pick<SessionParts, 'clock' | 'calls' | 'relay' | 'offers' | 'bookings' | 'model'>
  readonly facts: KnownFacts
  readonly writes: CallWrites
  readonly observer: LiveCallObserver
}

/** The conversation of a call that is about to be dialed, with everything that was opened for it. */
export function startConversation(prepared: PreparedCall, parts: ConversationParts): LiveCall {
  const { callId, context, session, observer } = parts
  const live = new LiveCall({
    callId,
    clock: session.clock,
    rules: turnRules(context.voiceConfiguration),
    maxDurationMs: context.voiceConfiguration.max_duration_seconds * 1_000,
    model: session.model,
    system: prepared.system,
    brief: prepared.brief,
    script: context.script.script,
    about: context,
    lines: prepared.lines,
    stream: session.relay.stream(callId),
    isOurs: (carrierCallId) =>
      [null, carrierCallId].includes(session.calls.get(callId)?.carrierCallId ?? null),
    observer,
    openDeskTranscriber: prepared.openDeskTranscriber,
    callTools: toolsOf(parts),
  })
  live.use(prepared.transcriber, prepared.voice)
  return live
}

type ToolParts = Pick<ConversationParts, 'callId' | 'context' | 'facts' | 'writes'> & {
  readonly session: Pick<SessionParts, 'clock' | 'offers' | 'bookings'>
}

/** The tools of one call, over what is stored of it; the same for every engine. */
export function toolsOf({ callId, context, session, facts, writes }: ToolParts) {
  const { profile } = context.contractor
  const { clock, bookings, offers } = session
  return callTools({
    nowMs: () => clock.nowMs(),
    timeZone: profile.time_zone,
    freeSlots: () => bookings.slots(context.lead.leadId, callId),
    offer: (slots) => offers.offer(callId, slots),
    inspection: () => bookings.ahead(context.lead.leadId),
    book: (slot, words) => writes.book(slot, words),
    reschedule: (slot, words) => writes.reschedule(slot, words),
    cancelInspection: (words) => writes.cancelInspection(words),
    scheduleCallback: (words, reason) => writes.scheduleCallback(words, reason),
    markNotInterested: () => {
      facts.notInterested = true
    },
    suppress: (words) => writes.suppress(words),
    note: (text) => writes.note(text),
    endCall: (reason) => {
      facts.endReason = reason
      // Nothing new was agreed, but the inspection that stands was confirmed.
      if (reason === 'booked' && bookings.ahead(context.lead.leadId)) facts.booked = true
    },
  })
}
