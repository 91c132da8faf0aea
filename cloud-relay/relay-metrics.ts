/** Prometheus figures. The audio path only adds to plain numbers, which are read when somebody scrapes. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface AudioCounts {
  inboundFrames: number
  outboundFrames: number
  inboundDropped: { late: number; duplicate: number; malformed: number; tooMany: number; linkBehind: number }
  outboundDropped: { carrierBehind: number; noCarrier: number; late: number }
}

export interface RelayMetrics {
  readonly registry: Registry
  readonly webhooks: Counter<'source' | 'result'>
  readonly commitSeconds: Histogram
  readonly linkSessions: Counter<'result'>
  readonly streamConnections: Counter<'result'>
  readonly lifeboatSteps: Counter<'step'>
  readonly audio: AudioCounts
  /** Read at each scrape. */
  watch(name: string, help: string, read: () => number): void
}

export function relayMetrics(): RelayMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'relay_' })
  const registers = [registry]
  const audio: AudioCounts = {
    inboundFrames: 0,
    outboundFrames: 0,
    inboundDropped: { late: 0, duplicate: 0, malformed: 0, tooMany: 0, linkBehind: 0 },
    outboundDropped: { carrierBehind: 0, noCarrier: 0, late: 0 },
  }
  const watch = (name: string, help: string, read: () => number) => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  }
  new Counter({
    name: 'relay_audio_frames_total',
    help: 'Audio frames taken from the carrier (inbound) and sent to it (outbound)',
    labelNames: ['direction'],
    registers,
    collect() {
      this.reset()
      this.inc({ direction: 'inbound' }, audio.inboundFrames)
      this.inc({ direction: 'outbound' }, audio.outboundFrames)
    },
  })
  new Counter({
    name: 'relay_audio_dropped_frames_total',
    help: 'Audio frames dropped',
    labelNames: ['direction', 'reason'],
    registers,
    collect() {
      this.reset()
      for (const [reason, count] of Object.entries(audio.inboundDropped))
        this.inc({ direction: 'inbound', reason }, count)
      for (const [reason, count] of Object.entries(audio.outboundDropped))
        this.inc({ direction: 'outbound', reason }, count)
    },
  })
  return {
    registry,
    lifeboatSteps: new Counter({
      name: 'relay_lifeboat_steps_total',
      help: 'What the relay did for calls whose desktop was gone',
      labelNames: ['step'],
      registers,
    }),
    webhooks: new Counter({
      name: 'relay_webhooks_total',
      help: 'Webhook requests',
      labelNames: ['source', 'result'],
      registers,
    }),
    commitSeconds: new Histogram({
      name: 'relay_commit_seconds',
      help: 'Time of one durable commit',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5],
      registers,
    }),
    linkSessions: new Counter({
      name: 'relay_link_sessions_total',
      help: 'Desktop handshakes',
      labelNames: ['result'],
      registers,
    }),
    streamConnections: new Counter({
      name: 'relay_stream_connections_total',
      help: 'Carrier sockets',
      labelNames: ['result'],
      registers,
    }),
    audio,
    watch,
  }
}
