import { describe, expect, it } from 'vitest'
import { lettersIn, SpokenContext } from './spoken-context.ts'

const asked = (...texts: string[]) => {
  const context = new SpokenContext('reply-1')
  for (const text of texts) context.asked(text, 0)
  return context
}

describe('what a context still owes', () => {
  it('is everything before the first sound, and nothing after the last', () => {
    const context = asked('We are free on Tuesday.', 'Does that work?')
    expect(context.unspoken()).toEqual(['We are free on Tuesday.', 'Does that work?'])
    context.arrived(lettersIn('We are free on Tuesday. Does that work?'), 2_500, 500)
    expect(context.unspoken()).toEqual([])
    expect(context.waitingSinceMs).toBeNull()
  })

  it('is the next sentence when the one before has sounded in full, even if spelled a little otherwise', () => {
    const context = asked('We are free on Tuesday.', 'Does that work?')
    context.arrived(lettersIn('We are free on Tuesday.') - 1, 1_400, 500)
    expect(context.unspoken()).toEqual(['Does that work?'])
    expect(context.isInsidePiece).toBe(false)
    expect(context.waitingSinceMs).toBe(500)
  })

  it('cannot be taken over in the middle of a sentence', () => {
    const context = asked('We are free on Tuesday.', 'Does that work?')
    context.arrived(lettersIn('We are free'), 700, 500)
    expect(context.isInsidePiece).toBe(true)
  })

  it('cannot be taken over when sound came that tells nothing of its words', () => {
    const context = asked('We are free on Tuesday.')
    context.arrived(0, 400, 500)
    expect(context.isInsidePiece).toBe(true)
  })

  it('begins anew with another voice', () => {
    const context = asked('We are free on Tuesday.', 'Does that work?')
    context.arrived(lettersIn('We are free on Tuesday.'), 1_400, 500)
    context.startAnew(900)
    expect(context.waitingSinceMs).toBe(900)
    context.arrived(lettersIn('Does that work?'), 900, 1_200)
    expect(context.complete).toBe(true)
  })

  it('is judged by the length of the sound where that does not tell its words', () => {
    const context = asked('We are free on Tuesday.')
    context.arrived(0, 400, 500)
    expect(context.waitingSinceMs).toBe(500)
    context.arrived(0, 700, 900)
    expect(context.waitingSinceMs).toBeNull()
    context.finished = true
    expect(context.endedEarly).toBe(false)
  })

  it('is still due when a voice calls it over after the first words', () => {
    const context = asked('We are free on Tuesday at ten in the morning.')
    context.finished = true
    context.arrived(lettersIn('We are'), 400, 500)
    expect(context.endedEarly).toBe(true)
  })
})
