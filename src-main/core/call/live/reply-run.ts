import { SpeechChunker } from '../../conversation/chunk-speech.ts'
import { type Forbidden, forbiddenIn } from '../../conversation/forbidden-words.ts'
import type { ReplyRound } from '../../conversation/history.ts'
import type { Language } from '../../conversation/language.ts'
import type {
  LanguageModel,
  ModelMessage,
  ModelUsage,
  ReplyRequest,
} from '../../conversation/language-model.ts'
import { type CallTools, tools } from '../../conversation/tools.ts'
import { messageOf } from '../../message-of.ts'
import type { Untimed } from '../log/call-log.ts'
import type { SpokenChar, VoiceSession } from '../speech/voice.ts'
import type { Playout } from './playout.ts'
import { ReplyWords } from './reply-words.ts'

/** One reply asks the model at most this often: text, tool, text, tool, goodbye. */
const MAX_ROUNDS = 4
/** A voice that sends nothing for so long, though it has text, has failed. */
const VOICE_STALL_MS = 2_500

export interface ReplyRunParts {
  readonly replyId: string
  readonly model: LanguageModel
  readonly system: string
  readonly messages: readonly ModelMessage[]
  readonly voice: VoiceSession
  readonly playout: Playout
  readonly callTools: CallTools
  readonly heardByHomeowner: (isThere: (line: string) => boolean) => boolean
  readonly monotonicMs: () => number
  readonly pause: (delayMs: number) => Promise<void>
  readonly speculative: boolean
  readonly language: Language
  readonly log: (entry: Untimed) => void
  readonly onUsage: (usage: ModelUsage) => void
}

export type ReplyResult =
  | { readonly status: 'finished'; readonly spoke: boolean; readonly hangUp: boolean }
  | { readonly status: 'cancelled' }
  | { readonly status: 'failed'; readonly reason: string }

/**
 * One reply on its way from the model to the phone: tokens to clauses to voice to playout, tools in between.
 * While it is speculative its audio is made but held back, and no tool runs.
 */
export class ReplyRun {
  readonly replyId: string
  readonly #parts: ReplyRunParts
  readonly #abort = new AbortController()
  readonly #words: ReplyWords
  /** What its tools did, in words for a person. */
  readonly actions: string[] = []
  #held: { pcmu: Uint8Array; chars: readonly SpokenChar[] }[] | null
  #confirm: () => void = () => {}
  readonly #confirmed: Promise<void>
  #lastAudioMs: number | null = null
  #voiceEnded: () => void = () => {}
  readonly #voiceDone: Promise<void>
  #hangUp = false

  constructor(parts: ReplyRunParts) {
    this.#parts = parts
    this.replyId = parts.replyId
    this.#words = new ReplyWords(parts.language)
    this.#held = parts.speculative ? [] : null
    this.#voiceDone = new Promise((resolve) => {
      this.#voiceEnded = resolve
    })
    this.#confirmed = parts.speculative
      ? new Promise((resolve) => {
          this.#confirm = resolve
        })
      : Promise.resolve()
  }

  async run(): Promise<ReplyResult> {
    try {
      for (let round = 0; round < MAX_ROUNDS; round++) {
        const wantsTools = await this.#oneRound()
        if (this.#abort.signal.aborted) return { status: 'cancelled' }
        if (!wantsTools) break
        await this.#runTools()
        if (this.#abort.signal.aborted) return { status: 'cancelled' }
        if (this.#hangUp && this.#words.areSpoken) break
      }
      await Promise.race([this.#confirmed, aborted(this.#abort.signal)])
      if (this.#abort.signal.aborted) return { status: 'cancelled' }
      if (this.#words.areSpoken && !(await this.#voiceFinishes())) {
        if (this.#abort.signal.aborted) return { status: 'cancelled' }
        return { status: 'failed', reason: 'the voice made no sound' }
      }
      if (this.#abort.signal.aborted) return { status: 'cancelled' }
      this.#parts.playout.finish(this.replyId)
      return { status: 'finished', spoke: this.#words.areSpoken, hangUp: this.#hangUp }
    } catch (error) {
      if (this.#abort.signal.aborted) return { status: 'cancelled' }
      return { status: 'failed', reason: messageOf(error) }
    }
  }

  /** The turn is really over: what was held back may go out. */
  confirm(): void {
    const held = this.#held ?? []
    this.#held = null
    for (const { pcmu, chars } of held) this.#parts.playout.add(this.replyId, pcmu, chars)
    this.#confirm()
  }

  cancel(): void {
    this.#abort.abort()
    this.#held = null
    this.#parts.voice.cancel(this.replyId)
  }

  audioArrived(pcmu: Uint8Array, chars: readonly SpokenChar[]): void {
    if (this.#abort.signal.aborted) return
    this.#lastAudioMs = this.#parts.monotonicMs()
    if (this.#held) this.#held.push({ pcmu, chars })
    else this.#parts.playout.add(this.replyId, pcmu, chars)
  }

  get hasSound(): boolean {
    return this.#lastAudioMs !== null
  }

  /** All audio of the reply is here, so the line can come to its end. */
  voiceEnded(): void {
    this.#voiceEnded()
  }

  /** As it is written, whether it was heard or not. */
  get text(): string {
    return this.#words.text
  }

  /** The model's own rounds, with its words cut to those that were heard; `heardText` as the voice spells it. */
  heardRounds(heardText: string): ReplyRound[] {
    return this.#words.heardRounds(heardText)
  }

  /** The heard part of the reply in the model's own spelling; `heardText` as the voice spells it. */
  heardWords(heardText: string): string {
    return this.#words.heardWords(heardText)
  }

  /** Asks the model once. True when it wants its tools run and then to be asked again. */
  async #oneRound(): Promise<boolean> {
    const words = this.#words
    words.roundBegins()
    const chunker = new SpeechChunker()
    const request: ReplyRequest = {
      system: this.#parts.system,
      tools,
      messages: [...this.#parts.messages, ...words.messages()],
    }
    let wantsTools = false
    for await (const part of this.#parts.model.reply(request, this.#abort.signal)) {
      if (this.#abort.signal.aborted) return false
      if (part.type === 'changed') {
        this.#parts.log({ kind: 'trouble', what: 'model-changed', detail: part.detail })
      } else if (part.type === 'text') {
        this.#parts.log({ kind: 'token', replyId: this.replyId, text: part.text })
        words.wrote(part.text)
        for (const piece of chunker.push(part.text)) this.#say(piece)
      } else if (part.type === 'tool') {
        for (const piece of chunker.flush()) this.#say(piece)
        words.wantsTool({ toolId: part.toolId, name: part.name, input: part.input })
      } else {
        this.#parts.onUsage(part.usage)
        wantsTools = part.reason === 'tools'
        if (part.reason === 'refused') throw new Error('the model declined to answer')
      }
    }
    for (const piece of chunker.flush()) this.#say(piece)
    return wantsTools
  }

  #say(piece: string): void {
    const forbidden = forbiddenIn(piece)
    if (forbidden) return this.#leaveOut(piece, forbidden)
    const spoken = this.#words.aloud(piece)
    // A model that was told to stop ends quietly, with half a sentence left that nobody wants to hear.
    if (spoken === '' || this.#abort.signal.aborted) return
    this.#words.said(piece, spoken)
    this.#parts.voice.say(this.replyId, spoken)
    this.#parts.log({ kind: 'say', replyId: this.replyId, text: spoken })
  }

  /** Whatever made the model say it: the sentence does not reach the phone, and stands as not heard. */
  #leaveOut(piece: string, forbidden: Forbidden): void {
    this.#words.leftOut(piece)
    this.#parts.log({ kind: 'trouble', what: 'forbidden-words', detail: `${forbidden}: ${piece}` })
  }

  /** Waits until the voice has said everything, or has been silent too long. False when it made no sound at all. */
  async #voiceFinishes(): Promise<boolean> {
    this.#parts.voice.finish(this.replyId)
    let over = false
    void Promise.race([this.#voiceDone, aborted(this.#abort.signal)]).then(() => {
      over = true
    })
    while (!over) {
      const soundsMs = this.#lastAudioMs
      await Promise.race([this.#voiceDone, aborted(this.#abort.signal), this.#parts.pause(VOICE_STALL_MS)])
      if (this.#lastAudioMs === soundsMs) break
    }
    return this.#lastAudioMs !== null
  }

  async #runTools(): Promise<void> {
    await Promise.race([this.#confirmed, aborted(this.#abort.signal)])
    for (const { toolId, name, input } of this.#words.toolUses) {
      if (this.#abort.signal.aborted) return
      this.#parts.log({ kind: 'tool', replyId: this.replyId, name })
      const outcome = await this.#parts.callTools.run(
        name,
        input,
        this.#parts.heardByHomeowner,
        this.#parts.language,
      )
      if (outcome.action) this.actions.push(outcome.action)
      if (name === 'end_call' && !outcome.isError) this.#hangUp = true
      this.#words.toolAnswered({ toolId, content: outcome.content, isError: outcome.isError })
    }
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
