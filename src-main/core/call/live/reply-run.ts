import { SpeechChunker } from '../../conversation/chunk-speech.ts'
import { type Forbidden, forbiddenIn } from '../../conversation/forbidden-words.ts'
import { cutToHeard, type HeardPart, type ReplyRound } from '../../conversation/history.ts'
import type { Language } from '../../conversation/language.ts'
import type {
  AssistantBlock,
  LanguageModel,
  ModelMessage,
  ModelUsage,
  ReplyRequest,
  ToolAnswer,
} from '../../conversation/language-model.ts'
import { normaliseForSpeech } from '../../conversation/normalise-speech.ts'
import { type CallTools, tools } from '../../conversation/tools.ts'
import { messageOf } from '../../message-of.ts'
import type { Untimed } from '../log/call-log.ts'
import { heardPieces, writtenWordsHeard } from '../speech/heard.ts'
import type { Playout } from './playout.ts'
import type { SpokenChar, VoiceSession } from '../speech/voice.ts'

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

interface Segment {
  /** As the model wrote it. */
  readonly raw: string
  /** As the voice was asked to say it. */
  readonly spoken: string
  readonly textIndex: number
}

/**
 * One reply on its way from the model to the phone: tokens to clauses to voice to playout, tools in between.
 * While it is speculative its audio is made but held back, and no tool runs.
 */
export class ReplyRun {
  readonly replyId: string
  readonly #parts: ReplyRunParts
  readonly #abort = new AbortController()
  readonly #segments: Segment[] = []
  readonly #rounds: { blocks: AssistantBlock[]; toolAnswers: ToolAnswer[] }[] = []
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
        if (this.#hangUp && this.#speaks) break
      }
      await Promise.race([this.#confirmed, aborted(this.#abort.signal)])
      if (this.#abort.signal.aborted) return { status: 'cancelled' }
      if (this.#speaks && !(await this.#voiceFinishes())) {
        if (this.#abort.signal.aborted) return { status: 'cancelled' }
        return { status: 'failed', reason: 'the voice made no sound' }
      }
      if (this.#abort.signal.aborted) return { status: 'cancelled' }
      this.#parts.playout.finish(this.replyId)
      return { status: 'finished', spoke: this.#speaks, hangUp: this.#hangUp }
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

  /** Whether there is anything for the voice to say. */
  get #speaks(): boolean {
    return this.#segments.some(({ spoken }) => spoken !== '')
  }

  get text(): string {
    return this.#segments.map(({ raw }) => raw).join(' ')
  }

  /** The model's own rounds, with its words cut to those that were heard. */
  heardRounds(heardText: string): ReplyRound[] {
    return cutToHeard(this.#rounds, this.#heardPerText(heardText))
  }

  /** The heard part of the reply in the model's own spelling. */
  heardWords(heardText: string): string {
    return this.#heardPerText(heardText)
      .map((part) => part?.words ?? '')
      .filter(Boolean)
      .join(' ')
  }

  #heardPerText(heardText: string): HeardPart[] {
    const heard = heardPieces(
      this.#segments.map(({ spoken }) => spoken),
      heardText,
    )
    const perText: HeardPart[] = []
    for (const [i, { raw, textIndex }] of this.#segments.entries()) {
      const piece = heard[i] ?? ''
      const full = piece === 'all'
      const before = perText[textIndex]
      perText[textIndex] = {
        words: [before?.words, full ? raw : writtenWordsHeard(raw, piece, this.#aloud)]
          .filter(Boolean)
          .join(' '),
        full: full && (before?.full ?? true),
      }
    }
    return perText
  }

  readonly #aloud = (text: string): string => normaliseForSpeech(text, this.#parts.language)

  async #oneRound(): Promise<boolean> {
    const round = { blocks: [] as AssistantBlock[], toolAnswers: [] as ToolAnswer[] }
    this.#rounds.push(round)
    const chunker = new SpeechChunker()
    const request: ReplyRequest = {
      system: this.#parts.system,
      tools,
      messages: [...this.#parts.messages, ...this.#ownMessages()],
    }
    let wantsTools = false
    for await (const part of this.#parts.model.reply(request, this.#abort.signal)) {
      if (this.#abort.signal.aborted) return false
      if (part.type === 'changed') {
        this.#parts.log({ kind: 'trouble', what: 'model-changed', detail: part.detail })
      } else if (part.type === 'text') {
        this.#parts.log({ kind: 'token', replyId: this.replyId, text: part.text })
        appendText(round.blocks, part.text)
        for (const piece of chunker.push(part.text)) this.#say(piece)
      } else if (part.type === 'tool') {
        for (const piece of chunker.flush()) this.#say(piece)
        round.blocks.push({ type: 'tool', toolId: part.toolId, name: part.name, input: part.input })
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
    const spoken = this.#aloud(piece)
    // A model that was told to stop ends quietly, with half a sentence left that nobody wants to hear.
    if (spoken === '' || this.#abort.signal.aborted) return
    this.#segments.push({ raw: piece, spoken, textIndex: this.#textIndex() })
    this.#parts.voice.say(this.replyId, spoken)
    this.#parts.log({ kind: 'say', replyId: this.replyId, text: spoken })
  }

  /** Whatever made the model say it: the sentence does not reach the phone, and stands as not heard. */
  #leaveOut(piece: string, forbidden: Forbidden): void {
    this.#segments.push({ raw: piece, spoken: '', textIndex: this.#textIndex() })
    this.#parts.log({ kind: 'trouble', what: 'forbidden-words', detail: `${forbidden}: ${piece}` })
  }

  /** Which text block of all rounds the words being spoken belong to. */
  #textIndex(): number {
    const texts = this.#rounds.flatMap(({ blocks }) => blocks.filter(({ type }) => type === 'text'))
    return Math.max(0, texts.length - 1)
  }

  async #runTools(): Promise<void> {
    await Promise.race([this.#confirmed, aborted(this.#abort.signal)])
    const round = this.#rounds.at(-1)
    for (const block of round?.blocks ?? []) {
      if (block.type !== 'tool') continue
      if (this.#abort.signal.aborted) {
        round?.toolAnswers.push({
          toolId: block.toolId,
          content: 'not done: the reply was cut off before it',
          isError: true,
        })
        continue
      }
      this.#parts.log({ kind: 'tool', replyId: this.replyId, name: block.name })
      const outcome = await this.#parts.callTools.run(
        block.name,
        block.input,
        this.#parts.heardByHomeowner,
        this.#parts.language,
      )
      if (outcome.action) this.actions.push(outcome.action)
      if (block.name === 'end_call' && !outcome.isError) this.#hangUp = true
      round?.toolAnswers.push({ toolId: block.toolId, content: outcome.content, isError: outcome.isError })
    }
  }

  #ownMessages(): ModelMessage[] {
    return this.#rounds
      .slice(0, -1)
      .flatMap((round): ModelMessage[] => [
        ...(round.blocks.length > 0 ? [{ role: 'assistant' as const, blocks: round.blocks }] : []),
        ...(round.toolAnswers.length > 0 ? [{ role: 'user' as const, toolAnswers: round.toolAnswers }] : []),
      ])
  }
}

function appendText(blocks: AssistantBlock[], text: string): void {
  const last = blocks.at(-1)
  if (last?.type === 'text') blocks[blocks.length - 1] = { type: 'text', text: last.text + text }
  else blocks.push({ type: 'text', text })
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
