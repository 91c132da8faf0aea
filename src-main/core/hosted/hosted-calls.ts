import type { ActivityLog } from '../activity.ts'
import { type ApplyOnceParts, applyOnce } from '../call/apply-once.ts'
import { type CallRecord, type CallStore, idsOf } from '../call/call-record.ts'
import { requestToStop } from '../call/closing/request-to-stop.ts'
import { endLostCall, type LostCallParts } from '../call/recovery/lost-call.ts'
import type { RelayEvent } from '../call/relay-link.ts'
import { messageOf } from '../message-of.ts'
import {
  type HostedNews,
  type HostedReport,
  type ToolAnswer,
  type ToolCall,
  talkMsOf,
} from './hosted-engine.ts'
import type { HostedLink, QuestionHandler } from './hosted-link.ts'
import { HostedQuestions } from './hosted-questions.ts'
import type { HostedSession } from './hosted-session.ts'
import { HostedTranscript } from './hosted-transcript.ts'

export interface HostedCallsParts extends LostCallParts, ApplyOnceParts {
  readonly calls: CallStore
  readonly activity: ActivityLog
  readonly link: HostedLink
  /** In our words; null when it says nothing that matters here. */
  readonly translate: (body: unknown) => HostedNews | null
  /** In the engine's words. */
  readonly answerOf: (results: readonly ToolAnswer[]) => unknown
  /** Ends a line that nobody is on, and keeps trying. */
  readonly hangUp: (engineCallId: string) => void
  readonly keep: (callId: string, engineCallId: string, report: HostedReport) => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
}

/** What may still be done of a tool that nobody waits for: the agent was told that it failed, so nothing it would have promised. */
const DONE_LATE: ReadonlySet<string> = new Set([
  'add_to_do_not_call',
  'mark_not_interested',
  'schedule_callback',
  'leave_note',
  'end_call',
])

/** All calls of the hosted engine: its messages, applied once and in any order, and the questions among them. */
export class HostedCalls {
  readonly #parts: HostedCallsParts
  readonly #sessions = new Map<string, HostedSession>()
  readonly #questions: HostedQuestions

  constructor(parts: HostedCallsParts) {
    this.#parts = parts
    this.#questions = new HostedQuestions(parts.clock, parts.link)
    parts.link.onQuestion({
      asked: (eventId, withinMs) => this.#questions.asked(eventId, withinMs),
      answerTaken: (eventId, taken) => this.#questions.answerTaken(eventId, taken),
    } satisfies QuestionHandler)
  }

  register(session: HostedSession): () => void {
    this.#sessions.set(session.callId, session)
    return () => {
      if (this.#sessions.get(session.callId) === session) this.#sessions.delete(session.callId)
    }
  }

  heard(event: RelayEvent): void {
    applyOnce(
      event,
      () => {
        const news = this.#parts.translate(event.body)
        if (news) this.#apply(news, event.eventId)
      },
      this.#parts,
    )
  }

  /** What the engine was asked about a call, as if a message had brought it. In a transaction. */
  foundOut(news: HostedNews): void {
    this.#parts.transactions.run(() => this.#apply(news, null))
  }

  #apply(news: HostedNews, eventId: string | null): void {
    const { calls, log } = this.#parts
    const call = (news.callId ? calls.get(news.callId) : null) ?? calls.byCarrierId(news.engineCallId)
    if (call?.engine !== 'vapi') return log('the hosted engine told of an unknown call', { type: news.type })
    if (call.carrierCallId !== null && call.carrierCallId !== news.engineCallId)
      return this.#second(news, call)
    if (call.carrierCallId === null && call.status !== 'ended' && call.status !== 'queued')
      calls.change(call.callId, { carrierCallId: news.engineCallId })
    const session = this.#sessions.get(call.callId)
    if (news.type === 'tools-called') return this.#toolsCalled(news.tools, eventId, call, session)
    if (session) return session.said(news)
    this.#stray(news, call)
  }

  /** Never asked for by us: whoever dialed it, nobody here follows it. */
  #second({ engineCallId, type }: HostedNews, call: CallRecord): void {
    const { transactions, hangUp, log } = this.#parts
    log('the hosted engine holds a second call for one dial', { callId: call.callId, engineCallId, type })
    if (type === 'ringing' || type === 'answered') transactions.afterCommit(() => hangUp(engineCallId))
  }

  #toolsCalled(
    tools: readonly ToolCall[],
    eventId: string | null,
    call: CallRecord,
    session: HostedSession | undefined,
  ): void {
    const waited = eventId !== null && this.#questions.isOpen(eventId)
    if (!session || !waited) return this.#late(tools, call, session)
    const answering = session.runTools(tools)
    this.#parts.transactions.afterCommit(() => {
      answering
        .then((results) => {
          const done = results.flatMap(({ outcome }) => outcome.action ?? [])
          this.#questions.answer(eventId, this.#parts.answerOf(results), () => this.#notHeard(done, call))
        })
        .catch((error: unknown) =>
          this.#parts.log('a tool of a hosted call failed', {
            callId: call.callId,
            detail: messageOf(error),
          }),
        )
    })
  }

  /** The agent was told that it did not happen, though it did: only a person can tell the homeowner. */
  #notHeard(done: readonly string[], call: CallRecord): void {
    if (done.length === 0) return
    this.#askForAttention(call, `was told that it could not be done, but it is: ${done.join('. ')}`)
  }

  #late(tools: readonly ToolCall[], call: CallRecord, session: HostedSession | undefined): void {
    const { suppress, calls } = this.#parts
    const undone = tools.filter(({ name }) => !DONE_LATE.has(name) && name !== 'find_inspection_slots')
    if (undone.length > 0)
      this.#askForAttention(call, 'agreed to an inspection while Ridgeline could not be reached: call back')
    const done = tools.filter(({ name }) => DONE_LATE.has(name))
    if (session) return void session.runTools(done)
    for (const { name, input } of done) {
      const words = wordsIn(input)
      if (name === 'add_to_do_not_call') suppress(call.phone, words ?? 'asked not to be called', call.callId)
      else if (words) calls.change(call.callId, { notes: [...(calls.get(call.callId)?.notes ?? []), words] })
    }
  }

  #askForAttention(call: CallRecord, what: string): void {
    const { activity, clock, leadName } = this.#parts
    const name = leadName(call.leadId) ?? call.phone
    activity.append('attention_needed', `${name} ${what}`, idsOf(call), clock.nowMs())
  }

  /** News of a call that no session follows. */
  #stray(news: HostedNews, call: CallRecord): void {
    const { calls, clock, transactions, hangUp } = this.#parts
    switch (news.type) {
      case 'answered':
        if (call.answeredAtMs === null && call.status !== 'ended')
          calls.change(call.callId, { answeredAtMs: clock.nowMs() })
        return transactions.afterCommit(() => hangUp(news.engineCallId))
      case 'ringing':
        return transactions.afterCommit(() => hangUp(news.engineCallId))
      case 'words':
        return this.#strayWords(news, call)
      case 'reported':
        return this.#lateReport(news.report, news.engineCallId, call)
      default:
        return
    }
  }

  /** They are put on no record, since the engine's account of the call brings them; a request to stop counts at once. */
  #strayWords(news: Extract<HostedNews, { type: 'words' }>, { callId, phone }: CallRecord): void {
    if (!news.isFinal) return
    const words = requestToStop([new HostedTranscript(callId).add(news.speaker, news.text, null, 0)])
    if (words !== null) this.#parts.suppress(phone, words, callId)
  }

  #lateReport(report: HostedReport, engineCallId: string, call: CallRecord): void {
    const { calls, suppress, keep } = this.#parts
    // Told before: its words and its cost stand.
    if (call.carrierBilledSeconds !== null) return
    const transcript = new HostedTranscript(call.callId, calls.turns(call.callId))
    transcript.replaceWith(report.lines)
    calls.replaceTurns(call.callId, transcript.turns)
    if (call.answeredAtMs === null && report.startedAtMs !== null && call.status !== 'ended')
      calls.change(call.callId, { answeredAtMs: this.#parts.clock.nowMs() })
    if (report.machineAnswered && call.status !== 'ended')
      calls.change(call.callId, { answeredBy: 'machine' })
    const words = requestToStop(transcript.turns)
    if (words !== null) suppress(call.phone, words, call.callId)
    endLostCall(call.callId, { cause: report.cause, talkMs: talkMsOf(report) }, this.#parts)
    keep(call.callId, engineCallId, report)
  }
}

function wordsIn(input: unknown): string | null {
  if (typeof input !== 'object' || input === null) return null
  const found = Object.values(input).find((value) => typeof value === 'string')
  return typeof found === 'string' ? found : null
}
