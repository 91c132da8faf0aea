import { FRAME_BYTES, FRAME_MS, levelDbfs } from '../audio/pcmu.ts'
import { endsSentence } from './expected-answer.ts'
import { sameWords } from './utterance.ts'
import { VoiceActivity } from './voice-activity.ts'

/** What a recogniser with turn events would have said. `text` is always the whole turn so far. */
export interface DerivedTurnListener {
  turnStarted(): void
  turnUpdated(text: string): void
  turnMayBeDone(text: string): void
  turnResumed(): void
  turnDone(text: string): void
}

/** After so much quiet on the line the words so far are worth an early guess. */
const MAY_BE_DONE_MS = 200
/** Whoever has finished a sentence is done after this much quiet; others may only be thinking. */
const DONE_MS = 500
const DONE_MID_THOUGHT_MS = 1_600

/**
 * Turns out of a recogniser that gives transcripts only: text that may change, text that is fixed, pauses. The local
 * detector tells how long the line has been quiet. Time is the length of the audio that was heard, so nothing here
 * needs a clock.
 */
export class DerivedTurns {
  readonly #listener: DerivedTurnListener
  readonly #activity = new VoiceActivity()
  #rest = new Uint8Array(0)
  #heardMs = 0
  #quietSinceMs: number | null = null
  #fixed = ''
  #changing = ''
  #inTurn = false
  #mayBeDone: string | null = null
  #toldText = ''

  constructor(listener: DerivedTurnListener) {
    this.#listener = listener
  }

  /** Audio on its way to the recogniser, PCMU of any length. */
  heard(pcmu: Uint8Array): void {
    const audio = this.#rest.length > 0 ? concat(this.#rest, pcmu) : pcmu
    const whole = audio.length - (audio.length % FRAME_BYTES)
    this.#rest = audio.slice(whole)
    for (let at = 0; at < whole; at += FRAME_BYTES) this.#frame(audio.subarray(at, at + FRAME_BYTES))
  }

  /** The recogniser hears somebody, and has no words yet. */
  speechBegan(): void {
    this.#begin()
  }

  /** Words that may still change. */
  interim(text: string): void {
    if (text.trim() === '') return
    this.#changing = text.trim()
    this.#tell()
  }

  /** Words that will not change any more; what comes next follows them. */
  final(text: string): void {
    this.#changing = ''
    if (text.trim() !== '') this.#fixed = join(this.#fixed, text.trim())
    if (this.#fixed !== '') this.#tell()
  }

  /** The recogniser noticed a pause; everything up to it is final. */
  paused(): void {
    const text = this.#text
    if (text === '' || !this.#inTurn) return
    if (endsSentence(text)) this.#done()
    else this.#guess()
  }

  /** The recogniser calls the utterance over. */
  ended(): void {
    if (this.#inTurn) this.#done()
  }

  get #text(): string {
    return join(this.#fixed, this.#changing)
  }

  #begin(): void {
    if (this.#inTurn) return
    this.#inTurn = true
    this.#listener.turnStarted()
  }

  #tell(): void {
    this.#begin()
    const text = this.#text
    if (this.#mayBeDone !== null && !sameWords(this.#mayBeDone, text)) {
      this.#mayBeDone = null
      this.#listener.turnResumed()
    }
    if (text === this.#toldText) return
    this.#toldText = text
    this.#listener.turnUpdated(text)
  }

  #guess(): void {
    const text = this.#text
    if (text === '' || this.#mayBeDone !== null) return
    this.#mayBeDone = text
    this.#listener.turnMayBeDone(text)
  }

  #done(): void {
    const text = this.#text
    this.#inTurn = false
    this.#mayBeDone = null
    this.#fixed = ''
    this.#changing = ''
    this.#toldText = ''
    this.#listener.turnDone(text)
  }

  #frame(frame: Uint8Array): void {
    this.#heardMs += FRAME_MS
    const change = this.#activity.frame(levelDbfs(frame), SILENT_DBFS, this.#heardMs)
    if (change) this.#quietSinceMs = change.voice === 'ended' ? change.sinceMs : null
    if (!this.#inTurn || this.#quietSinceMs === null) return
    const quietMs = this.#heardMs - this.#quietSinceMs
    // Words that may still change are not the last word, however quiet it is.
    if (this.#changing === '' && this.#fixed !== '' && quietMs >= patienceMs(this.#fixed)) return this.#done()
    if (quietMs >= MAY_BE_DONE_MS) this.#guess()
  }
}

const SILENT_DBFS = -96

const patienceMs = (text: string): number => (endsSentence(text) ? DONE_MS : DONE_MID_THOUGHT_MS)

const join = (earlier: string, later: string): string =>
  [earlier, later].filter((part) => part !== '').join(' ')

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length)
  whole.set(a)
  whole.set(b, a.length)
  return whole
}
