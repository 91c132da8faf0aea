import { describe, expect, it } from 'vitest'
import { howCut, whoSpoke } from './turn-words.ts'

describe('the words around a turn', () => {
  it('marks a line of the person at the desk as theirs', () => {
    expect(whoSpoke({ speaker: 'agent', said_by: 'desk' })).toBe('You, from the desk')
    expect(whoSpoke({ speaker: 'agent', said_by: 'agent' })).toBe('Agent')
    expect(whoSpoke({ speaker: 'homeowner', said_by: null })).toBe('Homeowner')
  })

  it('does not blame the homeowner for a sentence that the desk cut off', () => {
    expect(howCut({ interrupted: true, cut_by: 'desk' })).toBe('Cut off by you')
    expect(howCut({ interrupted: true, cut_by: 'homeowner' })).toBe('Interrupted by the homeowner')
  })

  it('names nobody when neither of them cut it', () => {
    expect(howCut({ interrupted: true, cut_by: null })).toBe('Cut short')
    expect(howCut({ interrupted: false, cut_by: null })).toBeNull()
  })
})
