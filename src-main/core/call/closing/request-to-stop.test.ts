import { describe, expect, it } from 'vitest'
import type { TurnView } from '../../../../src-preload/contract/calls.ts'
import { turnOf } from '../../../../tests/fixtures/turn-of.ts'
import { requestToStop } from './request-to-stop.ts'

const said = (speaker: TurnView['speaker'], text: string, more: Partial<TurnView> = {}) =>
  turnOf({ speaker, text, ...more })

describe('the last look at a transcript', () => {
  it('finds a request to stop in any turn of the homeowner', () => {
    const turns = [said('homeowner', 'Hello?'), said('homeowner', 'Take me off your list.')]
    expect(requestToStop(turns)).toBe('Take me off your list.')
  })

  it('finds one that a pause cut in two', () => {
    const turns = [said('homeowner', 'Please do not'), said('homeowner', 'call me again')]
    expect(requestToStop(turns)).toBe('Please do not call me again')
  })

  it('finds one that was spoken over a line of the agent', () => {
    const line = said('agent', 'May I ask how old the roof is?', { heard_text: 'May I', interrupted: true })
    const turns = [said('homeowner', 'Look, stop'), line, said('homeowner', 'calling me')]
    expect(requestToStop(turns)).toBe('Look, stop calling me')
  })

  it('does not make one out of two answers to different questions', () => {
    const turns = [
      said('homeowner', 'No, I never'),
      said('agent', 'And when would a visit suit you?'),
      said('homeowner', 'Call me on Friday'),
    ]
    expect(requestToStop(turns)).toBeNull()
  })

  it('does not count the words of the agent', () => {
    expect(requestToStop([said('agent', 'To stop these calls, say stop calling.')])).toBeNull()
  })
})
