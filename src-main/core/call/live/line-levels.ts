import { FRAME_BYTES, FRAME_MS, levelDbfs } from '../../audio/pcmu.ts'
import { VoiceActivity, type VoiceChange } from '../../turn-taking/voice-activity.ts'

/** How long after it was played the agent's own voice may still come back as an echo. */
const ECHO_WITHIN_MS = 250
const SILENT_DBFS = -96
/** What people take for a broken line (realtime-techniques section 14). */
const LONG_SILENCE_MS = 2_500

/** What both sides of the line sound like, without a word understood: who makes a sound, and since when. */
export class LineLevels {
  readonly #activity = new VoiceActivity()
  readonly #played: { readonly atMs: number; readonly dbfs: number }[] = []
  #lastVoicedMs: number | null = null
  #lastSoundMs = 0
  #brokenSilenceMs: number | null = null

  /** When the homeowner's voice was last heard; null when it never was. */
  get lastVoicedMs(): number | null {
    return this.#lastVoicedMs
  }

  /** When either side last made a sound. */
  get lastSoundMs(): number {
    return this.#lastSoundMs
  }

  /** A silence of both sides that was longer than a moment and has ended since this was asked last; null when none. */
  takeBrokenSilence(): number | null {
    const ms = this.#brokenSilenceMs
    this.#brokenSilenceMs = null
    return ms
  }

  /** Counts the present moment as one with a sound, so that a silence is not told twice. */
  soundNow(nowMs: number): void {
    this.#lastSoundMs = nowMs
  }

  /** Audio of the homeowner that has just arrived, in whole frames. */
  arrived(audio: Uint8Array, nowMs: number): VoiceChange[] {
    const agentDbfs = this.#echoing(nowMs)
    const changes: VoiceChange[] = []
    const startedAtMs = nowMs - (audio.length / FRAME_BYTES) * FRAME_MS
    for (let at = 0; at < audio.length; at += FRAME_BYTES) {
      const endedAtMs = startedAtMs + (at / FRAME_BYTES + 1) * FRAME_MS
      const change = this.#activity.frame(
        levelDbfs(audio.subarray(at, at + FRAME_BYTES)),
        agentDbfs,
        endedAtMs,
      )
      if (change) changes.push(change)
      if (this.#activity.voiced) {
        this.#lastVoicedMs = this.#activity.lastVoicedMs
        this.#sound(endedAtMs)
      }
    }
    return changes
  }

  /** A frame of the agent on its way to the homeowner's ear. */
  played(frame: Uint8Array, playsAtMs: number): void {
    this.#sound(playsAtMs)
    this.#played.push({ atMs: playsAtMs, dbfs: levelDbfs(frame) })
  }

  #sound(atMs: number): void {
    const silentMs = atMs - this.#lastSoundMs
    if (silentMs > LONG_SILENCE_MS) this.#brokenSilenceMs = silentMs
    this.#lastSoundMs = Math.max(this.#lastSoundMs, atMs)
  }

  /** The loudest that the agent was in the time from which an echo may still arrive. */
  #echoing(nowMs: number): number {
    while (this.#played[0] && this.#played[0].atMs < nowMs - ECHO_WITHIN_MS) this.#played.shift()
    let loudest = SILENT_DBFS
    for (const { atMs, dbfs } of this.#played) if (atMs <= nowMs) loudest = Math.max(loudest, dbfs)
    return loudest
  }
}
