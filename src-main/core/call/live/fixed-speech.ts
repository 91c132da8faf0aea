import type { Language } from '../../conversation/language.ts'
import { purposeOf } from '../../conversation/opening.ts'
import type { FixedLine } from '../../turn-taking/turn.ts'
import type { CallLines, PreparedLines } from '../speech/prepared-lines.ts'
import type { FixedWords } from './call-transcript.ts'
import type { Playout } from './playout.ts'

/** A line whose words no model chose. */
interface FixedSaying extends FixedWords {
  readonly line: FixedLine | 'operator'
  readonly language: Language
}

export interface FixedSpeechParts {
  readonly lines: CallLines
  readonly playout: Playout
  /** Has the voice say what was not rendered. */
  readonly synthesise: (lineId: string, text: string) => void
}

/** What is said in a call without the model: lines fixed by code, in the language of the talk, and lines of the desk. */
export class FixedSpeech {
  readonly #parts: FixedSpeechParts
  readonly #sayings = new Map<string, FixedSaying>()
  readonly #disclosedIn = new Set<Language>()

  constructor(parts: FixedSpeechParts) {
    this.#parts = parts
  }

  of(lineId: string): FixedSaying | undefined {
    return this.#sayings.get(lineId)
  }

  /** Puts a line of the agent's on its way to the phone. */
  speak(lineId: string, line: FixedLine, language: Language): void {
    const { texts, rendered } = this.#linesIn(language)
    const text = texts[line]
    this.#sayings.set(lineId, { line, text, saidBy: 'agent', language })
    const sound = rendered.get(line)
    if (!sound) return this.#parts.synthesise(lineId, text)
    this.#parts.playout.add(lineId, sound.pcmu, sound.chars)
    this.#parts.playout.finish(lineId)
  }

  /** A line that the person at the desk wrote, in the agent's voice. */
  speakForDesk(lineId: string, text: string, language: Language): void {
    this.#sayings.set(lineId, { line: 'operator', text, saidBy: 'desk', language })
    this.#parts.synthesise(lineId, text)
  }

  /** The homeowner has heard a line to its end. True when it was the opening that the law asks for. */
  heard(lineId: string): boolean {
    const saying = this.#sayings.get(lineId)
    if (saying?.line !== 'disclosure') return false
    this.#disclosedIn.add(saying.language)
    return true
  }

  /** Whether so much of a line that was cut tells why we call; both as the voice spells them. */
  tellsPurpose(lineId: string, heardText: string, text: string): boolean {
    const line = this.#sayings.get(lineId)?.line
    return (line === 'opening' || line === 'purpose') && heardText.length >= purposeOf(text).length
  }

  /** Whether the call may be held in that language: a call must have its lines. */
  speaks = (language: Language): boolean => this.#parts.lines.of[language] !== undefined

  /** Whether the homeowner has been told in that language who calls. */
  disclosedIn = (language: Language): boolean => this.#disclosedIn.has(language)

  #linesIn(language: Language): PreparedLines {
    const { first, of } = this.#parts.lines
    const lines = of[language] ?? of[first]
    if (!lines) throw new Error('a call needs its fixed lines')
    return lines
  }
}
