import type { TurnView } from '../../../src-preload/contract/calls.ts'
import type { DeskEntry } from '../call/call-desk.ts'
import type { CallInFlight } from '../call/call-in-flight.ts'
import { type CallRecord, movesForward } from '../call/call-record.ts'
import { CallWrites, idsOf } from '../call/call-writes.ts'
import { commitToDial } from '../call/commit-to-dial.ts'
import { dialOnce } from '../call/dial-once.ts'
import { endedWithoutNews } from '../call/ended-without-news.ts'
import { HangUp } from '../call/hang-up.ts'
import { type KnownFacts, noFactsYet } from '../call/outcome.ts'
import type { CarrierEvent } from '../call/phone-line.ts'
import { settleDial } from '../call/place-call.ts'
import type { CallContext } from '../call/prepare-call.ts'
import { requestToStop } from '../call/request-to-stop.ts'
import { type EndedEvent, notPlaced, type PlaceResult, type SessionParts } from '../call/session-parts.ts'
import { toolsOf } from '../call/start-conversation.ts'
import { judgeAnswer } from '../conversation/answering.ts'
import { type Language, spokenLanguage } from '../conversation/language.ts'
import type { CallTools, ToolOutcome } from '../conversation/tools.ts'
import { messageOf } from '../message-of.ts'
import { unreachable } from '../unreachable.ts'
import { CENTS_PER_MINUTE, RATES } from '../wallet/rates.ts'
import { debitMinute } from '../wallet/wallet.ts'
import { briefAssistant, goodbyeOf, hostedLines } from './brief-assistant.ts'
import type { ToolAnswer } from './hosted-calls.ts'
import type { HostedCallRequest, HostedEngine, HostedNews, HostedReport, ToolCall } from './hosted-engine.ts'
import { hostedHands } from './hosted-hands.ts'
import type { HostedLink } from './hosted-link.ts'
import { HostedTranscript } from './hosted-transcript.ts'

export interface HostedSessionParts extends SessionParts {
  readonly engine: HostedEngine
  readonly webhook: HostedLink['webhook']
  /** The engine's account of a call that is over has come: its cost and recording are taken from it. */
  readonly reported: (callId: string, engineCallId: string, report: HostedReport) => void
  /** The session is there: news of its call goes to it. Answers how it is taken away again. */
  readonly register: (session: HostedSession) => () => void
}

/** A request to stop is confirmed in words, and the line is dead after so long whatever became of them (within 5 s). */
const OPT_OUT_HANG_UP_MS = 4_000
/** The wrap-up line needs this long before the money ends. */
const WRAP_UP_MS = 25_000
/** The engine's account follows the end of a call; it is asked for when it does not. */
const REPORT_WITHIN_MS = 12_000
/** A call that is over keeps its place no longer than this; its account is taken whenever it comes. */
const REPORT_GIVEN_UP_MS = 75_000
/** Messages get lost: the engine is asked this often whether a call is still up. */
const LOOK_EVERY_MS = 20_000
/** Our own cap, behind the engine's. */
const SESSION_CAP_EXTRA_MS = 30_000
const RING_EXTRA_MS = 20_000
/** No engine takes less. */
const LEAST_SECONDS = 60

/** One call that a hosted engine holds, from the decision to place it until it is over and accounted for. */
export class HostedSession implements CallInFlight {
  readonly callId: string
  readonly #parts: HostedSessionParts
  readonly #context: CallContext
  readonly #call: CallRecord
  readonly #facts: KnownFacts = noFactsYet()
  readonly #tools: CallTools
  readonly #writes: CallWrites
  readonly #transcript: HostedTranscript
  readonly #entry: DeskEntry
  readonly #hangUp: HangUp
  readonly #abort = new AbortController()
  readonly #stop = new AbortController()
  readonly #cancels: (() => void)[] = []
  readonly #toolsUsed = new Map<string, Promise<ToolOutcome>>()
  #leaving = false
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
    this.#writes = new CallWrites(record, context, this.#facts, parts)
    this.#tools = toolsOf({
      callId: record.callId,
      context,
      session: parts,
      facts: this.#facts,
      writes: this.#writes,
    })
    this.#transcript = new HostedTranscript(record.callId)
    this.#hangUp = new HangUp({
      ...parts,
      phoneLine: parts.engine,
      callId: record.callId,
      hasEnded: () => this.#ended,
      wake: (delayMs, step) => this.#wake(delayMs, step),
      confirmed: () => void this.#askForReport(),
    })
    this.#entry = {
      callId: record.callId,
      campaignId: record.campaignId,
      leadId: record.leadId,
      leadName: context.lead.name,
      phone: record.phone,
      engine: 'vapi',
      startedAtMs: parts.clock.nowMs(),
      status: 'dialing',
      answeredAtMs: null,
      answeredBy: 'unknown',
      state: {
        agentState: 'waiting',
        desk: 'watching',
        stage: 'opening',
        partialHomeowner: null,
        partialAgent: null,
      },
      turns: [],
      live: null,
      hosted: null,
    }
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
    this.#parts.desk.add(this.#entry)
    try {
      return await this.#dial(webhook)
    } catch (error) {
      this.abandon()
      throw error
    }
  }

  async #dial(webhook: HostedCallRequest['webhook']): Promise<PlaceResult> {
    const { calls, engine } = this.#parts
    const intent = calls.intent(this.callId)
    if (!intent) throw new Error('a dial needs its intent')
    const fate = await dialOnce(this.#request(webhook), {
      ...this.#parts,
      phoneLine: engine,
      isKnown: () => this.#ended || calls.get(this.callId)?.carrierCallId != null,
      endOfCall: this.#abort.signal,
      endOfProgram: this.#stop.signal,
    })
    const result = settleDial(fate, intent.commandId, {
      call: this.#call,
      session: this.#parts,
      canceledByPerson: () => this.#facts.canceledByPerson,
      named: () => this.#endIfWanted(),
      endUnplaced: (outcome, detail) => this.#endUnplaced(outcome, detail),
      abandon: () => this.abandon(),
    })
    if (result.status === 'placed') this.#watch()
    return result
  }

  #request(webhook: HostedCallRequest['webhook']): HostedCallRequest {
    const { calls, templates, clock } = this.#parts
    const { lead, contractor } = this.#context
    return {
      callId: this.callId,
      to: this.#call.phone,
      homeowner: lead.name,
      from: contractor.profile.caller_id ?? '',
      webhook,
      assistant: briefAssistant({
        callId: this.callId,
        campaignId: this.#call.campaignId,
        evidenceId: calls.get(this.callId)?.evidenceId ?? null,
        context: this.#context,
        templates,
        nowMs: clock.nowMs(),
        maxDurationSeconds: this.#maxDurationSeconds(),
      }),
    }
  }

  /** No call may last longer than what is held and left for it pays for, whoever ends it. */
  #maxDurationSeconds(): number {
    const { ledger } = this.#parts
    const cents = ledger.callCents(this.callId, 'held') + ledger.balanceCents('wallet')
    const affordable = Math.floor(cents / CENTS_PER_MINUTE) * (RATES.intervalMs / 1_000)
    return Math.max(
      LEAST_SECONDS,
      Math.min(affordable, this.#context.voiceConfiguration.max_duration_seconds),
    )
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
        this.#status('ringing')
        return this.#endIfWanted()
      case 'answered':
        this.#answered(news.atMs)
        return this.#endIfWanted()
      case 'speech-began':
        this.#answered(news.atMs)
        this.#speechBeganMs[news.speaker] ??= this.#sinceAnswerMs(news)
        return this.#showState({ agentState: news.speaker === 'agent' ? 'speaking' : 'listening' })
      case 'speech-ended':
        return this.#showState({ agentState: news.speaker === 'agent' ? 'listening' : 'thinking' })
      case 'words':
        this.#answered(news.atMs)
        return this.#words(news)
      case 'agent-interrupted':
        return this.#changed(this.#transcript.interrupted())
      case 'tools-called':
        // Who waits for the answer is not known here: see `useTools`.
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

  /** The agent's tools, used in the transaction of the message that asks for them; one asked for again is not used again. */
  useTools(tools: readonly ToolCall[]): Promise<ToolAnswer[]> {
    const wasLeaving = this.#leaving
    const running = tools.map((tool) => ({ tool, outcome: this.#useTool(tool) }))
    this.#parts.transactions.afterCommit(() => {
      for (const { tool, outcome } of running) this.#toolsUsed.set(tool.toolCallId, outcome)
      if (this.#facts.optedOut) this.#hangUpSoon(false)
    })
    return Promise.all(
      running.map(async ({ tool, outcome }) => {
        const done = await outcome
        if (done.action) this.#changed(this.#transcript.did(done.action))
        return { tool, outcome: done, hangUpSaying: wasLeaving || done.isError ? null : this.#lastWords(tool.name) }
      }),
    )
  }

  #useTool({ toolCallId, name, input }: ToolCall): Promise<ToolOutcome> {
    return (
      this.#toolsUsed.get(toolCallId) ??
      this.#tools.run(name, input, (isThere) => this.#transcript.heard(isThere), this.#language())
    )
  }

  #lastWords(tool: string): string | null {
    if (tool === 'add_to_do_not_call') return hostedLines(this.#context)['opt-out-confirmation']
    return tool === 'end_call' ? goodbyeOf(this.#context) : null
  }

  #language(): Language {
    const first = this.#context.voiceConfiguration.language === 'es' ? 'es' : 'en'
    return this.#transcript.turns.reduce<Language>(
      (spoken, { speaker, text }) => (speaker === 'homeowner' ? (spokenLanguage(text) ?? spoken) : spoken),
      first,
    )
  }

  #words({ speaker, text, isFinal, atMs }: Extract<HostedNews, { type: 'words' }>): void {
    if (!isFinal)
      return this.#showState(speaker === 'agent' ? { partialAgent: text } : { partialHomeowner: text })
    const endedAtMs = this.#sinceAnswerMs({ atMs })
    const turn = this.#transcript.add(speaker, text, this.#speechBeganMs[speaker] ?? null, endedAtMs)
    delete this.#speechBeganMs[speaker]
    this.#changed(turn)
    if (speaker === 'agent')
      return this.#showState({ partialAgent: null, stage: this.#turnsOf('homeowner') === 0 ? 'opening' : 'qualify' })
    this.#facts.homeownerTurns = this.#turnsOf('homeowner')
    this.#showState({ partialHomeowner: null })
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
    this.#entry.answeredBy = who
    this.#parts.desk.changed(this.#entry)
  }

  /** Heard without any model (compliance.md section 3, rule d): suppressed first, then the call ends. */
  #listenForStop(text: string): void {
    if (this.#facts.optedOut) return
    const words = KEY_NINE.test(text) ? 'pressed 9' : requestToStop(this.#transcript.turns)
    if (words === null) return
    this.#writes.suppress(words)
    this.#parts.transactions.afterCommit(() => this.#hangUpSoon(true))
  }

  /** With a word of confirmation, unless the answer to a tool brings it. */
  #hangUpSoon(confirm: boolean): void {
    if (this.#leaving) return
    this.#leaving = true
    this.#wake(OPT_OUT_HANG_UP_MS, () => this.#hangUp.now())
    if (confirm) this.#sayLast('opt-out-confirmation')
  }

  #sayLast(line: 'opt-out-confirmation' | 'time-is-up'): void {
    const engineCallId = this.#engineCallId()
    if (engineCallId === null) return void this.#hangUp.now()
    const text = hostedLines(this.#context)[line]
    this.#showState({ agentState: 'leaving' })
    this.#parts.engine.say(engineCallId, text, true).catch((error: unknown) => {
      this.#parts.log('the last words could not be said', { callId: this.callId, detail: messageOf(error) })
      return this.#hangUp.now()
    })
  }

  #answered(engineAtMs: number | null): void {
    if (this.#facts.answered || this.#ended) return
    const { clock, transactions, calls, activity } = this.#parts
    const nowMs = clock.nowMs()
    transactions.run(() => {
      calls.change(this.callId, { answeredAtMs: nowMs, status: 'live' })
      activity.append('voice_call_answered', `${this.#context.lead.name} answered`, idsOf(this.#call), nowMs)
      this.#debit(1)
      this.#facts.answered = true
      this.#engineAnsweredAtMs = engineAtMs
      this.#entry.answeredAtMs = nowMs
      this.#entry.hosted = hostedHands(this.#parts.engine, () => this.#engineCallId(), this.#muted)
      transactions.afterCommit(() => {
        this.#show('live')
        const capMs = this.#context.voiceConfiguration.max_duration_seconds * 1_000 + SESSION_CAP_EXTRA_MS
        this.#wake(capMs, () => this.#hangUp.now())
      })
    })
  }

  /** Debits each minute as it begins; when the money ends, the agent wraps up in time. */
  #debit(minuteNo: number): void {
    if (this.#ended || this.#over) return
    const { clock, transactions, calls, ledger } = this.#parts
    transactions.run(() => {
      const { coveredMinutes } = debitMinute(ledger, this.callId, minuteNo, clock.nowMs())
      calls.change(this.callId, { costCents: minuteNo * CENTS_PER_MINUTE })
      transactions.afterCommit(() => {
        if (coveredMinutes <= minuteNo)
          this.#wake(RATES.intervalMs - WRAP_UP_MS, () => this.#sayLast('time-is-up'))
        else this.#wake(RATES.intervalMs, () => this.#debit(minuteNo + 1))
      })
    })
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
    this.#parts.desk.remove(this.callId)
  }

  // The end

  /** Whoever hears nothing asks. */
  #watch(): void {
    const ringMs = this.#parts.ringTimeoutSeconds() * 1_000 + RING_EXTRA_MS
    this.#wake(ringMs, () => (this.#facts.answered ? undefined : this.#hangUp.now()))
    const look = async () => {
      this.#wake(LOOK_EVERY_MS, look)
      await this.#askForReport()
    }
    this.#wake(LOOK_EVERY_MS, look)
  }

  #isOver(): void {
    if (this.#over) return
    this.#over = true
    this.#parts.transactions.afterCommit(() => {
      this.#showState({ agentState: 'leaving', partialAgent: null, partialHomeowner: null })
      this.#wake(REPORT_WITHIN_MS, () => this.#askForReport())
      this.#wake(REPORT_GIVEN_UP_MS, () => this.#end(this.#endedEvent(null)))
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
    const cause = report?.cause ?? (this.#facts.answered ? 'talked' : 'unknown')
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
        facts: { ...this.#facts },
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
    for (const cancel of this.#cancels) cancel()
    this.#unregister()
    this.#parts.offers.release(this.callId)
  }

  // Small steps

  readonly #muted = (muted: boolean): void => {
    this.#entry.state = { ...this.#entry.state, desk: muted ? 'muted' : 'watching' }
    this.#parts.desk.changed(this.#entry)
  }

  #engineCallId(): string | null {
    return this.#parts.calls.get(this.callId)?.carrierCallId ?? null
  }

  #turnsOf(speaker: TurnView['speaker']): number {
    return this.#transcript.turns.filter((turn) => turn.speaker === speaker).length
  }

  /** By the engine's clock where it tells the time, else by ours. */
  #sinceAnswerMs({ atMs }: { readonly atMs: number | null }): number {
    if (atMs !== null && this.#engineAnsweredAtMs !== null) return Math.max(0, atMs - this.#engineAnsweredAtMs)
    return Math.max(0, this.#parts.clock.nowMs() - (this.#entry.answeredAtMs ?? this.#parts.clock.nowMs()))
  }

  #changed(turn: TurnView | null): void {
    if (!turn) return
    this.#parts.calls.saveTurn(this.callId, turn)
    this.#entry.turns.splice(0, this.#entry.turns.length, ...this.#transcript.turns)
    this.#parts.desk.changed(this.#entry)
  }

  #showState(state: Partial<DeskEntry['state']>): void {
    this.#entry.state = { ...this.#entry.state, ...state }
    this.#parts.desk.changed(this.#entry)
  }

  #status(status: 'ringing'): void {
    if (!movesForward(this.#entry.status, status)) return
    this.#parts.calls.change(this.callId, { status })
    this.#parts.transactions.afterCommit(() => this.#show(status))
  }

  #show(status: 'ringing' | 'live'): void {
    if (!movesForward(this.#entry.status, status)) return
    this.#entry.status = status
    this.#parts.desk.changed(this.#entry)
  }

  #endIfWanted(): void {
    this.#parts.transactions.afterCommit(() => this.#hangUp.onceNamed())
  }

  #wake(delayMs: number, step: () => void | Promise<void>): void {
    const wake = async () => {
      try {
        await step()
      } catch (error) {
        this.#parts.log('a step of a hosted call failed', { callId: this.callId, detail: messageOf(error) })
      }
    }
    this.#cancels.push(this.#parts.clock.wakeAfter(delayMs, () => void wake()))
  }
}

/** How Vapi writes down a key that was pressed. */
const KEY_NINE = /keypad entry:\s*9\b/i
