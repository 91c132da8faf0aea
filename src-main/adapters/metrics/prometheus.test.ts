import { describe, expect, it } from 'vitest'
import { MEASUREMENTS } from '../../core/call/log/call-meter.ts'
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

  it('bear every name that section 14 of the techniques gives to a stage of a turn', async () => {
    const text = await prometheusMetrics().text()
    for (const name of [
      'turn_e2e',
      'eot_delay',
      'stt_final_delay',
      'llm_ttft',
      'tts_ttfb',
      'tts_leading_silence',
      'carrier_playout',
      'bargein_stop',
      'answer_to_first_audio',
      'amd_verdict',
      'relay_rtt',
      'pacer_slip',
    ])
      expect(text).toContain(`# TYPE ridgeline_${name}_seconds histogram`)
    expect(text).toContain('# TYPE ridgeline_dead_air_ms gauge')
    expect(text).toContain('# TYPE ridgeline_dead_air_over_2500ms_total counter')
  })

  it('tell the latest silence of a line, and how many there were', async () => {
    const metrics = prometheusMetrics()
    metrics.measured('dead_air', 2_800)
    metrics.measured('dead_air', 3_100)
    const text = await metrics.text()
    expect(text).toMatch(/^ridgeline_dead_air_ms 3100$/m)
    expect(text).toMatch(/^ridgeline_dead_air_over_2500ms_total 2$/m)
  })

  it('count replies begun early, interruptions, troubles and tokens by what became of them', async () => {
    const metrics = prometheusMetrics()
    metrics.counted({ what: 'speculative', how: 'wasted' })
    metrics.counted({ what: 'interruption', how: 'resumed' })
    metrics.counted({ what: 'interruption', how: 'false' })
    metrics.counted({ what: 'fallback', how: 'voice' })
    metrics.counted({ what: 'end', how: 'trouble' })
    metrics.counted({ what: 'trouble', how: 'voice-lost' })
    metrics.counted({ what: 'tokens', how: 'cached', by: 1_200 })
    const text = await metrics.text()
    for (const line of [
      'ridgeline_speculative_replies_total{how="wasted"} 1',
      'ridgeline_interruptions_total{how="resumed"} 1',
      'ridgeline_fallbacks_total{how="voice"} 1',
      'ridgeline_ends_total{how="trouble"} 1',
      'ridgeline_interruptions_total{how="false"} 1',
      'ridgeline_troubles_total{how="voice-lost"} 1',
      'ridgeline_tokens_total{how="cached"} 1200',
    ])
      expect(text).toContain(line)
  })
})
