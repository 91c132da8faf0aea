import type { TurnView } from '../../src-preload/contract/calls.ts'

/** What became of the words that the agent was going to say. */
export interface SpokenWords {
  heard: string
  /** On its way to the phone when the agent was cut off, and so not heard. */
  sent: string
  /** Prepared, but never sent. */
  unsent: string
}

/** Splits what the agent was going to say where the homeowner stopped hearing it, and where it stopped being sent. */
export function splitSpoken({
  text,
  sent_text,
  heard_text,
}: Pick<TurnView, 'text' | 'sent_text' | 'heard_text'>): SpokenWords {
  const words = wordsOf(text)
  const heard = sharedWith(words, heard_text)
  const sent = Math.max(heard, sharedWith(words, sent_text))
  const startOf = (word: number) => words[word]?.at ?? text.length
  return {
    // Heard words are kept as they are, also where they differ from the prepared ones: they are the truth.
    heard: heard_text.trim(),
    sent: text.slice(startOf(heard), startOf(sent)).trim(),
    unsent: text.slice(startOf(sent)).trim(),
  }
}

interface Word {
  word: string
  at: number
}

/** How many words the two have in common from their beginning on. */
function sharedWith(words: Word[], other: string): number {
  const others = wordsOf(other)
  const differs = words.findIndex(({ word }, index) => bare(word) !== bare(others[index]?.word))
  return differs < 0 ? words.length : differs
}

const wordsOf = (text: string): Word[] =>
  [...text.matchAll(/\S+/g)].map((match) => ({ word: match[0], at: match.index }))

const bare = (word: string | undefined): string | undefined =>
  word?.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
