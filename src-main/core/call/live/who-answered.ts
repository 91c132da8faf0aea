import { judgeAnswer } from '../../conversation/answering.ts'
import { unreachable } from '../../unreachable.ts'
import type { CarrierEvent } from '../phone-line.ts'
import type { CallLoop } from './call-loop.ts'

/** What the carrier's machine detection takes for the one who picked up. */
export type MachineVerdict = Extract<CarrierEvent, { type: 'machine-judged' }>['verdict']

type Answerer = 'human' | 'machine' | 'screener'

export interface WhoAnsweredParts {
  readonly loop: CallLoop
  readonly tell: (by: Answerer) => void
  /** How often the homeowner has spoken so far. */
  readonly homeownerTurns: () => number
}

/** A machine says one thing; whoever has spoken so often talks with us. */
const TURNS_OF_A_PERSON = 2

/** Who or what picked up the phone: by its words, and by the carrier's machine detection. */
export class WhoAnswered {
  readonly #parts: WhoAnsweredParts
  #by: Answerer | 'unknown' = 'unknown'
  #carrierHeardPerson = false

  constructor(parts: WhoAnsweredParts) {
    this.#parts = parts
  }

  /** The carrier's machine detection decided. */
  carrierJudged(verdict: MachineVerdict): void {
    switch (verdict) {
      case 'human':
        return this.#humanDetected()
      case 'machine':
      case 'fax':
        // A recogniser that heard a person talk outranks the carrier's guess: nobody is hung up on mid-sentence.
        if (this.#parts.homeownerTurns() < TURNS_OF_A_PERSON && this.#by !== 'screener') this.#machine()
        return
      case 'unsure':
        return
      default:
        return unreachable(verdict)
    }
  }

  /** Judges words of whoever speaks first. True when they need no answer of the agent's own. */
  judge(text: string): boolean {
    const { loop } = this.#parts
    const by = judgeAnswer(text)
    if (by === 'voicemail' || by === 'mailbox-full') {
      // The carrier takes a call screener for a person, but hardly a mailbox.
      if (this.#carrierHeardPerson) return false
      this.#machine()
      return true
    }
    if (by !== 'screener') return false
    this.#answeredBy('screener')
    loop.dispatch({ type: 'screener-answered', atMs: loop.nowMs() })
    return true
  }

  /** What words have told before outranks the carrier. */
  #humanDetected(): void {
    this.#carrierHeardPerson = true
    if (this.#by === 'unknown') this.#tell('human')
    this.#parts.loop.log({ kind: 'answered-by', who: 'human' })
  }

  #machine(): void {
    const { loop } = this.#parts
    this.#answeredBy('machine')
    loop.dispatch({ type: 'machine-answered', atMs: loop.nowMs() })
  }

  #answeredBy(who: 'machine' | 'screener'): void {
    this.#parts.loop.log({ kind: 'answered-by', who })
    this.#tell(who)
  }

  #tell(by: Answerer): void {
    this.#by = by
    this.#parts.tell(by)
  }
}
