import type { Phone } from './flite.ts'
import type { SpokenWord } from './voice.ts'

interface Stretch {
  readonly startMs: number
  readonly endMs: number
}

/**
 * When each word of the text is spoken. Flite tells phones, not words: pauses are matched with punctuation
 * where both agree, and inside such a phrase words share the time by their likely length.
 */
export function wordTimings(text: string, phones: readonly Phone[]): SpokenWord[] {
  const words = text.split(/\s+/).filter((word) => word !== '')
  const stretches = spokenStretches(phones)
  if (words.length === 0 || stretches.length === 0) return []
  const phrases = phrasesOf(words)
  if (phrases.length === stretches.length) {
    return phrases.flatMap((phrase, i) => shareTime(phrase, [stretches[i] as Stretch]))
  }
  return shareTime(words, stretches)
}

function spokenStretches(phones: readonly Phone[]): Stretch[] {
  const stretches: Stretch[] = []
  let lastEndMs = 0
  let openSinceMs: number | null = null
  for (const phone of phones) {
    if (phone.name === 'pau') {
      if (openSinceMs !== null) stretches.push({ startMs: openSinceMs, endMs: lastEndMs })
      openSinceMs = null
    } else {
      openSinceMs ??= lastEndMs
    }
    lastEndMs = phone.endMs
  }
  if (openSinceMs !== null) stretches.push({ startMs: openSinceMs, endMs: lastEndMs })
  return stretches
}

function phrasesOf(words: readonly string[]): string[][] {
  const phrases: string[][] = [[]]
  for (const word of words) {
    phrases.at(-1)?.push(word)
    if (/[,.;:?!—]["')]?$/.test(word) && !/^(A\.I\.|Mr\.|Mrs\.|Ms\.|Dr\.|St\.)$/.test(word)) phrases.push([])
  }
  return phrases.filter((phrase) => phrase.length > 0)
}

/** Lays the words end to end over the stretches; a word never spans a pause. */
function shareTime(words: readonly string[], stretches: readonly Stretch[]): SpokenWord[] {
  const totalMs = stretches.reduce((sum, stretch) => sum + stretch.endMs - stretch.startMs, 0)
  const totalWeight = words.reduce((sum, word) => sum + weight(word), 0)
  let spokenMs = 0
  return words.map((text) => {
    const startMs = atSpokenTime(stretches, spokenMs + 0.01)
    spokenMs += (weight(text) / totalWeight) * totalMs
    return { text, startMs, endMs: Math.max(startMs, atSpokenTime(stretches, spokenMs - 0.01)) }
  })
}

function atSpokenTime(stretches: readonly Stretch[], spokenMs: number): number {
  let left = spokenMs
  for (const stretch of stretches) {
    const length = stretch.endMs - stretch.startMs
    if (left <= length) return stretch.startMs + Math.max(0, left)
    left -= length
  }
  return stretches.at(-1)?.endMs ?? 0
}

/** Digits are read out as whole words. */
function weight(word: string): number {
  const digits = word.replace(/\D/g, '').length
  const letters = word.replace(/[^\p{L}]/gu, '').length
  return Math.max(1.5, letters + digits * 4)
}
