import type { Heard } from '../ears/listener.ts'

/** What really happened, for tests to compare transcripts with. Times count from the answer. */
export interface CallTruth {
  readonly said: SaidLine[]
  readonly heard: HeardStretch[]
}

export interface SaidLine {
  readonly text: string
  readonly startedAtMs: number
  endedAtMs: number | null
  /** The words that really went down the line, fewer when cut off. */
  spokenText: string
  readonly mood: string
}

export interface HeardStretch {
  text: string
  readonly startMs: number
  endMs: number
}

const NEW_STRETCH_AFTER_MS = 1_200

/** Words close together are one stretch. */
export function noteHeard(truth: CallTruth, word: Extract<Heard, { type: 'word' }>): void {
  const last = truth.heard.at(-1)
  if (last && word.startMs - last.endMs < NEW_STRETCH_AFTER_MS) {
    last.text += ` ${word.word}`
    last.endMs = word.endMs
  } else {
    truth.heard.push({ text: word.word, startMs: word.startMs, endMs: word.endMs })
  }
}
