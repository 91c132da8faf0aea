import { describe, expect, it } from 'vitest'
import { splitSpoken } from './heard-words.ts'

const split = (text: string, sent: string, heard: string) =>
  splitSpoken({ text, sent_text: sent, heard_text: heard })

describe('what became of the agent’s words', () => {
  it('is told apart: heard, sent but cut off before it was heard, and never sent', () => {
    expect(
      split(
        'We finished four roofs on your street this year.',
        'We finished four roofs on your',
        'We finished four roofs',
      ),
    ).toEqual({ heard: 'We finished four roofs', sent: 'on your', unsent: 'street this year.' })
  })

  it('strikes nothing when everything was heard', () => {
    const line = 'Does Tuesday at ten work?'
    expect(split(line, line, line)).toEqual({ heard: line, sent: '', unsent: '' })
  })

  it('strikes everything when the homeowner spoke first', () => {
    expect(split('One more thing.', '', '')).toEqual({ heard: '', sent: '', unsent: 'One more thing.' })
  })

  it('has no unsent words when all were on their way', () => {
    expect(split('One more thing.', 'One more thing.', 'One')).toEqual({
      heard: 'One',
      sent: 'more thing.',
      unsent: '',
    })
  })

  it('is not misled by punctuation or capitals', () => {
    expect(split('Great, Tuesday works.', 'great Tuesday', 'great Tuesday').unsent).toBe('works.')
  })

  it('takes the homeowner’s ear for more than the wire, should they disagree', () => {
    expect(split('One more thing.', 'One', 'One more')).toEqual({
      heard: 'One more',
      sent: '',
      unsent: 'thing.',
    })
  })
})
