import type { DeskAct } from '../../../src-preload/contract/calls.ts'
import type { CallContext } from '../call/call-context.ts'
import { type KnownFacts, noFactsYet } from '../call/call-facts.ts'
import type { CallRecord } from '../call/call-record.ts'
import type { CarrierEvent, EndedEvent } from '../call/phone-line.ts'
import { CalledOff } from '../call/placing/called-off.ts'
import { commitToDial } from '../call/placing/commit-to-dial.ts'
import { brokeBeforeDial, type PlaceResult } from '../call/placing/place-result.ts'
import type { SessionParts } from '../call/placing/session-parts.ts'
import { CallDebits } from '../call/session/call-debits.ts'
import type { CallInFlight } from '../call/session/call-in-flight.ts'
import { CallWakes } from '../call/session/call-wakes.ts'
import { CallWrites } from '../call/session/call-writes.ts'
import { HangUp } from '../call/session/hang-up.ts'
import { toolsOf } from '../call/session/start-conversation.ts'
import { unreachable } from '../unreachable.ts'
import { hostedLines } from './brief-assistant.ts'
import { HostedAccount } from './hosted-account.ts'
import { hostedEnd } from './hosted-end.ts'
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
import { HostedHearing } from './hosted-hearing.ts'
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
  readonly #off: CalledOff
  readonly #wakes: CallWakes
  readonly #hearing: HostedHearing
  readonly #account: HostedAccount
  #unregister: () => void = () => {}
  #ended = false

  constructor(record: CallRecord, context: CallContext, parts: HostedSessionParts) {
    this.callId = record.callId
    this.#call = record
    this.#context = context
    this.#parts = parts
    this.#wakes = new CallWakes(record.callId, parts)
    this.#writes = new CallWrites(record, context, this.#facts, parts)
    this.#transcript = new HostedTranscript(record.callId)
    this.#off = new CalledOff({ ...parts, callId: record.callId, hangUpWanted: () => this.#hangUp.wanted })
    this.#account = new HostedAccount({
      ...parts,
      engineCallId: () => this.#engineCallId(),
      wake: this.#wakes.after,
      hasEnded: () => this.#ended,
      came: (report) => parts.transactions.run(() => this.#reported(report)),
      givenUp: () => this.#end(hostedEnd(this.#callAsStored, null)),
    })
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
      did: (action) => this.#hearing.changed(this.#transcript.did(action)),
    })
    this.#hangUp = new HangUp({
      ...parts,
      phoneLine: parts.engine,
      callId: record.callId,
      hasEnded: () => this.#ended,
      wake: this.#wakes.after,
      confirmed: () => void this.#account.ask(),
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
      hasEnded: () => this.#ended || this.#account.callIsOver,
      wrapUp: () => this.#leaving.say(hostedLines(context)['time-is-up']),
      end: () => void this.#hangUp.now(),
    })
    this.#entry = new HostedEntry(record, context.lead.name, parts.desk, parts.clock.nowMs())
    this.#hearing = new HostedHearing({
      ...parts,
      callId: record.callId,
      transcript: this.#transcript,
      facts: this.#facts,
      writes: this.#writes,
      entry: this.#entry,
      leave: () => this.#leaving.now(hostedLines(context)['opt-out-confirmation']),
      hangUp: () => void this.#hangUp.now(),
    })
  }

  get phone(): string {
    return this.#call.phone
  }

  // Placing

  async place(): Promise<PlaceResult> {
    let webhook: HostedCallRequest['webhook']
    try {
      webhook = await this.#parts.webhook(this.#off.endOfCall)
    } catch (error) {
      return this.#off.reason() ?? brokeBeforeDial('locked-out', error)
    }
    const refusal = commitToDial(this.#call, this.#context.lead, this.#parts, () => this.#off.reason())
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
      endOfCall: this.#off.endOfCall,
      endOfProgram: this.#off.endOfProgram,
      hasEnded: () => this.#ended,
      facts: this.#facts,
      named: () => this.#endIfWanted(),
      end: (event) => this.#end(event),
      abandon: () => this.abandon(),
    })
    if (result.status === 'placed') this.#watch()
    return result
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
        return this.#hearing.speechBegan(news.speaker, news.atMs)
      case 'speech-ended':
        return this.#hearing.speechEnded(news.speaker)
      case 'words':
        this.#answered(news.atMs)
        return this.#hearing.words(news)
      case 'agent-interrupted':
        return this.#hearing.agentInterrupted()
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

  #answered(engineAtMs: number | null): void {
    if (this.#isAnswered || this.#ended) return
    const { clock, transactions } = this.#parts
    const nowMs = clock.nowMs()
    transactions.run(() => {
      this.#writes.answered(nowMs)
      this.#debits.minuteBegins(1)
      transactions.afterCommit(() => {
        this.#facts.answered = true
        this.#hearing.answered(nowMs, engineAtMs)
        this.#entry.answered(
          nowMs,
          hostedHands(
            this.#parts.engine,
            () => this.#engineCallId(),
            (action, text) => this.#deskActed({ at_ms: clock.nowMs() - nowMs, action, text }),
          ),
        )
        this.#entry.status('live')
        const capMs = this.#context.voiceConfiguration.max_duration_seconds * 1_000 + SESSION_CAP_EXTRA_MS
        this.#wakes.after(capMs, () => this.#hangUp.now())
      })
    })
  }

  #deskActed(act: DeskAct): void {
    this.#parts.calls.addDeskAct(this.callId, act)
    if (act.action === 'muted' || act.action === 'unmuted')
      this.#entry.state({ desk: act.action === 'muted' ? 'muted' : 'watching' })
  }

  /** As the store has it: a message may tell of the answer and of more in one transaction, which may still fail. */
  get #isAnswered(): boolean {
    return this.#callAsStored.answeredAtMs !== null
  }

  carrierSaid(event: CarrierEvent): void {
    // The carrier of this call is the engine's own.
    this.#parts.log('our carrier told of a hosted call', { callId: this.callId, type: event.type })
  }

  hangUpByPerson(): void {
    this.#facts.canceledByPerson = true
    void this.#hangUp.now()
    this.#off.stopPreparing()
  }

  /** Without this program nobody would hear a request to stop: no call goes on alone. */
  async shutDown(): Promise<void> {
    this.#facts.endReason ??= 'shutdown'
    this.#off.programEnds()
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
    this.#account.watch()
  }

  #isOver(): void {
    this.#parts.transactions.afterCommit(() => {
      if (this.#account.callIsOver) return
      this.#entry.state({ agentState: 'leaving', partialAgent: null, partialHomeowner: null })
      this.#account.callEnded()
    })
  }

  #reported(report: HostedReport): void {
    if (this.#ended) return
    if (report.startedAtMs !== null) this.#answered(report.startedAtMs)
    this.#hearing.read(report)
    if (report.trouble) this.#facts.endReason ??= 'trouble'
    this.#end(hostedEnd(this.#callAsStored, report))
    this.#parts.reported(this.callId, this.#engineCallId() ?? '', report)
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
    this.#off.callEnds()
    this.#wakes.cancelAll()
    this.#unregister()
    this.#parts.offers.release(this.callId)
  }

  // Small steps

  get #callAsStored(): CallRecord {
    return this.#parts.calls.get(this.callId) ?? this.#call
  }

  #engineCallId(): string | null {
    return this.#callAsStored.carrierCallId
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
