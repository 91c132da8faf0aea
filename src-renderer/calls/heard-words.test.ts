import { describe, expect, it } from 'vitest'
import { splitHeard } from './heard-words.ts'

describe('what the homeowner heard of the agent', () => {
  it('separates the words cut off by an interruption', () => {
    expect(splitHeard('We finished four roofs on your street this year.', 'We finished four roofs')).toEqual({
      heard: 'We finished four roofs',
      unheard: 'on your street this year.',
    })
  })

  it('strikes nothing when everything was heard', () => {
    expect(splitHeard('Does Tuesday at ten work?', 'Does Tuesday at ten work?').unheard).toBe('')
  })

  it('strikes everything when the homeowner spoke first', () => {
    expect(splitHeard('One more thing.', '')).toEqual({ heard: '', unheard: 'One more thing.' })
  })

  it('is not misled by punctuation or capitals', () => {
    expect(splitHeard('Great, Tuesday works.', 'great Tuesday').unheard).toBe('works.')
  })
})
