import type { TurnView } from '../../../src-preload/contract/calls.ts'
import { CallDebits } from '../call/call-debits.ts'
import type { CallInFlight } from '../call/call-in-flight.ts'
import type { CallRecord } from '../call/call-record.ts'
import { CallWakes } from '../call/call-wakes.ts'
import { CallWrites, idsOf } from '../call/call-writes.ts'
import { commitToDial } from '../call/commit-to-dial.ts'
import { endedWithoutNews } from '../call/ended-without-news.ts'
import { HangUp } from '../call/hang-up.ts'
import { type KnownFacts, noFactsYet } from '../call/outcome.ts'
import type { CarrierEvent } from '../call/phone-line.ts'
import type { CallContext } from '../call/prepare-call.ts'
import { requestToStop } from '../call/request-to-stop.ts'
import { type EndedEvent, notPlaced, type PlaceResult, type SessionParts } from '../call/session-parts.ts'
import { toolsOf } from '../call/start-conversation.ts'
import { judgeAnswer } from '../conversation/answering.ts'
import { messageOf } from '../message-of.ts'
import { unreachable } from '../unreachable.ts'
import { hostedLines } from './brief-assistant.ts'
import type {
  HostedCallRequest,
  HostedEngine,
  HostedNews,
  HostedReport,
  ToolAnswer,
  ToolCall,
} from './hosted-engine.ts'
import { HostedEntry } from './hosted-entry.ts'
import { hostedHands } from './hosted-hands.ts'
import { HostedLeaving } from './hosted-leaving.ts'
import type { HostedLink } from './hosted-link.ts'
import { HostedTools } from './hosted-tools.ts'
import { HostedTranscript } from './hosted-transcript.ts'
import { placeHosted } from './place-hosted.ts'

export interface HostedSessionParts extends SessionParts {
  readonly engine: HostedEngine
  readonly webhook: HostedLink['webhook']
  /** The engine's account of a call that is over has come: its cost and recording are taken from it. */
  readonly reported: (callId: string, engineCallId: string, report: HostedReport) => void
  /** The session is there: news of its call goes to it. Answers how it is taken away again. */
  readonly register: (session: HostedSession) => () => void
}

/** The engine's account follows the end of a call; it is asked for when it does not. */
const REPORT_WITHIN_MS = 12_000
/** A call that is over keeps its place no longer than this; its account is taken whenever it comes. */
const REPORT_GIVEN_UP_MS = 75_000
/** Messages get lost: the engine is asked this often whether a call is still up. */
const LOOK_EVERY_MS = 20_000
/** Our own cap, behind the engine's. */
const SESSION_CAP_EXTRA_MS = 30_000
const RING_EXTRA_MS = 20_000

/** One call that a hosted engine holds, from the decision to place it until it is over and accounted for. */
export class HostedSession implements CallInFlight {
  readonly callId: string
  readonly #parts: HostedSessionParts
  readonly #context: CallContext
  readonly #call: CallRecord
  readonly #facts: KnownFacts = noFactsYet()
  readonly #tools: HostedTools
  readonly #writes: CallWrites
  readonly #transcript: HostedTranscript
  readonly #entry: HostedEntry
  readonly #hangUp: HangUp
  readonly #debits: CallDebits
  readonly #leaving: HostedLeaving
  readonly #abort = new AbortController()
  readonly #stop = new AbortController()
  readonly #wakes: CallWakes
  readonly #speechBeganMs: Partial<Record<TurnView['speaker'], number>> = {}
  #unregister: () => void = () => {}
  #engineAnsweredAtMs: number | null = null
  #over = false
  #ended = false

  constructor(record: CallRecord, context: CallContext, parts: HostedSessionParts) {
    this.callId = record.callId
    this.#call = record
    this.#context = context
    this.#parts = parts
    this.#wakes = new CallWakes(record.callId, parts)
    this.#writes = new CallWrites(record, context, this.#facts, parts)
    this.#transcript = new HostedTranscript(record.callId)
    this.#tools = new HostedTools({
      context,
      tools: toolsOf({
        callId: record.callId,
        context,
        session: parts,
        facts: this.#facts,
        writes: this.#writes,
      }),
      transcript: this.#transcript,
      transactions: parts.transactions,
      isLeaving: () => this.#leaving.begun,
      stored: () => {
        if (this.#facts.optedOut) this.#leaving.now(null)
      },
      did: (action) => this.#changed(this.#transcript.did(action)),
    })
    this.#hangUp = new HangUp({
      ...parts,
      phoneLine: parts.engine,
      callId: record.callId,
      hasEnded: () => this.#ended,
      wake: this.#wakes.after,
      confirmed: () => void this.#askForReport(),
    })
    this.#leaving = new HostedLeaving({
      ...parts,
      callId: record.callId,
      engineCallId: () => this.#engineCallId(),
      hangUp: () => this.#hangUp.now(),
      wake: this.#wakes.after,
      shown: () => this.#entry.state({ agentState: 'leaving' }),
    })
    this.#debits = new CallDebits(record, {
      ...parts,
      wake: this.#wakes.after,
      hasEnded: () => this.#ended || this.#over,
      wrapUp: () => this.#leaving.say(hostedLines(context)['time-is-up']),
      end: () => void this.#hangUp.now(),
    })
    this.#entry = new HostedEntry(record, context.lead.name, parts.desk, parts.clock.nowMs())
  }

  get phone(): string {
    return this.#call.phone
  }

  // Placing

  async place(): Promise<PlaceResult> {
    let webhook: HostedCallRequest['webhook']
    try {
      webhook = await this.#parts.webhook(this.#abort.signal)
    } catch (error) {
      return this.#calledOff() ?? notPlaced('locked-out', messageOf(error))
    }
    const refusal = commitToDial(this.#call, this.#context.lead, this.#parts, () => this.#calledOff())
    if (refusal !== null) {
      this.#discard()
      return refusal
    }
    this.#unregister = this.#parts.register(this)
    this.#entry.add()
    try {
      return await this.#dial(webhook)
    } catch (error) {
      this.abandon()
      throw error
    }
  }

  async #dial(webhook: HostedCallRequest['webhook']): Promise<PlaceResult> {
    const result = await placeHosted(webhook, {
      call: this.#call,
      context: this.#context,
      session: this.#parts,
      engine: this.#parts.engine,
      endOfCall: this.#abort.signal,
      endOfProgram: this.#stop.signal,
      hasEnded: () => this.#ended,
      canceledByPerson: () => this.#facts.canceledByPerson,
      named: () => this.#endIfWanted(),
      endUnplaced: (outcome, detail) => this.#endUnplaced(outcome, detail),
      abandon: () => this.abandon(),
    })
    if (result.status === 'placed') this.#watch()
    return result
  }

  #calledOff(): PlaceResult | null {
    if (this.#stop.signal.aborted) return notPlaced('stopped', 'Ridgeline is closing')
    return this.#hangUp.wanted ? notPlaced('canceled', 'Ended by a person before it was dialed.') : null
  }

  #endUnplaced(outcome: 'failed' | 'needs_review', detail: string): void {
    this.#facts.endReason = outcome === 'needs_review' ? 'unclear' : 'failed'
    this.#end(endedWithoutNews(this.callId, '', 'unknown', 'unknown', detail))
  }

  // While it is up

  /** News from the engine, already stored. Called in the transaction that stores it: memory follows its commit. */
  said(news: HostedNews): void {
    if (this.#ended) return
    switch (news.type) {
      case 'ringing':
        this.#ringing()
        return this.#endIfWanted()
      case 'answered':
        this.#answered(news.atMs)
        return this.#endIfWanted()
      case 'speech-began':
        this.#answered(news.atMs)
        this.#speechBeganMs[news.speaker] ??= this.#sinceAnswerMs(news)
        return this.#entry.state({ agentState: news.speaker === 'agent' ? 'speaking' : 'listening' })
      case 'speech-ended':
        return this.#entry.state({ agentState: news.speaker === 'agent' ? 'listening' : 'thinking' })
      case 'words':
        this.#answered(news.atMs)
        return this.#words(news)
      case 'agent-interrupted':
        return this.#changed(this.#transcript.interrupted())
      case 'tools-called':
        // Who waits for the answer is not known here: see `runTools`.
        return
      case 'engine-stuck':
        return this.#parts.log('the hosted engine says that it is stuck', { callId: this.callId })
      case 'over':
        return this.#isOver()
      case 'reported':
        return this.#reported(news.report)
      default:
        return unreachable(news)
    }
  }

  /** The agent's tools, used in the transaction of the message that asks for them. */
  runTools(tools: readonly ToolCall[]): Promise<ToolAnswer[]> {
    return this.#tools.use(tools)
  }

  #words({ speaker, text, isFinal, atMs }: Extract<HostedNews, { type: 'words' }>): void {
    if (!isFinal)
      return this.#entry.state(speaker === 'agent' ? { partialAgent: text } : { partialHomeowner: text })
    const endedAtMs = this.#sinceAnswerMs({ atMs })
    const turn = this.#transcript.add(speaker, text, this.#speechBeganMs[speaker] ?? null, endedAtMs)
    delete this.#speechBeganMs[speaker]
    this.#changed(turn)
    if (speaker === 'agent')
      return this.#entry.state({
        partialAgent: null,
        stage: this.#turnsOf('homeowner') === 0 ? 'opening' : 'qualify',
      })
    this.#facts.homeownerTurns = this.#turnsOf('homeowner')
    this.#entry.state({ partialHomeowner: null })
    this.#judge(turn.text)
    this.#listenForStop(text)
  }

  #judge(text: string): void {
    const by = judgeAnswer(text)
    if (by === 'unknown' || by === 'human' || this.#facts.answeredBy === 'human') return
    this.#answeredBy(by === 'screener' ? 'screener' : 'machine')
    // No message is left: nobody agreed to one, and the engine's own detection may still be at it.
    if (by !== 'screener') this.#parts.transactions.afterCommit(() => void this.#hangUp.now())
  }

  #answeredBy(who: 'machine' | 'screener'): void {
    this.#facts.answeredBy = who
    this.#entry.answeredBy(who)
  }

  /** Heard without any model (compliance.md section 3, rule d): suppressed first, then the call ends. */
  #listenForStop(text: string): void {
    if (this.#facts.optedOut) return
    const words = KEY_NINE.test(text) ? 'pressed 9' : requestToStop(this.#transcript.turns)
    if (words === null) return
    this.#writes.suppress(words)
    this.#parts.transactions.afterCommit(() =>
      this.#leaving.now(hostedLines(this.#context)['opt-out-confirmation']),
    )
  }

  #answered(engineAtMs: number | null): void {
    if (this.#isAnswered || this.#ended) return
    const { clock, transactions, calls, activity } = this.#parts
    const nowMs = clock.nowMs()
    transactions.run(() => {
      calls.change(this.callId, { answeredAtMs: nowMs, status: 'live' })
      activity.append('voice_call_answered', `${this.#context.lead.name} answered`, idsOf(this.#call), nowMs)
      this.#debits.minuteBegins(1)
      transactions.afterCommit(() => {
        this.#facts.answered = true
        this.#engineAnsweredAtMs = engineAtMs
        this.#entry.answered(
          nowMs,
          hostedHands(
            this.#parts.engine,
            () => this.#engineCallId(),
            (muted) => this.#entry.state({ desk: muted ? 'muted' : 'watching' }),
          ),
        )
        this.#entry.status('live')
        const capMs = this.#context.voiceConfiguration.max_duration_seconds * 1_000 + SESSION_CAP_EXTRA_MS
        this.#wakes.after(capMs, () => this.#hangUp.now())
      })
    })
  }

  /** As the store has it: a message may tell of the answer and of more in one transaction, which may still fail. */
  get #isAnswered(): boolean {
    return (this.#parts.calls.get(this.callId)?.answeredAtMs ?? null) !== null
  }

  carrierSaid(event: CarrierEvent): void {
    // The carrier of this call is the engine's own.
    this.#parts.log('our carrier told of a hosted call', { callId: this.callId, type: event.type })
  }

  hangUpByPerson(): void {
    this.#facts.canceledByPerson = true
    void this.#hangUp.now()
    if (this.#parts.calls.get(this.callId)?.status === 'queued') this.#abort.abort()
  }

  /** Without this program nobody would hear a request to stop: no call goes on alone. */
  async shutDown(): Promise<void> {
    this.#facts.endReason ??= 'shutdown'
    this.#stop.abort()
    if (this.#parts.calls.get(this.callId)?.status === 'queued') this.#abort.abort()
    await this.#hangUp.now()
  }

  abandon(): void {
    this.#ended = true
    this.#discard()
    this.#entry.remove()
  }

  // The end

  /** Whoever hears nothing asks. */
  #watch(): void {
    const ringMs = this.#parts.ringTimeoutSeconds() * 1_000 + RING_EXTRA_MS
    this.#wakes.after(ringMs, () => (this.#facts.answered ? undefined : this.#hangUp.now()))
    const look = async () => {
      this.#wakes.after(LOOK_EVERY_MS, look)
      await this.#askForReport()
    }
    this.#wakes.after(LOOK_EVERY_MS, look)
  }

  #isOver(): void {
    this.#parts.transactions.afterCommit(() => {
      if (this.#over) return
      this.#over = true
      this.#entry.state({ agentState: 'leaving', partialAgent: null, partialHomeowner: null })
      this.#wakes.after(REPORT_WITHIN_MS, () => this.#askForReport())
      this.#wakes.after(REPORT_GIVEN_UP_MS, () => this.#end(this.#endedEvent(null)))
    })
  }

  async #askForReport(): Promise<void> {
    const engineCallId = this.#engineCallId()
    if (this.#ended || engineCallId === null) return
    const report = await this.#parts.engine.report(engineCallId)
    if (report && !this.#ended) this.#parts.transactions.run(() => this.#reported(report))
  }

  #reported(report: HostedReport): void {
    if (this.#ended) return
    if (report.startedAtMs !== null) this.#answered(report.startedAtMs)
    this.#transcript.replaceWith(report.lines)
    this.#facts.homeownerTurns = this.#turnsOf('homeowner')
    for (const { speaker, text } of this.#transcript.turns) if (speaker === 'homeowner') this.#judge(text)
    if (report.machineAnswered) this.#facts.answeredBy = 'machine'
    if (report.trouble) this.#facts.endReason ??= 'trouble'
    this.#end(this.#endedEvent(report))
    this.#parts.reported(this.callId, this.#engineCallId() ?? '', report)
  }

  #endedEvent(report: HostedReport | null): EndedEvent {
    const cause = report?.cause ?? (this.#isAnswered ? 'talked' : 'unknown')
    const event = endedWithoutNews(
      this.callId,
      this.#engineCallId() ?? '',
      cause,
      report?.endedBy ?? 'unknown',
      report?.detail ?? 'the engine gave no account of the call',
    )
    return { ...event, startedAtMs: report?.startedAtMs ?? null, endedAtMs: report?.endedAtMs ?? null }
  }

  #end(event: EndedEvent): void {
    if (this.#ended) return
    const { transactions, calls, finish } = this.#parts
    transactions.run(() => {
      calls.replaceTurns(this.callId, this.#transcript.turns)
      finish({
        callId: this.callId,
        facts: { ...this.#facts, answered: this.#isAnswered },
        event,
        carrierAnsweredAtMs: null,
        turns: this.#transcript.turns,
        context: this.#context,
      })
      transactions.afterCommit(() => this.abandon())
    })
  }

  #discard(): void {
    this.#abort.abort()
    this.#wakes.cancelAll()
    this.#unregister()
    this.#parts.offers.release(this.callId)
  }

  // Small steps

  #engineCallId(): string | null {
    return this.#parts.calls.get(this.callId)?.carrierCallId ?? null
  }

  #turnsOf(speaker: TurnView['speaker']): number {
    return this.#transcript.turns.filter((turn) => turn.speaker === speaker).length
  }

  /** By the engine's clock where it tells the time, else by ours. */
  #sinceAnswerMs({ atMs }: { readonly atMs: number | null }): number {
    if (atMs !== null && this.#engineAnsweredAtMs !== null)
      return Math.max(0, atMs - this.#engineAnsweredAtMs)
    return Math.max(0, this.#parts.clock.nowMs() - (this.#entry.answeredAtMs ?? this.#parts.clock.nowMs()))
  }

  #changed(turn: TurnView | null): void {
    if (!turn) return
    this.#parts.calls.replaceTurns(this.callId, this.#transcript.turns)
    this.#entry.turns(this.#transcript.turns)
  }

  #ringing(): void {
    if (!this.#entry.isBefore('ringing')) return
    this.#parts.calls.change(this.callId, { status: 'ringing' })
    this.#parts.transactions.afterCommit(() => this.#entry.status('ringing'))
  }

  #endIfWanted(): void {
    this.#parts.transactions.afterCommit(() => this.#hangUp.onceNamed())
  }
}

/** How Vapi writes down a key that was pressed. */
const KEY_NINE = /keypad entry:\s*9\b/i
