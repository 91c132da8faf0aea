import type { CallContext } from '../call/call-context.ts'
import type { CallRecord } from '../call/call-record.ts'
import type { CarrierEvent, EndedEvent } from '../call/phone-line.ts'
import { commitToDial } from '../call/placing/commit-to-dial.ts'
import { brokeBeforeDial, type PlaceResult } from '../call/placing/place-result.ts'
import type { SessionParts } from '../call/placing/session-parts.ts'
import type { CallInFlight } from '../call/session/call-in-flight.ts'
import { unreachable } from '../unreachable.ts'
import type { MissingAccount } from './hosted-account.ts'
import { endWithoutAccount, hostedEnd } from './hosted-end.ts'
import type {
  HostedCallRequest,
  HostedEngine,
  HostedNews,
  HostedReport,
  ToolAnswer,
  ToolCall,
} from './hosted-engine.ts'
import type { HostedLink } from './hosted-link.ts'
import { placeHosted } from './place-hosted.ts'
import { type WiredHosted, wireHosted } from './wire-hosted.ts'

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
  readonly #of: WiredHosted
  #unregister: () => void = () => {}
  #ended = false

  constructor(record: CallRecord, context: CallContext, parts: HostedSessionParts) {
    this.callId = record.callId
    this.#call = record
    this.#context = context
    this.#parts = parts
    this.#of = wireHosted({
      record,
      context,
      session: parts,
      engineCallId: () => this.#engineCallId(),
      hasEnded: () => this.#ended,
      came: (report) => parts.transactions.run(() => this.#reported(report)),
      givenUp: (without) => this.#endWithoutAccount(without),
    })
  }

  get phone(): string {
    return this.#call.phone
  }

  // Placing

  async place(): Promise<PlaceResult> {
    let webhook: HostedCallRequest['webhook']
    try {
      webhook = await this.#parts.webhook(this.#of.off.endOfCall)
    } catch (error) {
      return this.#of.off.reason() ?? brokeBeforeDial('locked-out', error)
    }
    const refusal = commitToDial(this.#call, this.#context.lead, this.#parts, () => this.#of.off.reason())
    if (refusal !== null) {
      this.#discard()
      return refusal
    }
    this.#unregister = this.#parts.register(this)
    this.#of.entry.add()
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
      endOfCall: this.#of.off.endOfCall,
      endOfProgram: this.#of.off.endOfProgram,
      hasEnded: () => this.#ended,
      facts: this.#of.facts,
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
    this.#of.account.heardOf()
    switch (news.type) {
      case 'ringing':
        this.#ringing()
        return this.#endIfWanted()
      case 'answered':
        this.#answered(news.atMs)
        return this.#endIfWanted()
      case 'speech-began':
        this.#answered(news.atMs)
        return this.#of.hearing.speechBegan(news.speaker, news.atMs)
      case 'speech-ended':
        return this.#of.hearing.speechEnded(news.speaker)
      case 'words':
        this.#answered(news.atMs)
        return this.#of.hearing.words(news)
      case 'agent-interrupted':
        return this.#of.hearing.agentInterrupted()
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
    return this.#of.tools.use(tools)
  }

  #answered(engineAtMs: number | null): void {
    if (this.#isAnswered || this.#ended) return
    const { clock, transactions } = this.#parts
    const nowMs = clock.nowMs()
    transactions.run(() => {
      this.#of.writes.answered(nowMs)
      this.#of.debits.minuteBegins(1)
      transactions.afterCommit(() => {
        this.#of.facts.answered = true
        this.#of.hearing.answered(nowMs, engineAtMs)
        this.#of.entry.answered(nowMs, this.#of.hands)
        this.#of.entry.status('live')
        const capMs = this.#context.voiceConfiguration.max_duration_seconds * 1_000 + SESSION_CAP_EXTRA_MS
        this.#of.wakes.after(capMs, () => this.#of.hangUp.now())
      })
    })
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
    this.#of.facts.canceledByPerson = true
    void this.#of.hangUp.now()
    this.#of.off.stopPreparing()
  }

  /** Without this program nobody would hear a request to stop: no call goes on alone. */
  async shutDown(): Promise<void> {
    this.#of.facts.endReason ??= 'shutdown'
    this.#of.off.programEnds()
    await this.#of.hangUp.now()
  }

  abandon(): void {
    this.#ended = true
    this.#discard()
    this.#of.entry.remove()
  }

  // The end

  /** Whoever hears nothing asks. */
  #watch(): void {
    const ringMs = this.#parts.ringTimeoutSeconds() * 1_000 + RING_EXTRA_MS
    this.#of.wakes.after(ringMs, () => (this.#of.facts.answered ? undefined : this.#of.hangUp.now()))
    this.#of.account.watch()
  }

  #isOver(): void {
    this.#parts.transactions.afterCommit(() => {
      if (this.#of.account.callIsOver) return
      this.#of.entry.state({ agentState: 'leaving', partialAgent: null, partialHomeowner: null })
      this.#of.account.callEnded()
    })
  }

  #reported(report: HostedReport): void {
    if (this.#ended) return
    if (report.startedAtMs !== null) this.#answered(report.startedAtMs)
    this.#of.hearing.read(report)
    if (report.trouble) this.#of.facts.endReason ??= 'trouble'
    this.#end(hostedEnd(this.#callAsStored, report))
    this.#parts.reported(this.callId, this.#engineCallId() ?? '', report)
  }

  /** Whether somebody picked up may have been among what got lost: then a person has to look. */
  #endWithoutAccount(without: MissingAccount): void {
    if (!this.#isAnswered) this.#of.facts.endReason ??= 'unclear'
    else if (without.because === 'forgotten') this.#of.facts.endReason ??= 'trouble'
    this.#end(endWithoutAccount(this.#callAsStored, without))
  }

  #end(event: EndedEvent): void {
    if (this.#ended) return
    const { transactions, calls, finish } = this.#parts
    transactions.run(() => {
      calls.replaceTurns(this.callId, this.#of.transcript.turns)
      this.#of.hands.close()
      finish({
        callId: this.callId,
        facts: { ...this.#of.facts, answered: this.#isAnswered },
        event,
        carrierAnsweredAtMs: null,
        turns: this.#of.transcript.turns,
        context: this.#context,
      })
      transactions.afterCommit(() => this.abandon())
    })
  }

  #discard(): void {
    this.#of.off.callEnds()
    this.#of.wakes.cancelAll()
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
    if (!this.#of.entry.isBefore('ringing')) return
    this.#parts.calls.change(this.callId, { status: 'ringing' })
    this.#parts.transactions.afterCommit(() => this.#of.entry.status('ringing'))
  }

  #endIfWanted(): void {
    this.#parts.transactions.afterCommit(() => this.#of.hangUp.onceNamed())
  }
}
