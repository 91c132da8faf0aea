import { FRAME_MS } from '../audio/pcmu.ts'

/** A stretch of the homeowner's voice began, or came to its end. `sinceMs` is when it really did so. */
export type VoiceChange =
  | { readonly voice: 'began'; readonly sinceMs: number }
  | { readonly voice: 'ended'; readonly sinceMs: number }

/** Three frames in a row: short enough to act within 80 ms of the onset, long enough for clicks to pass. */
const ONSET_FRAMES = 3
/** Shorter gaps lie within words. */
const HANGOVER_FRAMES = 5
/** Voice stands out from the line's own noise by this much. */
const ABOVE_NOISE_DB = 9
/** Quieter than this is not speech on any line; louder than this is speech on every line. */
const QUIETEST_VOICE_DBFS = -48
const NOISIEST_LINE_DBFS = -35
/** What is this much quieter than the agent's own words, while they are played, is their echo. */
const ECHO_DB = 18
/** How fast the estimate of the noise follows a line that has become louder; down it goes at once. */
const NOISE_RISE_DB_PER_FRAME = 0.04

/**
 * Tells voice from quiet on the phone line, frame by frame, without waiting for the recogniser: the onset is known
 * 60 ms after it was, the end 100 ms after. It knows only loudness, so what it says is a hint: the recogniser's
 * words decide.
 */
export class VoiceActivity {
  #noiseDbfs = NOISIEST_LINE_DBFS
  #run = 0
  #voiced = false
  #changeFromMs = 0
  #lastVoicedMs: number | null = null

  /** Whether a voice is heard at this moment. */
  get voiced(): boolean {
    return this.#voiced
  }

  /** When the last frame with voice in it ended; null before there was one. */
  get lastVoicedMs(): number | null {
    return this.#lastVoicedMs
  }

  /**
   * @param levelDbfs loudness of one 20 ms frame of the homeowner's side
   * @param agentDbfs loudness of what the agent's side played lately, −96 when it was silent
   * @param endedAtMs when the frame ended, on the call's clock
   */
  frame(levelDbfs: number, agentDbfs: number, endedAtMs: number): VoiceChange | null {
    this.#followNoise(levelDbfs)
    const isVoice = levelDbfs >= this.#threshold(agentDbfs)
    if (isVoice) this.#lastVoicedMs = endedAtMs
    if (isVoice === this.#voiced) {
      this.#run = 0
      return null
    }
    if (this.#run === 0) this.#changeFromMs = endedAtMs - FRAME_MS
    this.#run++
    if (this.#run < (isVoice ? ONSET_FRAMES : HANGOVER_FRAMES)) return null
    this.#voiced = isVoice
    this.#run = 0
    return { voice: isVoice ? 'began' : 'ended', sinceMs: this.#changeFromMs }
  }

  #threshold(agentDbfs: number): number {
    return Math.max(QUIETEST_VOICE_DBFS, this.#noiseDbfs + ABOVE_NOISE_DB, agentDbfs - ECHO_DB)
  }

  #followNoise(levelDbfs: number): void {
    const risen = Math.min(this.#noiseDbfs + NOISE_RISE_DB_PER_FRAME, NOISIEST_LINE_DBFS)
    this.#noiseDbfs = Math.max(-96, Math.min(levelDbfs, risen))
  }
}
