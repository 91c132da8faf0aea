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
