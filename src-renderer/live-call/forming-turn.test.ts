import { describe, expect, it } from 'vitest'
import { turnOf } from '../../tests/fixtures/turn-of.ts'
import { formingTurn, transcriptLines } from './forming-turn.ts'

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

describe('the lines of a talk', () => {
  const opening = turnOf({ text: 'Hi, this is Ava.', started_at_ms: 0 })
  const words = (lines: ReturnType<typeof transcriptLines>) =>
    lines.map(({ turn, forming }) => `${turn.text}${forming ? '…' : ''}`)

  it('stand by when each began, also while they are spoken', () => {
    const partial = {
      homeowner: { text: 'Wait', began_at_ms: 9_000, turn_id: null },
      agent: { text: 'Do you own', began_at_ms: 7_000, turn_id: null },
    }
    expect(words(transcriptLines({ turns: [opening], partial }, []))).toEqual([
      'Hi, this is Ava.',
      'Do you own…',
      'Wait…',
    ])
  })

  it('are one line when the agent goes on after a murmur, and nothing of it is struck through', () => {
    const cut = turnOf({
      turn_id: 'call_1:opening-1',
      text: 'I am calling about the roof.',
      heard_text: 'I am',
      started_at_ms: 6_000,
      interrupted: true,
      cut_by: 'homeowner',
    })
    const murmur = turnOf({ speaker: 'homeowner', text: 'Uh-huh.', started_at_ms: 6_500 })
    const agent = { text: cut.text, began_at_ms: 7_400, turn_id: cut.turn_id }
    const lines = transcriptLines({ turns: [opening, cut, murmur], partial: { homeowner: null, agent } }, [])
    expect(words(lines)).toEqual(['Hi, this is Ava.', 'I am calling about the roof.…', 'Uh-huh.'])
    expect(lines.some(({ turn }) => turn.interrupted)).toBe(false)
  })

  it('keep their place when one that began later is finished first', () => {
    const homeowner = { text: 'Well', began_at_ms: 7_000, turn_id: null }
    const later = turnOf({ text: 'Are you still there?', started_at_ms: 8_000 })
    const live = transcriptLines({ turns: [opening, later], partial: { homeowner, agent: null } }, [])
    expect(words(live)).toEqual(['Hi, this is Ava.', 'Well…', 'Are you still there?'])
  })
})
