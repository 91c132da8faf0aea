/** A line that the desk wants said, and how far the engine has told that it was. */
interface DeskLine {
  readonly text: string
  /** From the answer. */
  readonly askedAtMs: number
  readonly words: readonly string[]
  saidWords: number
}

/** A stretch of what the agent's voice said: the agent's own words, or a line of the desk, or the rest of one. */
export interface SpokenPart {
  readonly text: string
  readonly by: 'agent' | 'desk'
  readonly goesOn: boolean
}

/** Their clock and ours may differ by so much within a call. */
const CLOCKS_DIFFER_MS = 1_000
/** So few words are a line of the desk only where they stand as a sentence of their own. */
const FEW_WORDS = 3

/** The desk's lines among what the agent's voice says: an engine tells only that it was said, not whose words it was. */
export class DeskLines {
  #lines: DeskLine[] = []

  /** To be told apart from now on; answers how it is taken back, as when the engine refused it. */
  ask(text: string, askedAtMs: number): () => void {
    const line = { text, askedAtMs, words: tokensOf(text).map(({ word }) => word), saidWords: 0 }
    this.#lines.push(line)
    return () => {
      this.#lines = this.#lines.filter((other) => other !== line)
    }
  }

  /** Of these the engine has told nothing yet. */
  unsaid(): readonly string[] {
    return this.#lines.filter(({ saidWords }) => saidWords === 0).map(({ text }) => text)
  }

  /** The engine tells everything once more from the start. */
  startAgain(): void {
    for (const line of this.#lines) line.saidWords = 0
  }

  /** What was said until then, in parts that are one side's words each. Engines report by sentence, or many together. */
  split(said: string, endedAtMs: number): SpokenPart[] {
    const tokens = tokensOf(said)
    for (const line of this.#lines) {
      if (line.askedAtMs > endedAtMs + CLOCKS_DIFFER_MS) continue
      const found = find(tokens, line)
      if (!found) continue
      const goesOn = line.saidWords > 0
      line.saidWords += found.count
      const raw = said.trim().split(/\s+/)
      const from = found.at === 0 ? 0 : (tokens[found.at]?.index ?? 0)
      const to = tokens[found.at + found.count]?.index ?? raw.length
      const before = raw.slice(0, from).join(' ')
      const after = raw.slice(to).join(' ')
      return [
        ...(before ? this.split(before, endedAtMs) : []),
        { text: raw.slice(from, to).join(' '), by: 'desk', goesOn },
        ...(after ? this.split(after, endedAtMs) : []),
      ]
    }
    return [{ text: said, by: 'agent', goesOn: true }]
  }
}

interface Token {
  readonly word: string
  /** Among the words as they are written, dashes included. */
  readonly index: number
  readonly endsSentence: boolean
}

function tokensOf(text: string): Token[] {
  return text
    .trim()
    .split(/\s+/)
    .map((written, index) => ({
      word: written.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''),
      index,
      endsSentence: /[.!?…]["”’)]*$/.test(written),
    }))
    .filter(({ word }) => word !== '')
}

/** Where the rest of a line stands: all of it, or as much as the words hold before they end. */
function find(tokens: readonly Token[], line: DeskLine): { at: number; count: number } | null {
  const rest = line.words.slice(line.saidWords)
  if (rest.length === 0) return null
  const places = line.saidWords > 0 ? tokens.slice(0, 1) : tokens
  for (const at of places.keys()) {
    let count = 0
    while (count < rest.length && tokens[at + count]?.word === rest[count]) count++
    const isWhole = count === rest.length
    const isCutOff = at + count === tokens.length && (at === 0 || count >= FEW_WORDS)
    if (count > 0 && (isWhole || isCutOff) && (count >= FEW_WORDS || standsAlone(tokens, at, count)))
      return { at, count }
  }
  return null
}

function standsAlone(tokens: readonly Token[], at: number, count: number): boolean {
  const last = at + count - 1
  return (
    (at === 0 || tokens[at - 1]?.endsSentence === true) &&
    (last === tokens.length - 1 || tokens[last]?.endsSentence === true)
  )
}
