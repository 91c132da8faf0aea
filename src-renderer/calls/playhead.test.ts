import { describe, expect, it } from 'vitest'
import { turnOf } from '../../tests/fixtures/turn-of.ts'
import { turnAt } from './playhead.ts'

const turn = (turn_id: string, started_at_ms: number, ended_at_ms: number) =>
  turnOf({ turn_id, started_at_ms, ended_at_ms, said_by: 'agent' })

const turns = [turn('greeting', 0, 4_000), turn('answer', 4_600, 6_000), turn('question', 9_000, 12_000)]

describe('following a recording', () => {
  it('marks the turn that is being heard', () => {
    expect(turnAt(turns, 0)?.turn_id).toBe('greeting')
    expect(turnAt(turns, 4_700)?.turn_id).toBe('answer')
    expect(turnAt(turns, 11_999)?.turn_id).toBe('question')
  })

  it('marks nothing in a long silence or after the end', () => {
    expect(turnAt(turns, 7_500)).toBeUndefined()
    expect(turnAt(turns, 60_000)).toBeUndefined()
  })
})
