import type { SpokenChar } from './voice.ts'

/** Slower than agents speak, so that an estimate is late rather than early. */
const SLOW_MS_PER_CHAR = 80

/**
 * Timing for a voice that tells none, while the length of its sentence is not known yet: characters come at a slow
 * pace, and the rest with the last sound. What is cut off counts as heard a little less than it was, never more.
 */
export class EstimatedTiming {
  readonly #chars: readonly string[]
  #taken = 0
  #heardMs = 0

  constructor(text: string) {
    this.#chars = [...text]
  }

  /** The characters that fit into the next stretch of sound, with times from its beginning. */
  take(durationMs: number): SpokenChar[] {
    const fromMs = this.#heardMs
    this.#heardMs += durationMs
    const taken: SpokenChar[] = []
    // The last character waits for the end: until then there is more sound than was expected.
    while (this.#taken < this.#chars.length - 1 && (this.#taken + 1) * SLOW_MS_PER_CHAR <= this.#heardMs) {
      const startMs = this.#taken * SLOW_MS_PER_CHAR - fromMs
      taken.push({ char: this.#chars[this.#taken] as string, startMs, endMs: startMs + SLOW_MS_PER_CHAR })
      this.#taken++
    }
    return taken
  }

  /** The characters that are left when the sound has ended; they count as spoken with its last moment. */
  rest(): SpokenChar[] {
    const left = this.#chars.slice(this.#taken).map((char) => ({ char, startMs: 0, endMs: 0 }))
    this.#taken = this.#chars.length
    return left
  }
}
