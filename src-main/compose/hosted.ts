import { type VapiSettings, vapiEngine } from '../adapters/vapi/vapi-engine.ts'
import { hostedNews, toolAnswers } from '../adapters/vapi/vapi-message.ts'
import type { Inbox } from '../core/call/apply-once.ts'
import type { CallContext } from '../core/call/call-context.ts'
import type { CallRecord } from '../core/call/call-record.ts'
import type { Recording } from '../core/call/live/call-audio.ts'
import type { SessionParts } from '../core/call/placing/session-parts.ts'
import type { LostCallParts } from '../core/call/recovery/lost-call.ts'
import { HostedCalls } from '../core/hosted/hosted-calls.ts'
import type { HostedLink } from '../core/hosted/hosted-link.ts'
import { HostedSession } from '../core/hosted/hosted-session.ts'
import { KeptReports } from '../core/hosted/kept-reports.ts'

export interface HostedParts extends LostCallParts {
  /** Null: no key of Vapi's is set. */
  readonly settings: VapiSettings | null
  readonly inbox: Inbox
  readonly link: HostedLink
  readonly announcesRecording: () => boolean
  readonly keepRecording: (callId: string) => Recording
  readonly hangUp: (engineCallId: string) => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

/** Vapi as a second engine: calls that it holds, kept like our own. */
export function composeHosted(parts: HostedParts) {
  const { calls, clock } = parts
  const engine = vapiEngine(
    parts.settings,
    (callId) => clock.nowMs() - (calls.intent(callId)?.committedAtMs ?? clock.nowMs()),
  )
  const reports = new KeptReports({ ...parts, engine, foundOut: (news) => hosted.foundOut(news) })
  const hosted = new HostedCalls({
    ...parts,
    translate: hostedNews,
    answerOf: toolAnswers,
    keep: (callId, engineCallId, report) => reports.keep(callId, engineCallId, report),
  })
  return {
    engine,
    calls: hosted,
    reports,
    open: (call: CallRecord, context: CallContext, session: SessionParts) =>
      new HostedSession(call, context, {
        ...session,
        engine,
        webhook: (signal) => parts.link.webhook(signal),
        reported: (callId, engineCallId, report) => reports.keep(callId, engineCallId, report),
        register: (opened) => hosted.register(opened),
      }),
  }
}
