import { cutToHeard, type HeardPart, type ReplyRound } from '../../conversation/history.ts'
import type { Language } from '../../conversation/language.ts'
import type { AssistantBlock, ModelMessage, ToolAnswer } from '../../conversation/language-model.ts'
import { normaliseForSpeech } from '../../conversation/normalise-speech.ts'
import { heardPieces, writtenWordsHeard } from '../speech/heard.ts'

interface Segment {
  /** As the model wrote it. */
  readonly raw: string
  /** As the voice was asked to say it; empty where it was not. */
  readonly spoken: string
  /** Which text block of all rounds it belongs to. */
  readonly textIndex: number
}

interface Round {
  readonly blocks: AssistantBlock[]
  readonly toolAnswers: ToolAnswer[]
}

/**
 * The words of one reply, as the model writes them and as the voice says them, so that what was heard of the one can be
 * told in the other (design invariant 4). A round is one request to the model: text, tools, and their answers.
 */
export class ReplyWords {
  readonly #language: Language
  readonly #segments: Segment[] = []
  readonly #rounds: Round[] = []

  constructor(language: Language) {
    this.#language = language
  }

  /** The model is asked, or asked again. */
  roundBegins(): void {
    this.#rounds.push({ blocks: [], toolAnswers: [] })
  }

  wrote(text: string): void {
    const { blocks } = this.#round
    const last = blocks.at(-1)
    if (last?.type === 'text') blocks[blocks.length - 1] = { type: 'text', text: last.text + text }
    else blocks.push({ type: 'text', text })
  }

  wantsTool(use: Omit<ToolUse, 'type'>): void {
    this.#round.blocks.push({ type: 'tool', ...use })
  }

  /** The tools that the round under way asks for, in order. */
  get toolUses(): ToolUse[] {
    return this.#round.blocks.filter((block) => block.type === 'tool')
  }

  toolAnswered(answer: ToolAnswer): void {
    this.#round.toolAnswers.push(answer)
  }

  /** As the voice is asked to say it. */
  readonly aloud = (text: string): string => normaliseForSpeech(text, this.#language)

  /** A piece of what was written goes to the voice, as `spoken`. */
  said(raw: string, spoken: string): void {
    this.#segments.push({ raw, spoken, textIndex: this.#textIndex })
  }

  /** A piece of what was written does not go to the voice: it stands as not heard. */
  leftOut(raw: string): void {
    this.said(raw, '')
  }

  /** Whether there is anything for the voice to say. */
  get areSpoken(): boolean {
    return this.#segments.some(({ spoken }) => spoken !== '')
  }

  get text(): string {
    return this.#segments.map(({ raw }) => raw).join(' ')
  }

  /** What the model has to read of the reply when it is asked for its next round. */
  messages(): ModelMessage[] {
    return this.#rounds
      .slice(0, -1)
      .flatMap((round): ModelMessage[] => [
        ...(round.blocks.length > 0 ? [{ role: 'assistant' as const, blocks: round.blocks }] : []),
        ...(round.toolAnswers.length > 0 ? [{ role: 'user' as const, toolAnswers: round.toolAnswers }] : []),
      ])
  }

  /** The rounds, with the words cut to those that were heard; `heardText` as the voice spells it. */
  heardRounds(heardText: string): ReplyRound[] {
    return cutToHeard(this.#rounds, this.#heardPerText(heardText))
  }

  /** The heard part as the model wrote it; `heardText` as the voice spells it. */
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
        words: [before?.words, full ? raw : writtenWordsHeard(raw, piece, this.aloud)]
          .filter(Boolean)
          .join(' '),
        full: full && (before?.full ?? true),
      }
    }
    return perText
  }

  get #round(): Round {
    const round = this.#rounds.at(-1)
    if (!round) throw new Error('a reply has no words before its first round')
    return round
  }

  get #textIndex(): number {
    const texts = this.#rounds.flatMap(({ blocks }) => blocks.filter(({ type }) => type === 'text'))
    return Math.max(0, texts.length - 1)
  }
}

type ToolUse = Extract<AssistantBlock, { type: 'tool' }>
