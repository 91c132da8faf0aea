import { expect, it } from 'vitest'
import { stageOf } from './stage-words.ts'

it('stays at the opening as long as the agent greets', () => {
  expect(stageOf({ stage: 'qualify', agent_state: 'greeting' })).toBe('Opening')
  expect(stageOf({ stage: 'qualify', agent_state: 'listening' })).toBe('Qualifying')
})
