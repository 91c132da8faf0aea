import { describe, expect, it } from 'vitest'
import { newTurn, type SpokenLine } from '../../turn-taking/turn.ts'
import { lineUnderWay, liveCallState } from './live-call-state.ts'

const line: SpokenLine = {
  lineId: 'opening-1',
  what: 'opening',
  interruptible: true,
  audible: true,
  startedMs: 6_000,
}
const said = {
  stage: 'opening',
  partialHomeowner: null,
  agentText: 'I am calling.',
  agentTurnId: 'c:1',
} as const

describe('the line that the agent is in the middle of', () => {
  it('is the one that is heard, not one that is still to come', () => {
    expect(lineUnderWay({ ...newTurn(), line })).toBe(line)
    expect(lineUnderWay({ ...newTurn(), line: { ...line, audible: false } })).toBeNull()
  })

  it('is still the one that a voice silenced, until words end it', () => {
    expect(lineUnderWay({ ...newTurn(), paused: { ...line, spent: false } })).toMatchObject(line)
    expect(lineUnderWay({ ...newTurn(), paused: { ...line, spent: true } })).toBeNull()
  })

  it('is shown with the id under which it is on record', () =>
    expect(liveCallState({ ...newTurn(), line }, said).partialAgent).toEqual({
      text: 'I am calling.',
      began_at_ms: 6_000,
      turn_id: 'c:1',
    }))
})
