import { describe, expect, it } from 'vitest'
import { defaultTurnRules, type TurnEffect } from '../../turn-taking/turn.ts'
import { TurnLoop } from './turn-loop.ts'

const opened = { type: 'stream-opened', atMs: 0 } as const

describe('the loop of a call', () => {
  it('decides what an effect brings about after all effects that stood beside it', () => {
    const order: string[] = []
    const loop = new TurnLoop({
      rules: defaultTurnRules,
      log: (entry) => entry.kind === 'turn' && order.push(entry.event.type),
      perform(effect) {
        order.push(effect.do)
        if (effect.do === 'record-homeowner') loop.dispatch({ type: 'purpose-heard', atMs: 10 })
      },
      settled: () => order.push('settled'),
    })
    loop.dispatch({ type: 'homeowner-opted-out', atMs: 10, text: 'Stop calling me.' })
    expect(order).toEqual([
      'homeowner-opted-out',
      ...['suppress', 'record-homeowner', 'hang-up'],
      'purpose-heard',
      'settled',
    ])
  })

  it('goes on with the next event when performing an effect failed', () => {
    const performed: TurnEffect['do'][] = []
    const loop = new TurnLoop({
      rules: defaultTurnRules,
      log: () => {},
      perform(effect) {
        performed.push(effect.do)
        if (performed.length === 1) throw new Error('the disk is full')
      },
      settled: () => {},
    })
    expect(() => loop.dispatch(opened)).toThrow('the disk is full')
    loop.dispatch({ type: 'operator-hung-up', atMs: 10 })
    expect(performed).toContain('hang-up')
  })
})
