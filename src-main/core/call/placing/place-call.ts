import { unreachable } from '../../unreachable.ts'
import { releaseHold } from '../../wallet/wallet.ts'
import type { CallContext } from '../call-context.ts'
import type { KnownFacts } from '../call-facts.ts'
import type { CallRecord } from '../call-record.ts'
import type { EndedEvent } from '../phone-line.ts'
import type { StreamTicket } from '../relay-link.ts'
import { type DialFate, dialOnce } from './dial-once.ts'
import { endedWithoutNews } from './ended-without-news.ts'
import { notPlaced, type PlaceResult } from './place-result.ts'
import type { SessionParts } from './session-parts.ts'

/** The carrier's cap lies this far beyond ours (reliability.md C2). */
const CARRIER_CAP_EXTRA_S = 60

export interface PlaceParts extends SettleParts {
  readonly context: CallContext
  readonly session: SessionParts
  readonly endOfCall: AbortSignal
  readonly endOfProgram: AbortSignal
  readonly hasEnded: () => boolean
}

export interface SettleParts {
  readonly call: CallRecord
  readonly session: Pick<SessionParts, 'transactions' | 'calls' | 'ledger' | 'clock'>
  readonly facts: KnownFacts
  /** The carrier has a name for the call: a hang-up that waited for it can be asked for. */
  readonly named: () => void
  /** The call ends without having been up. */
  readonly end: (event: EndedEvent) => void
  readonly abandon: () => void
}

/** Has the carrier dial a call whose intent is committed, and does what follows from its answer. */
export async function placeCall(ticket: StreamTicket, parts: PlaceParts): Promise<PlaceResult> {
  const { call, context, session, endOfCall, endOfProgram } = parts
  const { profile } = context.contractor
  const intent = session.calls.intent(call.callId)
  if (!intent || !profile.caller_id) throw new Error('a dial needs its intent and a caller ID')
  const fate = await dialOnce(
    {
      callId: call.callId,
      commandId: intent.commandId,
      to: call.phone,
      from: profile.caller_id,
      displayName: profile.display_name,
      ringTimeoutSeconds: session.ringTimeoutSeconds(),
      timeLimitSeconds: context.voiceConfiguration.max_duration_seconds + CARRIER_CAP_EXTRA_S,
      webhookUrl: new URL('/api/webhooks/telnyx', session.relay.publicUrl).href,
      streamUrl: ticket.streamUrl,
      streamAuthToken: ticket.authToken,
    },
    {
      ...session,
      // The carrier's news of a call may overtake its answer to the dial: then the dial went through.
      isKnown: () => parts.hasEnded() || session.calls.get(call.callId)?.carrierCallId != null,
      endOfCall,
      endOfProgram,
    },
  )
  return settleDial(fate, intent.commandId, parts)
}

/** What follows from the answer to a dial, whoever gave it. */
export function settleDial(fate: DialFate, commandId: string, parts: SettleParts): PlaceResult {
  switch (fate.status) {
    case 'placed':
      name(fate.carrierCallId, parts)
      return PLACED
    case 'known':
      parts.named()
      return PLACED
    case 'refused':
      parts.session.calls.setFate(parts.call.callId, 'refused')
      endUnplaced('failed', fate.reason, parts)
      return notPlaced('refused', fate.reason, fate.detail)
    case 'rate-limited':
    case 'locked-out':
      // Nothing rang and nothing will: unless somebody called it off, it may be dialed another time.
      if (parts.facts.canceledByPerson) endUnplaced('failed', fate.reason, parts)
      else backInLine(commandId, parts)
      return notPlaced(fate.status, fate.reason, fate.detail)
    case 'failed':
      endUnplaced('failed', fate.reason, parts)
      return notPlaced('vendor', fate.reason, fate.detail)
    case 'unclear':
      endUnplaced('unclear', fate.reason, parts)
      return notPlaced('unclear', fate.reason, fate.detail)
    case 'interrupted':
      // What is still unclear when Ridgeline closes is settled by the next start.
      parts.abandon()
      return notPlaced('stopped', 'Ridgeline is closing')
    default:
      return unreachable(fate)
  }
}

/** Nothing rang, or nobody knows. */
function endUnplaced(
  endReason: 'failed' | 'unclear',
  reason: string,
  { call, facts, end }: SettleParts,
): void {
  facts.endReason = endReason
  end(endedWithoutNews(call.callId, '', 'unknown', 'unknown', reason))
}

function name(carrierCallId: string, { call, session, named }: SettleParts): void {
  const { transactions, calls } = session
  transactions.run(() => {
    calls.setFate(call.callId, 'placed')
    const known = calls.get(call.callId)
    if (known?.carrierCallId === null && known.status !== 'ended')
      calls.change(call.callId, { carrierCallId })
  })
  named()
}

function backInLine(commandId: string, { call, session, abandon }: SettleParts): void {
  const { transactions, calls, ledger, clock } = session
  const nowMs = clock.nowMs()
  transactions.run(() => {
    releaseHold(ledger, call.callId, commandId, nowMs)
    calls.requeue(call.callId, nowMs)
  })
  abandon()
}

const PLACED: PlaceResult = { status: 'placed' }
