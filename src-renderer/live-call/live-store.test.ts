import { describe, expect, it } from 'vitest'
import type { LiveCallView } from '../../src-preload/contract/calls.ts'
import { CallId, CampaignId, LeadId } from '../../src-preload/contract/primitives.ts'
import { KEPT_LEVELS } from './level-board.ts'
import { createLiveStore } from './live-store.ts'

const callNamed = (name: string, changes: Partial<LiveCallView> = {}): LiveCallView => ({
  call_id: CallId.parse(name),
  campaign_id: CampaignId.parse('campaign'),
  lead_id: LeadId.parse('lead'),
  lead_name: name,
  phone: '+15125550100',
  status: 'live',
  agent_state: 'greeting',
  stage: 'qualify',
  desk: 'watching',
  answered_at: '2026-11-23T15:00:00Z',
  started_at: '2026-11-23T14:59:50Z',
  turns: [],
  partial: { homeowner: null, agent: null },
  engine: 'ridgeline',
  unavailable: {},
  answered_by: 'human',
  ...changes,
})

describe('the live calls a person watches', () => {
  it('keeps calls in the order in which they began', () => {
    const store = createLiveStore()
    store.hear({ type: 'calls', calls: [callNamed('ana')] })
    store.hear({ type: 'call', call: callNamed('ben') })
    store.hear({ type: 'call', call: callNamed('ana', { agent_state: 'speaking' }) })
    expect(store.getState().order).toEqual(['ana', 'ben'])
    expect(store.getState().calls[CallId.parse('ana')]?.agent_state).toBe('speaking')
  })

  it('forgets a call that ended, with its loudness', () => {
    const store = createLiveStore()
    const ana = CallId.parse('ana')
    store.hear({ type: 'calls', calls: [callNamed('ana'), callNamed('ben')] })
    store.hear({ type: 'levels', call_id: ana, homeowner: 0.5, agent: 0, at_ms: 100 })
    store.hear({ type: 'gone', call_id: ana })
    expect(store.getState().order).toEqual(['ben'])
    expect(store.getState().calls[ana]).toBeUndefined()
    expect(store.levels.of(ana)).toBeUndefined()
  })

  it('starts afresh from the full list after the line was lost', () => {
    const store = createLiveStore()
    store.hear({ type: 'calls', calls: [callNamed('ana'), callNamed('ben')] })
    store.hear({ type: 'calls', calls: [callNamed('cleo')] })
    expect(store.getState().order).toEqual(['cleo'])
  })

  it('does not wake React for loudness', () => {
    const store = createLiveStore()
    store.hear({ type: 'calls', calls: [callNamed('ana')] })
    let woken = 0
    store.subscribe(() => woken++)
    for (let at = 0; at < 50; at++)
      store.hear({
        type: 'levels',
        call_id: CallId.parse('ana'),
        homeowner: 0.1,
        agent: 0.2,
        at_ms: at * 100,
      })
    expect(woken).toBe(0)
    expect(store.levels.of(CallId.parse('ana'))?.written).toBe(50)
  })

  it('keeps only the last minute of loudness', () => {
    const store = createLiveStore()
    const ana = CallId.parse('ana')
    for (let at = 0; at <= KEPT_LEVELS; at++)
      store.hear({ type: 'levels', call_id: ana, homeowner: at, agent: 0, at_ms: at * 100 })
    expect(store.levels.of(ana)?.homeowner).toHaveLength(KEPT_LEVELS)
    expect(store.levels.of(ana)?.homeowner[0]).toBe(KEPT_LEVELS)
  })
})
