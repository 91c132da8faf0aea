import { describe, expect, it } from 'vitest'
import { formingTurn } from './forming-turn.ts'

const lines = ['We can come on Tuesday.']

describe('the words of this moment', () => {
  it('belong to the desk while the agent says a line of the desk', () => {
    expect(formingTurn('agent', 'We can come', lines).said_by).toBe('desk')
    expect(formingTurn('agent', 'We can come on Tuesday.', lines).said_by).toBe('desk')
  })

  it('belong to the agent otherwise', () => {
    expect(formingTurn('agent', 'Which day suits you?', lines).said_by).toBe('agent')
    expect(formingTurn('agent', 'We can come on Tuesday. Is that fine?', lines).said_by).toBe('agent')
  })

  it('are never the desk’s when the homeowner repeats them', () => {
    expect(formingTurn('homeowner', 'We can come', lines).said_by).toBeNull()
  })
})
