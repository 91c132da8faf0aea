import { expect, it } from 'vitest'
import { relayMetrics } from './relay-metrics.ts'

it('counts audio frames as Prometheus counts, however often somebody looks', async () => {
  const { audio, registry } = relayMetrics()
  audio.inboundFrames = 7
  audio.outboundFrames = 5
  audio.inboundDropped.linkBehind = 3
  await registry.metrics()
  audio.inboundFrames += 1

  const lines = (await registry.metrics()).split('\n')

  expect(lines).toEqual(
    expect.arrayContaining([
      '# TYPE relay_audio_frames_total counter',
      'relay_audio_frames_total{direction="inbound"} 8',
      'relay_audio_frames_total{direction="outbound"} 5',
      '# TYPE relay_audio_dropped_frames_total counter',
      'relay_audio_dropped_frames_total{direction="inbound",reason="linkBehind"} 3',
      'relay_audio_dropped_frames_total{direction="outbound",reason="carrierBehind"} 0',
    ]),
  )
})
