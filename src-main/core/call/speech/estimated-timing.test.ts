import { describe, expect, it } from 'vitest'
import { EstimatedTiming } from './estimated-timing.ts'
import { heardText } from './heard.ts'
import type { SpokenChar } from './voice.ts'

/** The characters of a sentence as they come with sound of 100 ms at a time, on the time of the whole sentence. */
function spoken(text: string, durationMs: number): SpokenChar[] {
  const timing = new EstimatedTiming(text)
  const all: SpokenChar[] = []
  for (let atMs = 0; atMs < durationMs; atMs += 100)
    all.push(...timing.take(100).map((c) => ({ ...c, startMs: c.startMs + atMs, endMs: c.endMs + atMs })))
  return [...all, ...timing.rest().map((c) => ({ ...c, startMs: durationMs, endMs: durationMs }))]
}

describe('the timing of a voice that tells none', () => {
  const text = 'We are free on Tuesday at ten.'

  it('holds every character once, in order, and the whole sentence only with its last sound', () => {
    const chars = spoken(text, 1_900)
    expect(chars.map(({ char }) => char).join('')).toBe(text)
    expect(heardText(chars, 1_900)).toBe(text)
    expect(heardText(chars, 1_880)).not.toBe(text)
  })

  it('claims no word before it was spoken', () => {
    // Spoken evenly in 1.9 s, "Tuesday" ends after 22 of 30 characters.
    const endsMs = (1_900 / text.length) * 'We are free on Tuesday'.length
    expect(heardText(spoken(text, 1_900), endsMs - 1)).not.toContain('Tuesday')
    expect(heardText(spoken(text, 1_900), 1_000)).toMatch(/^We are/)
  })

  it('does not run out of characters while a slow voice still speaks', () => {
    const chars = spoken(text, 6_000)
    expect(heardText(chars, 5_900)).not.toBe(text)
    expect(heardText(chars, 6_000)).toBe(text)
  })
})
