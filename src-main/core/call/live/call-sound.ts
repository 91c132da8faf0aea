import { levelDbfs, pcmuDurationMs } from '../../audio/pcmu.ts'
import { FrameTrace, type Untimed } from '../log/call-log.ts'
import { type AudioSlice, CallAudio } from './call-audio.ts'
import { InboundAudio } from './inbound-audio.ts'
import { LineLevels } from './line-levels.ts'

export interface CallSoundParts {
  readonly log: (entry: Untimed) => void
  /** Both sides of the line, slice by slice, once neither changes any more. */
  readonly passed: (slice: AudioSlice) => void
}

/** The sound of one call, both ways: how loud it is, on one timeline for whoever listens in, and its traces in the log. */
export class CallSound {
  readonly levels = new LineLevels()
  readonly #parts: CallSoundParts
  readonly #trace: FrameTrace
  readonly #timeline = new CallAudio()
  readonly #inbound = new InboundAudio()

  constructor(parts: CallSoundParts) {
    this.#parts = parts
    this.#trace = new FrameTrace(parts.log)
  }

  /** Audio of the homeowner from the carrier. Answers what the recogniser gets of it: an unbroken stream. */
  arrived(audio: Uint8Array, offsetMs: number, nowMs: number): Uint8Array[] {
    this.#trace.homeowner(nowMs, levelDbfs(audio))
    this.#timeline.homeowner(audio, Math.max(0, nowMs - pcmuDurationMs(audio.length)))
    return this.#inbound.arrived(audio, offsetMs, nowMs)
  }

  /** Once per frame: the silence that is due to the recogniser because nothing arrives, or null. */
  missing(nowMs: number): Uint8Array | null {
    return this.#inbound.missing(nowMs)
  }

  /** A frame of the agent has left, and will be heard at `playsAtMs`. */
  sent(frame: Uint8Array, playsAtMs: number, nowMs: number): void {
    this.levels.played(frame, playsAtMs)
    this.#trace.agent(nowMs)
    this.#timeline.agent(frame, playsAtMs)
  }

  /** The carrier threw away what of the agent had not been played. */
  cleared(nowMs: number): void {
    this.#timeline.agentCleared(nowMs)
  }

  /** Puts a long silence that has just been broken in the log. */
  logBrokenSilence(): void {
    const silentMs = this.levels.takeBrokenSilence()
    if (silentMs !== null) this.#parts.log({ kind: 'quiet', silentMs })
  }

  passFinished(nowMs: number): void {
    for (const slice of this.#timeline.takeFinished(nowMs)) this.#parts.passed(slice)
  }

  /** The call is over: everything that is still here goes on. */
  close(nowMs: number): void {
    for (const slice of this.#timeline.takeAll(nowMs)) this.#parts.passed(slice)
    this.#trace.flush()
  }
}
