import { FRAME_BYTES, FRAME_MS, PCMU_SILENCE } from '../../audio/pcmu.ts'
import type { CancelWake, Clock } from '../../clock.ts'
import { LineLevels } from '../live/line-levels.ts'
import type { MediaStream, StreamListener } from '../relay-link.ts'

/** A microphone that comes late is waited for so long; what is older than that is dropped, for it would stay late. */
const MOST_WAITING_BYTES = 30 * FRAME_BYTES

export interface DeskPhoneParts {
  readonly clock: Clock
  /** 20 ms of the agent at the moment at which they are played. */
  readonly hear: (pcmu: Uint8Array) => void
  /** Whether the agent, by its own account, has something to say at this moment. */
  readonly agentOwes: () => boolean
}

/**
 * A phone call without a carrier: its other end is a person at this computer. It plays, queues and clears as a carrier
 * does, frame by frame, and whatever comes from the microphone goes to the call in an even stream.
 */
export class DeskPhone implements MediaStream {
  readonly #parts: DeskPhoneParts
  readonly #levels = new LineLevels()
  readonly #toPlay: (Uint8Array | string)[] = []
  readonly #microphone: Uint8Array[] = []
  readonly #typed: Uint8Array[] = []
  #call: StreamListener | null = null
  #stop: CancelWake | null = null
  #startedAtMs = 0
  #beats = 0
  /** The longest silence in which the agent owed an answer (design invariant 5). */
  longestOwedSilenceMs = 0

  constructor(parts: DeskPhoneParts) {
    this.#parts = parts
  }

  pickUp(call: StreamListener): void {
    const { clock } = this.#parts
    this.#call = call
    this.#startedAtMs = clock.monotonicMs()
    call.streamStarted({ callControlId: 'desk', encoding: 'PCMU', sampleRateHz: 8_000 })
    this.#stop = clock.everyFrame(() => this.#catchUp())
  }

  /** PCMU of the microphone. It runs for ever: what waits longer than a moment is dropped, oldest first. */
  speak(pcmu: Uint8Array): void {
    this.#microphone.push(pcmu)
    let waiting = this.#microphone.reduce((bytes, { length }) => bytes + length, 0)
    while (waiting > MOST_WAITING_BYTES && this.#microphone.length > 1)
      waiting -= this.#microphone.shift()?.length ?? waiting
  }

  /** PCMU of a line that the person typed and a voice speaks for them; meanwhile their microphone is not heard. */
  speakTyped(pcmu: Uint8Array): void {
    this.#typed.push(pcmu)
  }

  sendAudio(pcmu: Uint8Array): void {
    for (let at = 0; at < pcmu.length; at += FRAME_BYTES)
      this.#toPlay.push(pcmu.subarray(at, at + FRAME_BYTES))
  }

  sendMark(name: string): void {
    this.#toPlay.push(name)
  }

  clear(): void {
    for (const item of this.#toPlay.splice(0)) if (typeof item === 'string') this.#call?.markReturned(item)
  }

  close(): void {
    this.#stop?.()
    this.#stop = null
  }

  /** A process that stood still owes several frames, and a phone loses none. */
  #catchUp(): void {
    const due = Math.floor((this.#parts.clock.monotonicMs() - this.#startedAtMs) / FRAME_MS)
    while (this.#stop !== null && this.#beats < due) this.#beat(this.#beats++ * FRAME_MS)
  }

  #beat(offsetMs: number): void {
    this.#returnMarks()
    const frame = this.#nextSpoken()
    this.#levels.arrived(frame, offsetMs + FRAME_MS)
    this.#call?.audioArrived(frame, offsetMs)
    const played = this.#toPlay.shift()
    if (played !== undefined && typeof played !== 'string') {
      this.#levels.played(played, offsetMs)
      this.#parts.hear(played)
    }
    this.#returnMarks()
    if (this.#parts.agentOwes())
      this.longestOwedSilenceMs = Math.max(this.longestOwedSilenceMs, offsetMs - this.#levels.lastSoundMs)
  }

  #returnMarks(): void {
    while (typeof this.#toPlay[0] === 'string') this.#call?.markReturned(this.#toPlay.shift() as string)
  }

  #nextSpoken(): Uint8Array {
    if (this.#typed.length === 0) return takeFrame(this.#microphone)
    this.#microphone.length = 0
    return takeFrame(this.#typed)
  }
}

/** The next frame of what waits, filled up with silence. */
function takeFrame(waiting: Uint8Array[]): Uint8Array {
  const frame = new Uint8Array(FRAME_BYTES).fill(PCMU_SILENCE)
  let filled = 0
  for (let part = waiting[0]; part && filled < FRAME_BYTES; part = waiting[0]) {
    const taken = part.subarray(0, FRAME_BYTES - filled)
    frame.set(taken, filled)
    filled += taken.length
    if (taken.length === part.length) waiting.shift()
    else waiting[0] = part.subarray(taken.length)
  }
  return frame
}
