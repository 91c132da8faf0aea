import type { VoiceChange } from '../../turn-taking/voice-activity.ts'

/** A word is longer than this. */
const SHORTEST_WORD_MS = 300
/** Recognisers speak up this long after a voice at the latest. */
const SILENT_AFTER_VOICE_MS = 700
/** And this long into one that goes on. */
const SILENT_DURING_VOICE_MS = 1_500
/** A noise that never ends is no more proof than this. */
const MOST_OF_ONE_VOICE_MS = 2_000

/**
 * Notices a recogniser that is connected and does not listen: the local detector hears a voice, and nothing is told
 * of it. Milliseconds on the call's clock.
 */
export class RecogniserWatch {
  #voiceSinceMs: number | null = null
  #voiceUntilMs: number | null = null
  #toldMs = 0
  #wordsMs = 0
  /** How much of this voice was reported already. */
  #reportedMs = 0

  voice({ voice, sinceMs }: VoiceChange): void {
    if (voice === 'began') {
      this.#voiceSinceMs = sinceMs
      this.#voiceUntilMs = null
      this.#reportedMs = 0
    } else this.#voiceUntilMs = sinceMs
  }

  /** The recogniser said something, with words or without. */
  told(nowMs: number, text: string): void {
    this.#toldMs = nowMs
    if (text !== '') this.#wordsMs = nowMs
    // A voice that has ended is explained by it; one that goes on is explained so far.
    if (this.#voiceUntilMs !== null) this.#voiceSinceMs = null
  }

  /** How much of a voice has gone unheard that was not reported before; null while nothing has. */
  unheardMs(nowMs: number): number | null {
    if (this.#voiceSinceMs === null) return null
    const sinceMs = Math.max(this.#voiceSinceMs, this.#toldMs)
    if (this.#voiceUntilMs === null) {
      if (nowMs - sinceMs < SILENT_DURING_VOICE_MS) return null
      this.#voiceSinceMs = nowMs
      return this.#report(nowMs - sinceMs)
    }
    const voicedMs = this.#voiceUntilMs - this.#voiceSinceMs
    const isExplained = this.#wordsMs >= this.#voiceSinceMs || voicedMs < SHORTEST_WORD_MS
    if (isExplained || nowMs - this.#voiceUntilMs < SILENT_AFTER_VOICE_MS) return null
    this.#voiceSinceMs = null
    return this.#report(voicedMs)
  }

  #report(voicedMs: number): number {
    const reportedMs = Math.min(voicedMs, MOST_OF_ONE_VOICE_MS - this.#reportedMs)
    this.#reportedMs += reportedMs
    return reportedMs
  }
}
