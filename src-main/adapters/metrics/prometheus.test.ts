import { describe, expect, it } from 'vitest'
import { MEASUREMENTS } from '../../core/call/call-meter.ts'
import { prometheusMetrics } from './prometheus.ts'

describe('the metrics', () => {
  it('hold a histogram in seconds for every stage of a turn', async () => {
    const metrics = prometheusMetrics()
    metrics.measured('turn_e2e', 830)
    metrics.measured('turn_e2e', 830)
    const text = await metrics.text()
    expect(text).toMatch(/^ridgeline_turn_e2e_seconds_count 2$/m)
    expect(text).toMatch(/^ridgeline_turn_e2e_seconds_sum 1.66$/m)
    for (const name of MEASUREMENTS) expect(text).toContain(`# TYPE ridgeline_${name}_seconds histogram`)
  })

  it('count replies begun early, interruptions, troubles and tokens by what became of them', async () => {
    const metrics = prometheusMetrics()
    metrics.counted({ what: 'speculative', how: 'wasted' })
    metrics.counted({ what: 'interruption', how: 'resumed' })
    metrics.counted({ what: 'trouble', how: 'voice-lost' })
    metrics.counted({ what: 'tokens', how: 'cached', by: 1_200 })
    const text = await metrics.text()
    for (const line of [
      'ridgeline_speculative_replies_total{how="wasted"} 1',
      'ridgeline_interruptions_total{how="resumed"} 1',
      'ridgeline_troubles_total{how="voice-lost"} 1',
      'ridgeline_tokens_total{how="cached"} 1200',
    ])
      expect(text).toContain(line)
  })
})
