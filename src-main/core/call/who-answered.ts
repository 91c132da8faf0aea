import { judgeAnswer } from '../conversation/answering.ts'
import type { CallLoop } from './call-loop.ts'

/** Who or what picked up the phone: by its words, and by the carrier's machine detection. */
export class WhoAnswered {
  readonly #loop: CallLoop
  readonly #tell: (by: 'machine' | 'screener') => void
  #knownHuman = false

  constructor(loop: CallLoop, tell: (by: 'machine' | 'screener') => void) {
    this.#loop = loop
    this.#tell = tell
  }

  /** The carrier's machine detection decided. */
  machineDetected(): void {
    this.#answeredBy('machine')
    this.#loop.dispatch({ type: 'machine-answered', atMs: this.#loop.nowMs() })
  }

  /** The carrier is sure that a person answered. */
  humanDetected(): void {
    this.#knownHuman = true
    this.#loop.log({ kind: 'answered-by', who: 'human' })
  }

  /** Judges words of whoever speaks first. True when they need no answer of the agent's own. */
  judge(text: string): boolean {
    const by = judgeAnswer(text)
    if (by === 'voicemail' || by === 'mailbox-full') {
      // The carrier takes a call screener for a person, but hardly a mailbox.
      if (this.#knownHuman) return false
      this.machineDetected()
      return true
    }
    if (by !== 'screener') return false
    this.#answeredBy('screener')
    this.#loop.dispatch({ type: 'screener-answered', atMs: this.#loop.nowMs() })
    return true
  }

  #answeredBy(who: 'machine' | 'screener'): void {
    this.#loop.log({ kind: 'answered-by', who })
    this.#tell(who)
  }
}
