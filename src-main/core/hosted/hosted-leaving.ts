import { messageOf } from '../message-of.ts'
import type { HostedEngine } from './hosted-engine.ts'

export interface HostedLeavingParts {
  readonly callId: string
  readonly engine: HostedEngine
  readonly engineCallId: () => string | null
  readonly hangUp: () => Promise<void>
  readonly wake: (delayMs: number, step: () => Promise<void>) => void
  readonly shown: () => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
}

/** Last words are said, and the line is dead after so long whatever became of them: within five seconds in all. */
const HANG_UP_MS = 4_000

/** The agent leaves a hosted call: it says so if it can, and is off the line in any case. */
export class HostedLeaving {
  readonly #parts: HostedLeavingParts
  #begun = false

  constructor(parts: HostedLeavingParts) {
    this.#parts = parts
  }

  get begun(): boolean {
    return this.#begun
  }

  /** `lastWords` is null where somebody else says them, as the answer to a tool does. */
  now(lastWords: string | null): void {
    if (this.#begun) return
    this.#begun = true
    this.#parts.shown()
    this.#parts.wake(HANG_UP_MS, this.#parts.hangUp)
    if (lastWords !== null) this.say(lastWords)
  }

  /** The engine hangs up after these words. */
  say(lastWords: string): void {
    const { engine, engineCallId, hangUp, log, callId } = this.#parts
    const id = engineCallId()
    if (id === null) return void hangUp()
    engine.sayLastWords(id, lastWords).catch((error: unknown) => {
      log('the last words could not be said', { callId, detail: messageOf(error) })
      return hangUp()
    })
  }
}
