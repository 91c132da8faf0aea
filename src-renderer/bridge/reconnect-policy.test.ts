import { describe, expect, it } from 'vitest'
import { type ConnectionState, nextConnectionState, reconnectDelayMs } from './reconnect-policy.ts'

describe('the line to the core', () => {
  it('tells the person that it is reconnecting as soon as the line is lost', () => {
    expect(nextConnectionState({ status: 'online' }, { type: 'lost' })).toEqual({
      status: 'reconnecting',
      attempt: 1,
    })
  })

  it('counts the attempts until one succeeds, then forgets them', () => {
    let state: ConnectionState = { status: 'online' }
    state = nextConnectionState(state, { type: 'lost' })
    state = nextConnectionState(state, { type: 'attempt-failed' })
    state = nextConnectionState(state, { type: 'attempt-failed' })
    expect(state).toEqual({ status: 'reconnecting', attempt: 3 })
    state = nextConnectionState(state, { type: 'opened' })
    state = nextConnectionState(state, { type: 'lost' })
    expect(state).toEqual({ status: 'reconnecting', attempt: 1 })
  })

  it('stops trying when the core turns the token away', () => {
    const state = nextConnectionState({ status: 'connecting' }, { type: 'turned-away', detail: 'Old link.' })
    expect(state).toEqual({ status: 'refused', detail: 'Old link.' })
  })

  it('waits longer after each failure but never longer than ten seconds', () => {
    const delays = Array.from({ length: 12 }, (_, index) => reconnectDelayMs(index + 1, 0.5))
    expect(delays.slice(0, 4)).toEqual([250, 500, 1_000, 2_000])
    expect(reconnectDelayMs(500, 1)).toBeLessThanOrEqual(10_000)
    expect([...delays].sort((a, b) => a - b)).toEqual(delays)
  })
})
