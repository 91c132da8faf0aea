import { describe, expect, it } from 'vitest'
import type { TurnView } from '../../../src-preload/contract/calls.ts'
import { prometheusMetrics } from './prometheus.ts'

const turn = (more: Partial<TurnView>): TurnView => ({
  turn_id: 't',
  speaker: 'agent',
  started_at_ms: 0,
  ended_at_ms: 1,
  text: 'words',
  heard_text: 'words',
  interrupted: false,
  cut_by: null,
  said_by: 'agent',
  latency: { end_of_turn_ms: 260, asr_ms: 20, llm_ttft_ms: 400, tts_ttfb_ms: 150, total_ms: 830 },
  actions: [],
  ...more,
})

describe('the metrics', () => {
  it('count as interruptions only sentences that a homeowner cut, and measure only turns of the agent', async () => {
    const metrics = prometheusMetrics()
    metrics.turnSpoken(turn({ interrupted: true, cut_by: 'homeowner' }))
    metrics.turnSpoken(turn({ interrupted: true, cut_by: 'desk' }))
    metrics.turnSpoken(turn({ speaker: 'homeowner', said_by: null }))
    const text = await metrics.text()
    expect(text).toMatch(/^ridgeline_\w*interruptions\w* 1$/m)
    expect(text).toMatch(/^ridgeline_turn_e2e_seconds_count 2$/m)
    expect(text).toMatch(/^ridgeline_turn_e2e_seconds_sum 1.66$/m)
  })
})
