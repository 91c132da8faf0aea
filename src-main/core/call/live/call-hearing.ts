import type { FormingWords } from '../../../../src-preload/contract/calls.ts'
import { type Language, spokenLanguage } from '../../conversation/language.ts'
import { isOptOut } from '../../conversation/opt-out.ts'
import { endsSentence } from '../../turn-taking/expected-answer.ts'
import type { CallLog } from '../log/call-log.ts'
import type { TranscriberListener, TranscriberSession } from '../speech/transcriber.ts'
import type { CallLoop, Trouble } from './call-loop.ts'
import type { CallTranscript } from './call-transcript.ts'
import type { LineLevels } from './line-levels.ts'
import { RecogniserWatch } from './recogniser-watch.ts'
import type { WhoAnswered } from './who-answered.ts'

type RecogniserSays = Extract<Parameters<CallLog['write']>[0], { kind: 'recogniser' }>['says']

export interface CallHearingParts {
  readonly loop: CallLoop
  readonly levels: LineLevels
  readonly transcript: CallTranscript
  readonly answered: WhoAnswered
  /** When the homeowner had heard the opening that the law asks for; null until then. */
  readonly disclosedAtMs: () => number | null
  /** Whether the call may be held in that language, and whether the homeowner was told in it who calls. */
  readonly languages: {
    readonly speaks: (language: Language) => boolean
    readonly disclosedIn: (language: Language) => boolean
  }
  readonly suppress: (words: string) => void
}

/** What the homeowner says in one call: the recogniser's session, its words, and the watch over whether it listens. */
export class CallHearing implements TranscriberListener {
  readonly #parts: CallHearingParts
  readonly #loop: CallLoop
  readonly #watch = new RecogniserWatch()
  #session: TranscriberSession | null = null
  #turnStartedMs: number | null = null
  #partial: string | null = null

  constructor(parts: CallHearingParts) {
    this.#parts = parts
    this.#loop = parts.loop
  }

  use(session: TranscriberSession): void {
    this.#session = session
  }

  /** Somebody listens, or could again. */
  get works(): boolean {
    return this.#session !== null
  }

  /** What is being said, as far as it is understood. */
  get partial(): FormingWords | null {
    if (this.#partial === null) return null
    const beganAtMs = Math.round(this.#turnStartedMs ?? this.#loop.nowMs())
    return { text: this.#partial, began_at_ms: beganAtMs, turn_id: null }
  }

  /** The next audio of the line, in order and without gaps. */
  listen(audio: Uint8Array, nowMs: number): void {
    this.#session?.sendAudio(audio)
    for (const change of this.#parts.levels.arrived(audio, nowMs)) {
      this.#watch.voice(change)
      this.#loop.dispatch({ type: `voice-${change.voice}`, atMs: nowMs, sinceMs: change.sinceMs })
    }
    const unheardMs = this.#watch.unheardMs(nowMs)
    if (unheardMs !== null) this.#session?.doubt?.(unheardMs)
  }

  turnStarted(): void {
    this.#says('started', '')
    this.#turnStartedMs = this.#loop.nowMs()
    this.#loop.dispatch({ type: 'homeowner-started', atMs: this.#loop.nowMs() })
  }

  turnUpdated(text: string): void {
    this.#says('update', text)
    this.#partial = text
    this.#judge(text)
    // Half a sentence may begin with a courtesy or a name of the other language.
    if (endsSentence(text)) this.#follow(text)
    this.#loop.dispatch({ type: 'homeowner-words', atMs: this.#loop.nowMs(), text })
  }

  turnMayBeDone(text: string): void {
    this.#says('eager', text)
    this.#loop.dispatch({ type: 'homeowner-may-be-done', atMs: this.#loop.nowMs(), text })
  }

  turnResumed(): void {
    this.#says('resumed', '')
    this.#loop.dispatch({ type: 'homeowner-resumed', atMs: this.#loop.nowMs() })
  }

  turnDone(text: string): void {
    this.#says('done', text)
    this.#partial = null
    this.#follow(text)
    if (isOptOut(text))
      return this.#loop.dispatch({ type: 'homeowner-opted-out', atMs: this.#loop.nowMs(), text })
    if (this.#judge(text)) return this.record(text)
    this.#loop.dispatch({ type: 'homeowner-done', atMs: this.#loop.nowMs(), text })
  }

  /** Nobody listens for a moment: what was being said counts as far as it was understood. */
  recognitionPaused(reason: string): void {
    this.#trouble('recognition-lost', reason)
    const said = this.#partial ?? ''
    this.#partial = null
    if (said !== '') this.turnDone(said)
    this.#loop.dispatch({ type: 'recognition-lost', atMs: this.#loop.nowMs() })
  }

  recognitionBack(): void {
    this.#loop.dispatch({ type: 'recognition-back', atMs: this.#loop.nowMs() })
  }

  recogniserChanged(detail: string): void {
    this.#trouble('recogniser-changed', detail)
  }

  /** Nobody is left who could listen. */
  recognitionLost(reason: string): void {
    this.#session = null
    this.recognitionPaused(reason)
    this.#trouble('vendor-gone', reason)
    this.#loop.dispatch({ type: 'vendor-gone', atMs: this.#loop.nowMs() })
  }

  /** Puts words of the homeowner on record. */
  record(text: string): void {
    const endedAtMs = this.#parts.levels.lastVoicedMs ?? this.#loop.nowMs()
    this.#parts.transcript.homeowner(text, this.#turnStartedMs ?? endedAtMs, endedAtMs)
  }

  /** Words of a turn that never came to its end are on record too, and a request to stop among them counts. */
  keepLastWords(): void {
    const said = this.#partial
    if (said === null || said === '') return
    this.#partial = null
    if (isOptOut(said)) this.#parts.suppress(said)
    this.record(said)
  }

  close(): void {
    this.#session?.close()
  }

  /** A machine or a screener picked up? True when the words need no answer of the agent's own. */
  #judge(text: string): boolean {
    // Machines speak first. Once a person has been talking with us, the same words mean something else.
    const disclosedAtMs = this.#parts.disclosedAtMs()
    if (disclosedAtMs !== null && (this.#turnStartedMs ?? 0) > disclosedAtMs) return false
    return this.#parts.answered.judge(text)
  }

  /** Whoever speaks another language than the agent is answered in it, if the call may lawfully be held in it. */
  #follow(text: string): void {
    const { transcript, languages } = this.#parts
    const language = spokenLanguage(text)
    if (language === null || language === transcript.language || !languages.speaks(language)) return
    transcript.language = language
    if (!languages.disclosedIn(language))
      this.#loop.dispatch({ type: 'language-changed', atMs: this.#loop.nowMs() })
  }

  #says(says: RecogniserSays, text: string): void {
    this.#watch.told(this.#loop.nowMs(), text)
    this.#loop.log({ kind: 'recogniser', says, text })
  }

  #trouble(what: Trouble, detail: string): void {
    this.#loop.log({ kind: 'trouble', what, detail })
  }
}
