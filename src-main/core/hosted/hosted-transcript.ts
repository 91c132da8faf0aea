import type { TurnView } from '../../../src-preload/contract/calls.ts'
import { NO_LATENCY } from '../call/log/turn-latency.ts'
import { DeskLines, type SpokenPart } from './desk-lines.ts'
import type { HostedLine } from './hosted-engine.ts'

/** Words that follow the same speaker's own within so long are one turn: engines report by sentence. */
const ONE_TURN_WITHIN_MS = 4_000
/** How long a word takes, where only the end of a line is known. */
const MS_PER_WORD = 350

/** The turns of a call as the engine tells of them; its final account replaces what was told while it went on. */
export class HostedTranscript {
  readonly #callId: string
  /** What the desk has the agent's voice say. */
  readonly desk = new DeskLines()
  #turns: TurnView[] = []

  constructor(callId: string, turns: readonly TurnView[] = []) {
    this.#callId = callId
    this.#turns = [...turns]
    for (const { said_by, text, started_at_ms } of turns)
      if (said_by === 'desk') this.desk.ask(text, started_at_ms)
  }

  get turns(): readonly TurnView[] {
    return this.#turns
  }

  /** Words said to their end. Times count from the answer; `beganAtMs` is null where nothing told of it. */
  add(speaker: TurnView['speaker'], text: string, beganAtMs: number | null, endedAtMs: number): TurnView {
    const startedAtMs = Math.max(0, beganAtMs ?? endedAtMs - wordsIn(text) * MS_PER_WORD)
    if (speaker === 'homeowner') return this.#addPart(speaker, { text, by: null }, startedAtMs, endedAtMs)
    const parts = this.desk.split(text, endedAtMs)
    const msPerWord = Math.max(0, endedAtMs - startedAtMs) / wordsIn(text)
    let fromMs = startedAtMs
    const turns = parts.map((part) => {
      const toMs = fromMs + wordsIn(part.text) * msPerWord
      const turn = this.#addPart(speaker, part, fromMs, toMs)
      fromMs = toMs
      return turn
    })
    return turns.at(-1) as TurnView
  }

  #addPart(
    speaker: TurnView['speaker'],
    { text, by, goesOn = true }: { text: string; by: SpokenPart['by'] | null; goesOn?: boolean },
    beganAtMs: number,
    endedAtMs: number,
  ): TurnView {
    const last = this.#turns.at(-1)
    // Nobody speaks twice at a time: estimated moments must not change the order.
    const startedAtMs = last?.speaker === speaker ? Math.max(beganAtMs, last.ended_at_ms) : beganAtMs
    if (
      goesOn &&
      last?.speaker === speaker &&
      last.said_by === by &&
      !last.interrupted &&
      startedAtMs - last.ended_at_ms < ONE_TURN_WITHIN_MS
    ) {
      const together = `${last.text} ${text}`
      const longer = {
        ...last,
        ...said(together),
        ended_at_ms: Math.round(Math.max(last.ended_at_ms, endedAtMs)),
      }
      this.#turns[this.#turns.length - 1] = longer
      return longer
    }
    const turn = this.#turn(speaker, by, text, startedAtMs, Math.max(startedAtMs, endedAtMs))
    this.#turns.push(turn)
    return turn
  }

  /** The homeowner spoke over the agent: what it said last was not heard to its end. Null when it said nothing yet. */
  interrupted(): TurnView | null {
    return this.#changeLast('agent', (turn) => ({ ...turn, interrupted: true, cut_by: 'homeowner' as const }))
  }

  /** What a tool did stands with the words that it was used after. Null before the agent's first words. */
  did(action: string): TurnView | null {
    return this.#changeLast('agent', (turn) => ({ ...turn, actions: [...turn.actions, action] }))
  }

  /** The engine's own account of the whole call, with the actions where they were. */
  replaceWith(lines: readonly HostedLine[]): void {
    if (lines.length === 0) return
    const before = this.#turns
    this.#turns = []
    this.desk.startAgain()
    for (const { speaker, text, startedAtMs, endedAtMs } of lines)
      this.add(speaker, text, startedAtMs, endedAtMs)
    for (const { actions, text, started_at_ms, interrupted } of before) {
      if (actions.length === 0 && !interrupted) continue
      const index = this.#indexOf(text, started_at_ms)
      const turn = this.#turns[index]
      if (!turn) continue
      this.#turns[index] = {
        ...turn,
        actions: [...turn.actions, ...actions],
        ...(interrupted && { interrupted, cut_by: 'homeowner' as const }),
      }
    }
  }

  /** Whether a line that the homeowner heard in full satisfies the test (design invariant 4). */
  heard(isThere: (line: string) => boolean): boolean {
    return this.#turns.some(
      ({ speaker, interrupted, text }) => speaker === 'agent' && !interrupted && isThere(text),
    )
  }

  /** The agent's turn with these words, or else the last that had begun by then. */
  #indexOf(text: string, startedAtMs: number): number {
    const same = this.#turns.findIndex((turn) => turn.speaker === 'agent' && turn.text === text)
    if (same >= 0) return same
    const at = this.#turns.findLastIndex(
      (turn) => turn.speaker === 'agent' && turn.started_at_ms <= startedAtMs,
    )
    return at >= 0 ? at : this.#turns.findIndex(({ speaker }) => speaker === 'agent')
  }

  #changeLast(speaker: TurnView['speaker'], change: (turn: TurnView) => TurnView): TurnView | null {
    const index = this.#turns.findLastIndex((turn) => turn.speaker === speaker)
    const turn = this.#turns[index]
    if (!turn) return null
    const changed = change(turn)
    this.#turns[index] = changed
    return changed
  }

  #turn(
    speaker: TurnView['speaker'],
    saidBy: TurnView['said_by'],
    text: string,
    startedAtMs: number,
    endedAtMs: number,
  ): TurnView {
    return {
      turn_id: `${this.#callId}-hosted-${this.#turns.length + 1}`,
      speaker,
      started_at_ms: Math.round(startedAtMs),
      ended_at_ms: Math.round(endedAtMs),
      ...said(text),
      interrupted: false,
      cut_by: null,
      said_by: saidBy,
      latency: NO_LATENCY,
      actions: [],
    }
  }
}

/** An engine reports what it spoke, not what it meant to speak. */
const said = (text: string) => ({ text, sent_text: text, heard_text: text })

const wordsIn = (text: string): number => text.trim().split(/\s+/).length
