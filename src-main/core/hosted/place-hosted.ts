import type { CallContext } from '../call/call-context.ts'
import type { CallRecord } from '../call/call-record.ts'
import { dialOnce } from '../call/placing/dial-once.ts'
import { type SettleParts, settleDial } from '../call/placing/place-call.ts'
import type { PlaceResult } from '../call/placing/place-result.ts'
import type { SessionParts } from '../call/placing/session-parts.ts'
import { CENTS_PER_MINUTE, RATES } from '../wallet/rates.ts'
import { briefAssistant } from './brief-assistant.ts'
import type { HostedCallRequest, HostedEngine } from './hosted-engine.ts'

export interface PlaceHostedParts extends Omit<SettleParts, 'session'> {
  readonly context: CallContext
  readonly engine: HostedEngine
  readonly session: Pick<SessionParts, 'transactions' | 'calls' | 'ledger' | 'clock' | 'templates'>
  readonly endOfCall: AbortSignal
  readonly endOfProgram: AbortSignal
  readonly hasEnded: () => boolean
}

/** No engine takes less. */
const LEAST_SECONDS = 60

/** Has the engine dial a call whose intent is committed, once, and does what follows from its answer. */
export async function placeHosted(
  webhook: HostedCallRequest['webhook'],
  parts: PlaceHostedParts,
): Promise<PlaceResult> {
  const { call, session, engine, endOfCall, endOfProgram } = parts
  const intent = session.calls.intent(call.callId)
  if (!intent) throw new Error('a dial needs its intent')
  const fate = await dialOnce(requestOf(webhook, parts), {
    ...session,
    phoneLine: engine,
    // The engine's news of a call may overtake its answer to the dial: then the dial went through.
    isKnown: () => parts.hasEnded() || session.calls.get(call.callId)?.carrierCallId != null,
    endOfCall,
    endOfProgram,
  })
  return settleDial(fate, intent.commandId, parts)
}

function requestOf(
  webhook: HostedCallRequest['webhook'],
  { call, context, session }: PlaceHostedParts,
): HostedCallRequest {
  const { calls, templates, clock } = session
  return {
    callId: call.callId,
    to: call.phone,
    homeowner: context.lead.name,
    from: context.contractor.profile.caller_id ?? '',
    webhook,
    assistant: briefAssistant({
      callId: call.callId,
      campaignId: call.campaignId,
      evidenceId: calls.get(call.callId)?.evidenceId ?? null,
      context,
      templates,
      nowMs: clock.nowMs(),
      maxDurationSeconds: longestCallSeconds(call, context, session),
    }),
  }
}

/** No call may last longer than what is held and left for it pays for, whoever ends it. */
function longestCallSeconds(
  { callId }: CallRecord,
  { voiceConfiguration }: CallContext,
  { ledger }: Pick<SessionParts, 'ledger'>,
): number {
  const cents = ledger.callCents(callId, 'held') + ledger.balanceCents('wallet')
  const affordable = Math.floor(cents / CENTS_PER_MINUTE) * (RATES.intervalMs / 1_000)
  return Math.max(LEAST_SECONDS, Math.min(affordable, voiceConfiguration.max_duration_seconds))
}
