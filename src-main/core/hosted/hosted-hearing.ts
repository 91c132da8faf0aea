import type { TurnView } from '../../../src-preload/contract/calls.ts'
import type { KnownFacts } from '../call/call-facts.ts'
import { requestToStop } from '../call/closing/request-to-stop.ts'
import type { SessionParts } from '../call/placing/session-parts.ts'
import type { CallWrites } from '../call/session/call-writes.ts'
import { judgeAnswer } from '../conversation/answering.ts'
import { EngineTime } from './engine-time.ts'
import type { HostedNews, HostedReport } from './hosted-engine.ts'
import type { HostedEntry } from './hosted-entry.ts'
import type { HostedTranscript } from './hosted-transcript.ts'

export interface HostedHearingParts extends Pick<SessionParts, 'clock' | 'calls' | 'transactions'> {
  readonly callId: string
  readonly transcript: HostedTranscript
  readonly facts: KnownFacts
  readonly writes: Pick<CallWrites, 'suppress'>
  readonly entry: HostedEntry
  /** The homeowner asked to be left alone, and is on the list: the agent says so and leaves. */
  readonly leave: () => void
  /** A person came on the line after a call screener, and has not heard who calls. */
  readonly disclose: () => void
  /** Nobody is there to talk with. */
  readonly hangUp: () => void
}

type Speaker = TurnView['speaker']

/** What is said in a hosted call, as the engine tells of it, and what follows from it without any model. */
export class HostedHearing {
  readonly #parts: HostedHearingParts
  readonly #time: EngineTime
  /** The agent was interrupted in words that are still to come. */
  #nextIsCut = false
  /** The request to stop is in the store. */
  #stopStands = false

  constructor(parts: HostedHearingParts) {
    this.#parts = parts
    this.#time = new EngineTime(parts.clock)
  }

  answered(ourMs: number, engineMs: number | null): void {
    this.#time.answered(ourMs, engineMs)
  }

  speechBegan(speaker: Speaker, engineMs: number | null): void {
    this.#time.speechBegan(speaker, engineMs)
    this.#parts.entry.state({ agentState: speaker === 'agent' ? 'speaking' : 'listening' })
  }

  speechEnded(speaker: Speaker): void {
    this.#parts.entry.state({ agentState: speaker === 'agent' ? 'listening' : 'thinking' })
  }

  words({ speaker, text, isFinal, atMs }: Extract<HostedNews, { type: 'words' }>): void {
    const { transcript, entry, facts } = this.#parts
    if (!isFinal) {
      const forming = { text, began_at_ms: this.#time.speechBeganMs(speaker, atMs), turn_id: null }
      return entry.state(speaker === 'agent' ? { partialAgent: forming } : { partialHomeowner: forming })
    }
    const beganAtMs = this.#time.takeSpeechBegan(speaker)
    const turn = transcript.add(speaker, text, beganAtMs, this.#time.sinceAnswerMs(atMs))
    this.changed(turn)
    if (speaker === 'agent') {
      if (this.#nextIsCut) this.agentInterrupted()
      return entry.state({ partialAgent: null, stage: this.#homeownerTurns() === 0 ? 'opening' : 'qualify' })
    }
    facts.homeownerTurns = this.#homeownerTurns()
    entry.state({ partialHomeowner: null })
    const isNew = this.#judge(turn, text) === 'a person after a screener'
    if (isNew) this.#parts.transactions.afterCommit(this.#parts.disclose)
    this.#listenForStop()
  }

  /** Engines do not say which of the two comes first, the word of it or the words that were cut. */
  agentInterrupted(): void {
    this.#nextIsCut = this.#time.isSpeaking('agent')
    if (!this.#nextIsCut) this.changed(this.#parts.transcript.interrupted())
  }

  /** The engine's own account of all that was said. */
  read(report: HostedReport): void {
    const { transcript, facts } = this.#parts
    transcript.replaceWith(report.lines)
    facts.homeownerTurns = this.#homeownerTurns()
    for (const turn of transcript.turns) if (turn.speaker === 'homeowner') this.#judge(turn, turn.text)
    if (report.machineAnswered) facts.answeredBy = 'machine'
  }

  changed(turn: TurnView | null): void {
    if (!turn) return
    const { calls, callId, transcript, entry } = this.#parts
    calls.replaceTurns(callId, transcript.turns)
    entry.turns(transcript.turns)
  }

  /** Machines speak first. Once the opening was heard, the same words mean something else. */
  #judge({ started_at_ms }: TurnView, text: string): 'a person after a screener' | null {
    const { facts, entry, transactions, hangUp, transcript } = this.#parts
    if (facts.answeredBy === 'human') return null
    const opening = transcript.turns.find(({ speaker }) => speaker === 'agent')
    const by = judgeAnswer(text)
    if (opening && started_at_ms > opening.ended_at_ms) {
      if (facts.answeredBy !== 'screener' || by === 'screener') return null
      facts.answeredBy = 'human'
      entry.answeredBy('human')
      return 'a person after a screener'
    }
    if (by === 'unknown' || by === 'human') return null
    facts.answeredBy = by === 'screener' ? 'screener' : 'machine'
    entry.answeredBy(facts.answeredBy)
    // No message is left: nobody agreed to one, and the engine's own detection may still be at it.
    if (by !== 'screener') transactions.afterCommit(hangUp)
    return null
  }

  /** Heard without any model (compliance.md section 3, rule d): suppressed first, then the call ends. */
  #listenForStop(): void {
    const { transcript, writes, transactions, leave } = this.#parts
    const words = this.#stopStands ? null : requestToStop(transcript.turns)
    if (words === null) return
    writes.suppress(words)
    transactions.afterCommit(() => {
      this.#stopStands = true
      leave()
    })
  }

  #homeownerTurns(): number {
    return this.#parts.transcript.turns.filter(({ speaker }) => speaker === 'homeowner').length
  }
}
