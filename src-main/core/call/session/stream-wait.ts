import type { CallWakes } from './call-wakes.ts'
import type { HangUp } from './hang-up.ts'
import type { StreamKeeper } from './stream-keeper.ts'

/** An answered call whose audio is not there after this long is talking to nobody. */
const MISSING_MS = 4_000
/** Audio that was there is waited for so long: the relay's lifeboat keeps the homeowner on the line meanwhile. */
const BACK_WITHIN_MS = 15_000

export interface StreamWaitParts {
  readonly wake: CallWakes['after']
  readonly stream: Pick<StreamKeeper, 'isUp'>
  /** Whether the carrier has ever opened the audio. */
  readonly wasOpened: () => boolean
  readonly hasEnded: () => boolean
  readonly noticeEnd: HangUp['noticeEnd']
  readonly endInTrouble: () => Promise<void>
}

/** How long an answered call waits for its audio before nobody is left to talk to a line without any. */
export class StreamWait {
  readonly #parts: StreamWaitParts
  /** How often the stream went since the answer: each break is waited for by itself. */
  #breaks = 0

  constructor(parts: StreamWaitParts) {
    this.#parts = parts
  }

  answered(): void {
    this.#parts.wake(MISSING_MS, async () => {
      // A stream that came and broke off since then has a time of its own in which it may be back.
      if (this.#breaks === 0) await this.#endUnlessThere()
    })
  }

  gone(why: 'broke' | 'ended'): void {
    const { wake, stream, hasEnded, noticeEnd } = this.#parts
    const breaks = ++this.#breaks
    if (why === 'ended') return wake(MISSING_MS, () => this.#endUnlessThere())
    // The call may have ended with its stream, and the news of it been lost.
    wake(MISSING_MS, async () => {
      if (!hasEnded() && !stream.isUp) await noticeEnd()
    })
    wake(BACK_WITHIN_MS, async () => {
      if (this.#breaks === breaks) await this.#endUnlessThere()
    })
  }

  /** The stream may also be gone because the call is over: the carrier knows. */
  async #endUnlessThere(): Promise<void> {
    const { stream, wasOpened, hasEnded, noticeEnd, endInTrouble } = this.#parts
    if (hasEnded() || (stream.isUp && wasOpened())) return
    if (!(await noticeEnd())) await endInTrouble()
  }
}
