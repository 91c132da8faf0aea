export interface HeardWords {
  heard: string
  /** What the agent had prepared but the homeowner never heard. */
  unheard: string
}

/** Splits what the agent was going to say where the homeowner stopped hearing it. */
export function splitHeard(text: string, heardText: string): HeardWords {
  const words = wordsOf(text)
  const heard = wordsOf(heardText)
  let shared = 0
  while (shared < heard.length && shared < words.length && same(words[shared]?.word, heard[shared]?.word))
    shared++
  // Heard words are kept as they are, also where they differ from the prepared ones: they are the truth.
  return { heard: heardText.trim(), unheard: rest(text, words[shared]?.at) }
}

const rest = (text: string, at: number | undefined): string => (at === undefined ? '' : text.slice(at).trim())

const wordsOf = (text: string) =>
  [...text.matchAll(/\S+/g)].map((match) => ({ word: match[0], at: match.index }))

const bare = (word: string | undefined): string =>
  (word ?? '').toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

const same = (one: string | undefined, other: string | undefined): boolean => bare(one) === bare(other)
