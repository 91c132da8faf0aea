import type { ServerMessage } from './server-messages.ts'

/** How long a word takes. */
const MS_PER_WORD = 360

export interface Line {
  readonly role: 'bot' | 'user'
  readonly message: string
  readonly time: number
  readonly endTime: number
  readonly secondsFromStart: number
  readonly duration: number
}

export interface SpokenLinesParts {
  readonly tell: (message: ServerMessage) => void
  /** What every message of this call carries. */
  readonly common: () => object
  /** Since the answer, as if the call went at the speed of speech. */
  readonly seconds: () => number
  readonly speed: number
  /** The line is dead: whoever is speaking is cut off. */
  readonly over: AbortSignal
}

/** What is said in a call, told of as it is said; both sides may speak at once. */
export class SpokenLines {
  readonly #parts: SpokenLinesParts
  readonly #lines: Line[] = []

  constructor(parts: SpokenLinesParts) {
    this.#parts = parts
  }

  /** In the order in which they began. */
  get all(): readonly Line[] {
    return this.#lines.toSorted((a, b) => a.secondsFromStart - b.secondsFromStart)
  }

  /** Answers what of it came out before the line died, or the speaker was cut. */
  async say(role: Line['role'], text: string, cut?: AbortSignal): Promise<string> {
    const { tell, common, seconds, speed } = this.#parts
    const over = cut ? AbortSignal.any([this.#parts.over, cut]) : this.#parts.over
    if (over.aborted) return ''
    const speaker = role === 'bot' ? 'assistant' : 'user'
    const words = text.split(' ')
    const beganAt = seconds()
    const time = Date.now()
    tell({ type: 'speech-update', status: 'started', role: speaker, ...common() })
    await pauseUnlessOver((words.length * MS_PER_WORD) / speed, over)
    const spokenMs = (seconds() - beganAt) * 1_000
    const said = over.aborted ? words.slice(0, Math.floor(spokenMs / MS_PER_WORD)).join(' ') : text
    tell({ type: 'speech-update', status: 'stopped', role: speaker, ...common() })
    if (said === '') return ''
    this.#lines.push({
      role,
      message: said,
      time,
      endTime: Date.now(),
      secondsFromStart: beganAt,
      duration: Math.round(spokenMs),
    })
    tell({ type: 'transcript', role: speaker, transcriptType: 'final', transcript: said, ...common() })
    return said
  }
}

/** Resolves at once when the line is dead. */
export function pauseUnlessOver(ms: number, over: AbortSignal): Promise<void> {
  if (over.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      over.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    over.addEventListener('abort', done, { once: true })
  })
}
