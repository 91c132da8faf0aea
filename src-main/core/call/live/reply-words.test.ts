import { describe, expect, it } from 'vitest'
import { ReplyWords } from './reply-words.ts'

/** A reply that says a sentence, uses a tool, and says another one. */
function twoRounds(): ReplyWords {
  const words = new ReplyWords('en')
  words.roundBegins()
  say(words, 'It costs $12,450.')
  words.wantsTool({ toolId: 't1', name: 'find_inspection_slots', input: {} })
  words.toolAnswered({ toolId: 't1', content: '{"slots":[]}', isError: false })
  words.roundBegins()
  say(words, 'Shall I call you back?')
  return words
}

function say(words: ReplyWords, piece: string): void {
  words.wrote(piece)
  words.said(piece, words.aloud(piece))
}

describe('the words of a reply', () => {
  it('were heard as they are written, though the voice says them otherwise', () => {
    const words = twoRounds()
    const aloud = words.aloud('It costs $12,450.')
    expect(aloud).not.toContain('$')
    expect(words.heardWords(aloud)).toBe('It costs $12,450.')
    // Half of a number was not heard.
    expect(words.heardWords(aloud.split(' ').slice(0, 4).join(' '))).toBe('It costs')
  })

  it('are told to the model round by round, each with the answers of its tools', () => {
    expect(twoRounds().messages()).toEqual([
      {
        role: 'assistant',
        blocks: [
          { type: 'text', text: 'It costs $12,450.' },
          { type: 'tool', toolId: 't1', name: 'find_inspection_slots', input: {} },
        ],
      },
      { role: 'user', toolAnswers: [{ toolId: 't1', content: '{"slots":[]}', isError: false }] },
    ])
  })

  it('leave the model only what was heard, when the reply is cut', () => {
    const words = twoRounds()
    const [first, second] = words.heardRounds(words.aloud('It costs $12,450.'))
    expect(first?.blocks[0]).toEqual({ type: 'text', text: 'It costs $12,450.' })
    expect(second).toBeUndefined()
  })

  it('count a sentence that was kept from the voice as not heard', () => {
    const words = new ReplyWords('en')
    words.roundBegins()
    words.wrote('We pay your deductible. ')
    words.leftOut('We pay your deductible.')
    expect(words.areSpoken).toBe(false)
    say(words, 'Is Tuesday good?')
    expect(words.heardWords('Is Tuesday good?')).toBe('Is Tuesday good?')
    expect(words.text).toBe('We pay your deductible. Is Tuesday good?')
  })
})
