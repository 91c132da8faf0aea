import type { CallContext } from '../call/call-context.ts'
import { type KnownFacts, noFactsYet } from '../call/call-facts.ts'
import type { CallRecord } from '../call/call-record.ts'
import { CalledOff } from '../call/placing/called-off.ts'
import type { SessionParts } from '../call/placing/session-parts.ts'
import { CallDebits } from '../call/session/call-debits.ts'
import { CallWakes } from '../call/session/call-wakes.ts'
import { CallWrites } from '../call/session/call-writes.ts'
import { HangUp } from '../call/session/hang-up.ts'
import { toolsOf } from '../call/session/start-conversation.ts'
import { messageOf } from '../message-of.ts'
import { hostedLines, openingWords } from './brief-assistant.ts'
import { HostedAccount, type HostedAccountParts } from './hosted-account.ts'
import type { HostedEngine } from './hosted-engine.ts'
import { HostedEntry } from './hosted-entry.ts'
import { HostedHands } from './hosted-hands.ts'
import { HostedHearing } from './hosted-hearing.ts'
import { HostedLeaving } from './hosted-leaving.ts'
import { HostedTools } from './hosted-tools.ts'
import { HostedTranscript } from './hosted-transcript.ts'

/** What the parts of one hosted call ask of the session that holds them. */
export interface WiredCall
  extends Pick<HostedAccountParts, 'engineCallId' | 'hasEnded' | 'came' | 'givenUp'> {
  readonly record: CallRecord
  readonly context: CallContext
  readonly session: SessionParts & { readonly engine: HostedEngine }
}

export type WiredHosted = ReturnType<typeof wireHosted>

/** The parts that one hosted call is made of, bound to each other. */
export function wireHosted({ record, context, session, engineCallId, hasEnded, came, givenUp }: WiredCall) {
  const { callId } = record
  const facts = noFactsYet()
  const wakes = new CallWakes(callId, session)
  const wake = wakes.after
  const common = { ...session, callId, engineCallId, hasEnded, wake }
  const writes = new CallWrites(record, context, facts, session)
  const transcript = new HostedTranscript(callId)
  const entry = new HostedEntry(record, context.lead.name, session.desk, session.clock.nowMs())
  const account = new HostedAccount({ ...common, came, givenUp })
  const hangUp = new HangUp({ ...common, phoneLine: session.engine, confirmed: () => void account.ask() })
  const leaving = new HostedLeaving({
    ...common,
    hangUp: () => hangUp.now(),
    shown: () => entry.state({ agentState: 'leaving' }),
  })
  const hearing = new HostedHearing({
    ...common,
    transcript,
    facts,
    writes,
    entry,
    leave: () => leaving.now(hostedLines(context)['opt-out-confirmation']),
    disclose: () => void sayOpening(),
    hangUp: () => void hangUp.now(),
  })
  /** Whoever cannot be told who calls is not talked with. */
  const sayOpening = () =>
    session.engine.sayInstead(engineCallId() ?? '', openingWords(context)).catch((error: unknown) => {
      session.log('the opening could not be said again', { callId, detail: messageOf(error) })
      return hangUp.now()
    })
  const hands = handsOf({ ...common, record, context, session, transcript, facts, entry, leaving })
  return {
    facts,
    wakes,
    hands,
    writes,
    transcript,
    entry,
    account,
    hangUp,
    leaving,
    hearing,
    off: new CalledOff({ ...common, hangUpWanted: () => hangUp.wanted }),
    tools: new HostedTools({
      context,
      tools: toolsOf({ callId, context, session, facts, writes }),
      transcript,
      transactions: session.transactions,
      isLeaving: () => leaving.begun,
      stored: () => {
        if (facts.optedOut) leaving.now(null)
      },
      did: (action) => hearing.changed(transcript.did(action)),
    }),
    debits: new CallDebits(record, {
      ...common,
      hasEnded: () => hasEnded() || account.callIsOver,
      wrapUp: () => leaving.say(hostedLines(context)['time-is-up']),
      end: () => void hangUp.now(),
    }),
  }
}

interface HandsOf extends Pick<WiredCall, 'record' | 'context' | 'session'> {
  readonly engine: HostedEngine
  readonly engineCallId: () => string | null
  readonly wake: CallWakes['after']
  readonly transcript: HostedTranscript
  readonly facts: KnownFacts
  readonly entry: HostedEntry
  readonly leaving: HostedLeaving
}

/** The hands of the desk, with what they do put on record. */
function handsOf({
  record,
  context,
  session,
  transcript,
  facts,
  entry,
  leaving,
  ...rest
}: HandsOf): HostedHands {
  const { callId, leadId } = record
  const sinceAnswerMs = () => {
    const answeredAtMs = session.calls.get(callId)?.answeredAtMs ?? null
    return answeredAtMs === null ? 0 : session.clock.nowMs() - answeredAtMs
  }
  return new HostedHands({
    ...rest,
    lines: transcript.desk,
    sinceAnswerMs,
    disclosed: () =>
      facts.answeredBy !== 'screener' && transcript.turns.some(({ speaker }) => speaker === 'agent'),
    isLeaving: () => leaving.begun,
    did(action, text) {
      session.calls.addDeskAct(callId, { at_ms: sinceAnswerMs(), action, text })
      if (action === 'muted' || action === 'unmuted')
        entry.state({ desk: action === 'muted' ? 'muted' : 'watching' })
    },
    notSaid: (text) =>
      session.activity.append(
        'attention_needed',
        `Vapi did not say your line to ${context.lead.name}: “${text}”`,
        { call_id: callId, lead_id: leadId },
        session.clock.nowMs(),
      ),
  })
}
