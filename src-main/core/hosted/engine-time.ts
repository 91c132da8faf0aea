import type { TurnView } from '../../../src-preload/contract/calls.ts'
import type { Clock } from '../clock.ts'

type Speaker = TurnView['speaker']

/** When things were said, in milliseconds from the answer: by the engine's clock where it tells the time, else by ours. */
export class EngineTime {
  readonly #clock: Pick<Clock, 'nowMs'>
  readonly #speechBeganMs: Partial<Record<Speaker, number>> = {}
  #answer: { readonly ourMs: number; readonly engineMs: number | null } | null = null

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock
  }

  answered(ourMs: number, engineMs: number | null): void {
    this.#answer = { ourMs, engineMs }
  }

  /** `engineMs`: when it happened by the engine's clock; null when the engine did not say. */
  sinceAnswerMs(engineMs: number | null): number {
    if (this.#answer === null) return 0
    if (engineMs !== null && this.#answer.engineMs !== null)
      return Math.max(0, engineMs - this.#answer.engineMs)
    return Math.max(0, this.#clock.nowMs() - this.#answer.ourMs)
  }

  /** The first word of it counts. */
  speechBegan(speaker: Speaker, engineMs: number | null): void {
    this.#speechBeganMs[speaker] ??= this.sinceAnswerMs(engineMs)
  }

  /** Speech of theirs has begun whose words are still to come. */
  isSpeaking(speaker: Speaker): boolean {
    return this.#speechBeganMs[speaker] !== undefined
  }

  /** When the speech began that goes on; its words of this moment stand for it where nothing told. */
  speechBeganMs(speaker: Speaker, engineMs: number | null): number {
    return this.#speechBeganMs[speaker] ?? this.sinceAnswerMs(engineMs)
  }

  /** When the speech began that has now ended; null when nothing told of it. */
  takeSpeechBegan(speaker: Speaker): number | null {
    const beganMs = this.#speechBeganMs[speaker] ?? null
    delete this.#speechBeganMs[speaker]
    return beganMs
  }
}
