import { FRAME_BYTES, FRAME_MS, PCMU_SILENCE, pcmuDurationMs } from '../../audio/pcmu.ts'
import type { MediaStream } from '../relay-link.ts'
import { heardText, shifted, wordStartMs } from '../speech/heard.ts'
import type { SpokenChar } from '../speech/voice.ts'

/** How far ahead of the ear audio is sent: enough to hide jitter, little enough to stop at once. */
const LEAD_MS = 160
/** A lead that sank this low is filled up at once. Above it one frame leaves for each beat, however uneven the beats are. */
const LOW_LEAD_MS = 120
const MARK_EVERY_MS = 200
/** From our send to the homeowner's ear, for what no mark has confirmed yet. */
const EAR_DELAY_MS = 40
/** A mark that does not come back this long after its audio must have ended is not waited for. */
const LOST_MARK_MS = 600

export interface PlayoutListener {
  lineStarted(lineId: string): void
  /** The homeowner heard the whole line. */
  lineHeard(line: HeardLine): void
  frameSent(frame: Uint8Array, playsAtMs: number): void
}

export interface HeardLine {
  readonly lineId: string
  /** Everything that was to be said, as the voice spelled it. */
  readonly text: string
  /** What of it was handed to the carrier. */
  readonly sentText: string
  readonly heardText: string
  readonly heardMs: number
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly interrupted: boolean
}

interface Line {
  readonly lineId: string
  readonly audio: Uint8Array[]
  chars: SpokenChar[]
  queuedBytes: number
  sentBytes: number
  startedAtMs: number | null
  finished: boolean
  endMarkSent: boolean
  markedMs: number
  endsAtMs: number
}

/**
 * Paces lines of audio to the phone, 20 ms frame by frame with a bounded lead, and knows at any moment
 * how much of each line the homeowner has heard: from marks that came back, else from the clock.
 * A mark returned by `clear` belongs to an older generation and proves nothing.
 */
export class Playout {
  readonly #stream: MediaStream
  readonly #listener: PlayoutListener
  readonly #lines: Line[] = []
  #generation = 0
  /** When the last audio handed to the carrier will have been played. */
  #carrierEndsAtMs = 0
  /** Carriers may not return marks at all; then the clock alone tells what was heard (protocols/telnyx.md 8.6). */
  #marksReturn = false
  #stopped: { line: Line; heardMs: number } | null = null
  /** The lead is being filled: frames leave as they come, until it is full. */
  #isFilling = false
  /** How many frames may still leave for the beats that passed. */
  #beatsOpen = 0
  /** Nothing reaches the phone: what is to be said waits here. */
  #held = false

  constructor(stream: MediaStream, listener: PlayoutListener) {
    this.#stream = stream
    this.#listener = listener
  }

  get isIdle(): boolean {
    return this.#lines.length === 0
  }

  add(lineId: string, pcmu: Uint8Array, chars: readonly SpokenChar[]): void {
    const line = this.#line(lineId)
    line.chars.push(...shifted(chars, pcmuDurationMs(line.queuedBytes)))
    line.audio.push(pcmu)
    line.queuedBytes += pcmu.length
  }

  finish(lineId: string): void {
    const line = this.#line(lineId)
    const short = line.queuedBytes % FRAME_BYTES
    if (short > 0) {
      line.audio.push(new Uint8Array(FRAME_BYTES - short).fill(PCMU_SILENCE))
      line.queuedBytes += FRAME_BYTES - short
    }
    line.finished = true
  }

  /**
   * Nothing more of this line will come. What has begun ends where it is, what has not is dropped:
   * an unfinished line at the head would silence everything behind it.
   */
  abandon(lineId: string): void {
    if (this.#stopped?.line.lineId === lineId) this.#stopped = null
    const line = this.#lines.find((known) => known.lineId === lineId)
    if (!line) return
    if (line.startedAtMs === null) this.#lines.splice(this.#lines.indexOf(line), 1)
    else this.finish(lineId)
  }

  /** How much of the line waits here, in milliseconds. */
  unsentMs(lineId: string): number {
    const line = this.#lines.find((known) => known.lineId === lineId)
    return line ? pcmuDurationMs(line.queuedBytes - line.sentBytes) : 0
  }

  /** Once per 20 ms frame; after a standstill once for the `beats` that passed, so that each frame keeps its moment. */
  tick(nowMs: number, beats = 1): void {
    this.#beatsOpen = beats
    this.fill(nowMs)
    this.#beatsOpen = 0
    const first = this.#lines[0]
    if (!this.#held && first?.endMarkSent && nowMs > first.endsAtMs + LOST_MARK_MS) {
      // Where marks do come back, one that did not means that the audio before it did not arrive.
      this.#heard(first, this.#marksReturn ? first.markedMs : Number.POSITIVE_INFINITY)
    }
  }

  /** Between two beats, when audio has come: what the lead has room for leaves without waiting for the next. */
  fill(nowMs: number): void {
    if (this.#held) return
    for (const line of [...this.#lines]) {
      if (!this.#sendAhead(line, nowMs)) break
    }
  }

  markReturned(name: string): void {
    const mark = /^g(\d+)\|(\d+)\|(.*)$/.exec(name)
    if (!mark || Number(mark[1]) !== this.#generation) return
    const line = this.#lines.find(({ lineId }) => lineId === mark[3])
    this.#marksReturn = true
    if (!line) return
    line.markedMs = Math.max(line.markedMs, Number(mark[2]))
    if (line.endMarkSent && line.markedMs >= pcmuDurationMs(line.sentBytes)) this.#heard(line)
  }

  /**
   * Silence, now: `clear` goes to the wire before anything is computed. Returns what was heard of each line
   * that had begun; lines that had not are gone without a trace.
   */
  stop(nowMs: number): HeardLine[] {
    // The marks that `clear` returns must find themselves of an old generation already.
    this.#generation++
    this.#stream.clear()
    const begun = this.#lines.filter((line) => line.startedAtMs !== null)
    const heard = begun.map((line) => {
      const heardMs = this.#heardMs(line, nowMs)
      this.#stopped = { line, heardMs }
      return report(line, heardMs, nowMs)
    })
    this.#lines.length = 0
    this.#carrierEndsAtMs = nowMs
    return heard
  }

  /** The way to the phone is cut: no audio leaves until `release`. Marks alone tell what was heard of the last moments. */
  hold(): void {
    this.#held = true
  }

  release(nowMs: number): void {
    this.#held = false
    this.#carrierEndsAtMs = nowMs
  }

  /** Goes on with the line that was stopped last, from the start of the word that was being spoken. */
  resume(lineId: string): boolean {
    const stopped = this.#stopped
    if (stopped?.line.lineId !== lineId) return false
    this.#stopped = null
    const { line, heardMs } = stopped
    const from = Math.floor(wordStartMs(line.chars, heardMs) / FRAME_MS) * FRAME_BYTES
    line.sentBytes = Math.min(from, line.queuedBytes)
    line.endMarkSent = false
    line.markedMs = 0
    this.#lines.unshift(line)
    return true
  }

  #line(lineId: string): Line {
    const known = this.#lines.find((line) => line.lineId === lineId)
    if (known) return known
    // What still arrives of a silenced line waits with it, in case it goes on.
    if (this.#stopped?.line.lineId === lineId) return this.#stopped.line
    const line: Line = {
      lineId,
      audio: [],
      chars: [],
      queuedBytes: 0,
      sentBytes: 0,
      startedAtMs: null,
      finished: false,
      endMarkSent: false,
      markedMs: 0,
      endsAtMs: 0,
    }
    this.#lines.push(line)
    return line
  }

  /** Sends what may leave now. True when the line is completely sent and the next may follow. */
  #sendAhead(line: Line, nowMs: number): boolean {
    while (line.queuedBytes - line.sentBytes >= FRAME_BYTES) {
      const playsAtMs = Math.max(this.#carrierEndsAtMs, nowMs)
      if (!this.#mayLeave(playsAtMs - nowMs)) return false
      const frame = readFrame(line)
      line.sentBytes += FRAME_BYTES
      this.#carrierEndsAtMs = playsAtMs + FRAME_MS
      line.endsAtMs = this.#carrierEndsAtMs
      this.#stream.sendAudio(frame)
      this.#listener.frameSent(frame, playsAtMs)
      if (line.startedAtMs === null) {
        line.startedAtMs = playsAtMs
        this.#listener.lineStarted(line.lineId)
      }
      const sentMs = pcmuDurationMs(line.sentBytes)
      if (sentMs % MARK_EVERY_MS === 0) this.#mark(line, sentMs)
    }
    if (!line.finished) return false
    if (!line.endMarkSent) {
      line.endMarkSent = true
      if (line.startedAtMs === null) {
        // A line without audio has nothing to be heard.
        this.#heard(line)
        return true
      }
      this.#mark(line, pcmuDurationMs(line.sentBytes))
    }
    return true
  }

  #mayLeave(leadMs: number): boolean {
    if (this.#beatsOpen > 0 && leadMs <= LEAD_MS + FRAME_MS / 2) {
      this.#beatsOpen--
      return true
    }
    if (leadMs < LOW_LEAD_MS) this.#isFilling = true
    if (leadMs > LEAD_MS - FRAME_MS / 2) this.#isFilling = false
    return this.#isFilling
  }

  #mark(line: Line, sentMs: number): void {
    this.#stream.sendMark(`g${this.#generation}|${sentMs}|${line.lineId}`)
  }

  #heard(line: Line, heardMs = Number.POSITIVE_INFINITY): void {
    const index = this.#lines.indexOf(line)
    if (index < 0) return
    this.#lines.splice(index, 1)
    this.#listener.lineHeard({ ...report(line, heardMs, line.endsAtMs), interrupted: false })
  }

  #heardMs(line: Line, nowMs: number): number {
    if (this.#held && this.#marksReturn) return line.markedMs
    const sentMs = pcmuDurationMs(line.sentBytes)
    const notYetPlayedMs = Math.max(0, line.endsAtMs - nowMs) + EAR_DELAY_MS
    return Math.max(0, line.markedMs, Math.min(sentMs, sentMs - notYetPlayedMs))
  }
}

function report(line: Line, heardMs: number, endedAtMs: number): HeardLine {
  const text = line.chars
    .map(({ char }) => char)
    .join('')
    .trim()
  return {
    lineId: line.lineId,
    text,
    sentText: heardText(line.chars, pcmuDurationMs(line.sentBytes)),
    heardText: heardMs === Number.POSITIVE_INFINITY ? text : heardText(line.chars, heardMs),
    heardMs: Math.min(heardMs, pcmuDurationMs(line.sentBytes)),
    startedAtMs: line.startedAtMs ?? endedAtMs,
    endedAtMs: Math.max(endedAtMs, line.startedAtMs ?? endedAtMs),
    interrupted: true,
  }
}

/** The next 160 bytes, across the chunks they arrived in; mostly they lie in one, and nothing is copied. */
function readFrame(line: Line): Uint8Array {
  let skip = line.sentBytes
  for (const [i, chunk] of line.audio.entries()) {
    if (skip + FRAME_BYTES <= chunk.length) return chunk.subarray(skip, skip + FRAME_BYTES)
    if (skip < chunk.length) return joinedFrame(line.audio, i, skip)
    skip -= chunk.length
  }
  return new Uint8Array(FRAME_BYTES)
}

function joinedFrame(chunks: readonly Uint8Array[], from: number, skip: number): Uint8Array {
  const frame = new Uint8Array(FRAME_BYTES)
  let filled = 0
  for (let i = from; i < chunks.length && filled < FRAME_BYTES; i++) {
    const start = i === from ? skip : 0
    const part = (chunks[i] as Uint8Array).subarray(start, start + FRAME_BYTES - filled)
    frame.set(part, filled)
    filled += part.length
  }
  return frame
}
