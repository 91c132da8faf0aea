/** What one context was asked to say, and how much of it has become sound. */
export class SpokenContext {
  readonly contextId: string
  #pieces: { readonly text: string; readonly letters: number }[] = []
  #lettersHere = 0
  #soundMs = 0
  /** Sound came that does not tell its words, so counting letters proves nothing. */
  #untimed = false
  finished = false
  /** Since when nothing has come though something should; null while nothing is due. */
  waitingSinceMs: number | null = null
  /** When the last sound came; null before the first. */
  lastSoundMs: number | null = null

  constructor(contextId: string) {
    this.contextId = contextId
  }

  asked(text: string, nowMs: number): void {
    this.#pieces.push({ text, letters: lettersIn(text) })
    this.waitingSinceMs ??= nowMs
  }

  arrived(letters: number, soundMs: number, nowMs: number): void {
    this.#lettersHere += letters
    this.#soundMs += soundMs
    this.#untimed ||= letters === 0 && soundMs >= LONGEST_PAUSE_MS
    this.lastSoundMs = nowMs
    const enough = this.#untimed && this.#soundMs >= this.#lettersAsked * FASTEST_MS_PER_LETTER
    this.waitingSinceMs = this.unspoken().length > 0 && !enough ? nowMs : null
  }

  /** Every letter has become sound. */
  get complete(): boolean {
    return this.#lettersHere >= this.#lettersAsked
  }

  get #lettersAsked(): number {
    return sum(this.#pieces.map(({ letters }) => letters))
  }

  /** The voice calls it over, and much of it was never said. One that tells no timing cannot be judged. */
  get endedEarly(): boolean {
    if (!this.finished) return true
    return !this.#untimed && this.#lettersHere < this.#lettersAsked * FAR_FROM_ALL
  }

  /** The pieces of which no sound has come. */
  unspoken(): string[] {
    return this.#pieces.slice(this.#begun().spoken).map(({ text }) => text)
  }

  /** A piece of which some sound has come, but not all: nobody else can go on in the middle of it. */
  get isInsidePiece(): boolean {
    return this.#begun().inside
  }

  /** Another voice begins with what was not spoken. */
  startAnew(nowMs: number): void {
    this.#pieces = this.#pieces.slice(this.#begun().spoken)
    this.#lettersHere = 0
    this.#soundMs = 0
    this.#untimed = false
    this.waitingSinceMs = this.#pieces.length > 0 ? nowMs : null
  }

  #begun(): { spoken: number; inside: boolean } {
    let left = this.#lettersHere
    let spoken = 0
    for (const { letters } of this.#pieces) {
      if (left < letters - slackOf(letters)) break
      left = Math.max(0, left - letters)
      spoken++
    }
    const isAllSpoken = spoken === this.#pieces.length
    return { spoken, inside: !isAllSpoken && (left > slackOf(left) || this.#untimed) }
  }
}

/** Letters and digits, which no voice leaves out of its timing. */
export const lettersIn = (text: string): number => text.replace(/[^\p{L}\p{N}]/gu, '').length

const FAR_FROM_ALL = 0.6
/** Sound this long without a letter is not a pause between words, but speech without timing. */
const LONGEST_PAUSE_MS = 300
/** Nobody speaks faster. */
const FASTEST_MS_PER_LETTER = 50

/** A voice may spell a little otherwise than it was asked. */
const slackOf = (letters: number): number => Math.max(1, Math.floor(letters * 0.1))

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
