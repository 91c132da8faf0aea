import type { DeskAct } from '../../../src-preload/contract/calls.ts'
import { HOSTED_CANNOT } from '../call/live/call-desk.ts'
import type { DeskHands } from '../call/live/desk-control.ts'
import { officeNote } from '../conversation/prompts.ts'
import { Refused } from '../refused.ts'
import type { DeskLines } from './desk-lines.ts'
import type { HostedEngine } from './hosted-engine.ts'

export interface HostedHandsParts {
  readonly engine: HostedEngine
  readonly engineCallId: () => string | null
  readonly lines: DeskLines
  readonly sinceAnswerMs: () => number
  /** Whether the homeowner has heard who calls (compliance.md section 3). */
  readonly disclosed: () => boolean
  readonly isLeaving: () => boolean
  readonly did: (action: DeskAct['action'], text: string | null) => void
  readonly wake: (delayMs: number, step: () => void) => void
  /** The engine has not told that it said these lines. Each is told of once. */
  readonly notSaid: (text: string) => void
}

/** So long a line may wait for what the agent is saying before it counts as not said. */
const SAID_WITHIN_MS = 30_000

/** The hands of the person at the desk in a call that an engine holds: what its live control offers, and no more. */
export class HostedHands implements DeskHands {
  readonly #parts: HostedHandsParts
  readonly #told = new Set<string>()
  #muted = false

  constructor(parts: HostedHandsParts) {
    this.#parts = parts
  }

  /** Refused where the engine would say nothing; taken is not yet said, and what was not said is put on record. */
  async say(text: string): Promise<void> {
    const { engine, lines, sinceAnswerMs, wake } = this.#parts
    this.#assertMaySpeak()
    const takeBack = lines.ask(text, sinceAnswerMs())
    try {
      await engine.say(this.#named(), text)
    } catch (error) {
      takeBack()
      throw error
    }
    this.#told.delete(text)
    wake(SAID_WITHIN_MS, () => {
      if (lines.unsaid().includes(text)) this.#notSaid(text)
    })
  }

  /** Marked as a note of the office: the agent's instructions say that it is followed and never read out. */
  async whisper(text: string): Promise<void> {
    await this.#parts.engine.advise(this.#named(), officeNote(text))
    this.#parts.did('whispered', text)
  }

  async mute(isMuted: boolean): Promise<void> {
    await this.#parts.engine.mute(this.#named(), isMuted)
    this.#muted = isMuted
    this.#parts.did(isMuted ? 'muted' : 'unmuted', null)
  }

  takeOver(): never {
    throw noMicrophone()
  }

  microphone(): never {
    throw noMicrophone()
  }

  handBack(): never {
    throw noMicrophone()
  }

  /** The call is over: what was not said by now never will be. */
  close(): void {
    for (const text of this.#parts.lines.unsaid()) this.#notSaid(text)
  }

  #notSaid(text: string): void {
    if (this.#told.has(text)) return
    this.#told.add(text)
    this.#parts.did('not_said', text)
    this.#parts.notSaid(text)
  }

  #assertMaySpeak(): void {
    const { disclosed, isLeaving } = this.#parts
    if (!disclosed())
      throw new Refused(
        'not_ready',
        'The opening comes first',
        'The homeowner must hear who calls and that the call is recorded. Say your line after that.',
      )
    if (this.#muted)
      throw new Refused(
        'conflict',
        'The agent is muted',
        'Vapi says nothing while its agent is muted, your line neither. Unmute it first.',
      )
    if (isLeaving())
      throw new Refused('conflict', 'The agent is saying goodbye', 'Your line can no longer be said.')
  }

  #named(): string {
    const id = this.#parts.engineCallId()
    if (id === null) throw new Refused('call_not_live', 'The call is not live', 'It has not been named yet.')
    return id
  }
}

const noMicrophone = () =>
  new Refused('unsupported', 'The hosted engine cannot do that', HOSTED_CANNOT.take_over)
