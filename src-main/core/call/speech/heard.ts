import type { SpokenChar } from './voice.ts'

/**
 * The words of a line that reached the homeowner's ear in full, given how much of its audio was played.
 * A word cut in the middle was not heard (design invariant 4).
 */
export function heardText(chars: readonly SpokenChar[], heardMs: number): string {
  let end = 0
  while (end < chars.length && (chars[end] as SpokenChar).endMs <= heardMs) end++
  if (end === chars.length) return joinChars(chars, end).trim()
  const heard = joinChars(chars, end)
  const next = chars[end]?.char ?? ' '
  if (/\s/.test(next) || heard === '') return heard.trim()
  return heard.replace(/\S+$/, '').trim()
}

/** Where the word that is being spoken at `heardMs` began, in milliseconds: the place to resume from. */
export function wordStartMs(chars: readonly SpokenChar[], heardMs: number): number {
  let startMs = 0
  for (let i = 0; i < chars.length; i++) {
    const { char, startMs: charStartMs } = chars[i] as SpokenChar
    if (charStartMs > heardMs) break
    const before = chars[i - 1]?.char ?? ' '
    if (/\s/.test(before) && !/\s/.test(char)) startMs = charStartMs
  }
  return startMs
}

const joinChars = (chars: readonly SpokenChar[], end: number): string =>
  chars
    .slice(0, end)
    .map(({ char }) => char)
    .join('')

/** Characters shifted to a later place in the line. */
export const shifted = (chars: readonly SpokenChar[], byMs: number): SpokenChar[] =>
  chars.map(({ char, startMs, endMs }) => ({ char, startMs: startMs + byMs, endMs: endMs + byMs }))

/** When a voice gives no timing: characters spread evenly over the audio. */
export function evenChars(text: string, durationMs: number): SpokenChar[] {
  const step = durationMs / Math.max(1, text.length)
  return [...text].map((char, i) => ({ char, startMs: i * step, endMs: (i + 1) * step }))
}

/**
 * Which of the pieces that the voice was asked to say are in what was heard: 'all' of it, its first words, or ''.
 * A piece that never became sound was not heard, even when later ones were. A voice that spells its timing
 * otherwise than it was asked ("two" for "2") is judged by length alone.
 */
export function heardPieces(pieces: readonly string[], heardText: string): string[] {
  const heard = letters(heardText)
  let at = 0
  const found = pieces.map((piece) => {
    const wanted = letters(piece)
    if (wanted !== '' && heard.startsWith(wanted, at)) {
      at += wanted.length
      return 'all'
    }
    const rest = heard.slice(at)
    if (rest === '' || !wanted.startsWith(rest)) return ''
    at = heard.length
    return firstLetters(piece, rest.length)
  })
  return at === heard.length ? found : piecesByLength(pieces, heard.length)
}

/**
 * The words of what was written that were heard in full. One written word may be spoken as many ("$12,450"): it was
 * heard only when all of them were. `say` tells how a text is spoken.
 */
export function writtenWordsHeard(
  written: string,
  heardAloud: string,
  say: (text: string) => string,
): string {
  const heard = letters(heardAloud)
  const words = written.split(/\s+/)
  for (let count = words.length; count > 0; count--) {
    const text = words.slice(0, count).join(' ')
    if (heard.startsWith(letters(say(text)))) return text
  }
  return ''
}

function piecesByLength(pieces: readonly string[], heardLetters: number): string[] {
  let left = heardLetters
  return pieces.map((piece) => {
    const size = letters(piece).length
    const words = left >= size ? 'all' : firstLetters(piece, left)
    left = Math.max(0, left - size)
    return words
  })
}

const letters = (text: string): string => text.replace(/\s+/g, '')

function firstLetters(text: string, count: number): string {
  let left = count
  let end = 0
  for (; end < text.length; end++) {
    if (/\s/.test(text[end] as string)) continue
    if (left === 0) break
    left--
  }
  return text.slice(0, end).trim()
}
