import type { CutBy, TurnLatency, TurnView } from '../../../../src-preload/contract/calls.ts'
import type { Script } from '../../../../src-preload/contract/campaigns.ts'
import type { TalkAbout } from '../../conversation/follow-up-talk.ts'
import { History, INTERRUPTED, type ReplyRound, withoutMarks } from '../../conversation/history.ts'
import type { Language } from '../../conversation/language.ts'
import type { ModelMessage } from '../../conversation/language-model.ts'
import { handBackNote, saidByColleague } from '../../conversation/prompts.ts'
import { advance, newTalk, type Stage, stageNote, type Talk } from '../../conversation/stage.ts'
import { NO_LATENCY } from '../log/turn-latency.ts'
import type { HeardLine } from './playout.ts'
import type { ReplyRun } from './reply-run.ts'

/** A line whose words were fixed before it was spoken, by code or by the person at the desk. */
export interface FixedWords {
  readonly text: string
  readonly saidBy: 'agent' | 'desk'
}

/**
 * What was said in a call, for the three who must agree on it: the record, the model, and the tools that may only act
 * on words the homeowner has heard (design invariant 4).
 */
export class CallTranscript {
  readonly #callId: string
  readonly #tell: (turn: TurnView) => void
  readonly #history = new History()
  readonly #heardInFull: string[] = []
  readonly #about: TalkAbout | null
  /** The language that the talk is in. */
  language: Language
  #talk: Talk
  #turns = 0
  #homeownerTurns = 0

  /** `brief` is the first thing the model reads; `tell` stores and shows a turn, and may be told the same one again. */
  constructor(
    callId: string,
    {
      brief,
      script,
      lines,
      about = null,
    }: { brief: string; script: Script; lines: { first: Language }; about?: TalkAbout | null },
    tell: (turn: TurnView) => void,
  ) {
    this.#callId = callId
    this.#talk = newTalk(script)
    this.#about = about
    this.language = lines.first
    this.#tell = tell
    this.#history.officeNoted(brief)
  }

  /** Where the talk stands. */
  get stage(): Stage {
    return this.#talk.stage
  }

  /** Under which a line of the agent's is on record. */
  turnId(lineId: string): string {
    return `${this.#callId}:${lineId}`
  }

  /** How often the homeowner has spoken so far. */
  get homeownerTurns(): number {
    return this.#homeownerTurns
  }

  /** The talk as the model reads it, with words that are not on record yet, and with what is to be done now. */
  messages(fresh: string): ModelMessage[] {
    const talk = fresh === '' ? this.#talk : advance(this.#talk, { by: 'homeowner', text: fresh })
    const added = [withoutMarks(fresh), stageNote(talk, this.language, this.#about)]
      .filter(Boolean)
      .join('\n')
    const messages = this.#history.messages()
    const last = messages.at(-1)
    if (last?.role === 'user' && 'text' in last)
      return [...messages.slice(0, -1), { role: 'user', text: `${last.text}\n${added}` }]
    return [...messages, { role: 'user', text: added }]
  }

  /** A tool did its work. */
  toolDone(name: string): void {
    this.#talk = advance(this.#talk, { by: 'tool', name })
  }

  /** Whether any line that the homeowner heard in full satisfies the test. */
  wasHeard(isThere: (line: string) => boolean): boolean {
    return this.#heardInFull.some(isThere)
  }

  /** What the homeowner does not hear. */
  note(text: string): void {
    this.#history.officeNoted(text)
  }

  /** The desk hands the call back, with a note on what matters. */
  handedBack(brief: string): void {
    this.note(handBackNote(brief))
    this.#talk = advance(this.#talk, { by: 'hand-back' })
  }

  homeowner(text: string, startedAtMs: number, endedAtMs: number): void {
    this.#homeownerTurns++
    this.#history.homeownerSaid(text)
    this.#talk = advance(this.#talk, { by: 'homeowner', text })
    this.#told(`homeowner-${++this.#turns}`, startedAtMs, endedAtMs, {
      speaker: 'homeowner',
      text,
      heard_text: text,
    })
  }

  /** The contractor's own words in a call that they took over. */
  colleague(text: string, startedAtMs: number, endedAtMs: number): void {
    const turnId = `colleague-${++this.#turns}`
    this.#history.agentSaid(turnId, oneRound(saidByColleague(text), true))
    this.#heardInFull.push(text)
    this.#talk = advance(this.#talk, { by: 'colleague', text })
    this.#told(turnId, startedAtMs, endedAtMs, { speaker: 'agent', said_by: 'desk', text, heard_text: text })
  }

  /** A reply that only used tools. */
  unspoken(reply: ReplyRun): void {
    this.#history.agentSaid(reply.replyId, reply.heardRounds(''))
  }

  /** A line of the agent's came to its end, or was cut. Returns what was to be said, as it is written. */
  agent(
    line: HeardLine,
    source: ReplyRun | FixedWords | undefined,
    { cutBy, latency }: { cutBy: CutBy | null; latency: TurnLatency | null },
  ): string {
    const reply = source && 'heardRounds' in source ? source : null
    const text = source?.text ?? line.text
    const inFull = !line.interrupted && line.heardText !== '' && line.heardText === line.text
    const heard = reply ? reply.heardWords(line.heardText) : inFull ? text : line.heardText
    const rounds = reply ? reply.heardRounds(line.heardText) : oneRound(heard, !line.interrupted)
    this.#history.agentSaid(line.lineId, rounds)
    if (inFull) {
      this.#heardInFull.push(heard)
    }
    if (heard !== '')
      this.#talk = advance(this.#talk, {
        by: 'agent',
        text: heard,
        whole: text,
        cut: !inFull,
        fixed: isOfCode(source),
      })
    if (text === '') return text
    this.#told(line.lineId, line.startedAtMs, line.endedAtMs, {
      speaker: 'agent',
      text,
      sent_text: reply ? reply.heardWords(line.sentText) : inFull ? text : line.sentText,
      heard_text: heard,
      interrupted: line.interrupted,
      cut_by: line.interrupted ? cutBy : null,
      said_by: source && 'saidBy' in source ? source.saidBy : 'agent',
      latency: latency ?? NO_LATENCY,
      actions: reply?.actions ?? [],
    })
    return text
  }

  #told(
    turnId: string,
    startedAtMs: number,
    endedAtMs: number,
    turn: Pick<TurnView, 'speaker' | 'text' | 'heard_text'> & Partial<TurnView>,
  ): void {
    this.#tell({
      turn_id: this.turnId(turnId),
      started_at_ms: Math.round(Math.min(startedAtMs, endedAtMs)),
      ended_at_ms: Math.round(endedAtMs),
      sent_text: turn.text,
      interrupted: false,
      cut_by: null,
      said_by: null,
      latency: NO_LATENCY,
      actions: [],
      ...turn,
    })
  }
}

const isOfCode = (source: ReplyRun | FixedWords | undefined): boolean =>
  source !== undefined && 'saidBy' in source && source.saidBy === 'agent'

/** A line with fixed words, as far as it was heard. */
function oneRound(heard: string, complete: boolean): ReplyRound[] {
  if (heard === '') return []
  return [{ blocks: [{ type: 'text', text: complete ? heard : `${heard} ${INTERRUPTED}` }], toolAnswers: [] }]
}
