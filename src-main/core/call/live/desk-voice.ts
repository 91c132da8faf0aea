import { messageOf } from '../../message-of.ts'
import type { TranscriberListener, TranscriberSession } from '../speech/transcriber.ts'
import type { Playout } from './playout.ts'

/** More of the microphone than this is not kept waiting: it would be heard as a delay for the rest of the call. */
const MOST_WAITING_MS = 500

export interface DeskVoiceParts {
  readonly playout: Playout
  /** The line of the playout that carries this voice. */
  readonly lineId: string
  readonly openTranscriber: (listener: TranscriberListener) => Promise<TranscriberSession>
  readonly nowMs: () => number
  /** A stretch of speech was understood. */
  readonly said: (text: string, startedAtMs: number, endedAtMs: number) => void
  /** Their words cannot be put on record; the call goes on. */
  readonly notUnderstood: (reason: string) => void
}

/**
 * The contractor's own voice in a call that they took over. It goes to the phone as it comes, and to a recogniser of
 * its own, so that the transcript and the agent know afterwards what was said and promised.
 */
export class DeskVoice {
  readonly #parts: DeskVoiceParts
  #transcriber: TranscriberSession | null = null
  #startedMs: number | null = null
  #partial = ''
  #stopped = false

  constructor(parts: DeskVoiceParts) {
    this.#parts = parts
    void this.#listen()
  }

  /** PCMU from the microphone, in the order it was spoken. */
  speak(pcmu: Uint8Array): void {
    if (this.#stopped) return
    this.#transcriber?.sendAudio(pcmu)
    const { playout, lineId } = this.#parts
    if (playout.unsentMs(lineId) <= MOST_WAITING_MS) playout.add(lineId, pcmu, [])
  }

  stop(): void {
    if (this.#stopped) return
    this.#done(this.#partial)
    this.#stopped = true
    this.#parts.playout.finish(this.#parts.lineId)
    this.#transcriber?.close()
  }

  async #listen(): Promise<void> {
    const started = () => {
      this.#startedMs ??= this.#parts.nowMs()
    }
    try {
      const session = await this.#parts.openTranscriber({
        turnStarted: started,
        turnUpdated: (text) => {
          started()
          this.#partial = text
        },
        turnMayBeDone: () => {},
        turnResumed: () => {},
        turnDone: (text) => this.#done(text),
        recognitionPaused: () => {},
        recognitionBack: () => {},
        recogniserChanged: () => {},
        recognitionLost: (reason) => {
          this.#transcriber = null
          this.#parts.notUnderstood(reason)
        },
      })
      if (this.#stopped) session.close()
      else this.#transcriber = session
    } catch (error) {
      this.#parts.notUnderstood(messageOf(error))
    }
  }

  #done(text: string): void {
    const nowMs = this.#parts.nowMs()
    if (text.trim() !== '' && !this.#stopped) this.#parts.said(text.trim(), this.#startedMs ?? nowMs, nowMs)
    this.#partial = ''
    this.#startedMs = null
  }
}
