import { describe, expect, it } from 'vitest'
import type { TurnView } from '../../../../src-preload/contract/calls.ts'
import { TurnsToStore } from './turns-to-store.ts'

const turn = (turn_id: string) => ({ turn_id }) as TurnView

describe('turns on their way to the disk', () => {
  it('are stored a moment later, in order, and all of them when asked', () => {
    const stored: string[] = []
    const steps: (() => void)[] = []
    const turns = new TurnsToStore({
      store: ({ turn_id }) => stored.push(turn_id),
      soon: (step) => steps.push(step),
    })
    turns.add(turn('a'))
    turns.add(turn('b'))
    expect(stored).toEqual([])
    expect(steps).toHaveLength(1)
    steps.shift()?.()
    expect(stored).toEqual(['a', 'b'])
    turns.add(turn('c'))
    turns.storeAll()
    expect(stored).toEqual(['a', 'b', 'c'])
  })

  it('stay in line when the disk refuses them, and none behind them is lost', () => {
    const stored: string[] = []
    const steps: (() => void)[] = []
    let full = true
    const turns = new TurnsToStore({
      store: ({ turn_id }) => {
        if (full) throw new Error('disk full')
        stored.push(turn_id)
      },
      soon: (step) => steps.push(step),
    })
    turns.add(turn('a'))
    turns.add(turn('b'))
    expect(() => steps.shift()?.()).toThrow('disk full')
    full = false
    turns.add(turn('c'))
    steps.shift()?.()
    expect(stored).toEqual(['a', 'b', 'c'])
  })
})
