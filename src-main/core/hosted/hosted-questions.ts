import type { Clock } from '../clock.ts'
import type { HostedLink } from './hosted-link.ts'

/** A repeated question is answered from here; the engine repeats one for a minute at most. */
const MOST_ANSWERS = 200

/** Which messages the engine waits on right now, and what it was answered. */
export class HostedQuestions {
  readonly #clock: Clock
  readonly #link: HostedLink
  readonly #openUntilMs = new Map<string, number>()
  readonly #answers = new Map<string, { readonly body: unknown; readonly notHeard: () => void }>()

  constructor(clock: Clock, link: HostedLink) {
    this.#clock = clock
    this.#link = link
  }

  /** Comes before the message that it is about, or again after a cut. */
  asked(eventId: string, withinMs: number): void {
    const known = this.#answers.get(eventId)
    if (known) return this.#link.answer(eventId, known.body)
    for (const open of this.#openUntilMs.keys()) if (!this.isOpen(open)) this.#openUntilMs.delete(open)
    this.#openUntilMs.set(eventId, this.#clock.monotonicMs() + withinMs)
  }

  isOpen(eventId: string): boolean {
    return this.#clock.monotonicMs() < (this.#openUntilMs.get(eventId) ?? 0)
  }

  answer(eventId: string, body: unknown, notHeard: () => void): void {
    this.#openUntilMs.delete(eventId)
    this.#answers.set(eventId, { body, notHeard })
    const [oldest] = this.#answers.keys()
    if (oldest !== undefined && this.#answers.size > MOST_ANSWERS) this.#answers.delete(oldest)
    this.#link.answer(eventId, body)
  }

  answerTaken(eventId: string, taken: boolean): void {
    if (!taken) this.#answers.get(eventId)?.notHeard()
  }
}
