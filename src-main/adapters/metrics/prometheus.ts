import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { TurnView } from '../../../src-preload/contract/calls.ts'

/** Names follow the field's usage; anchors and units: realtime-techniques section 14. Seconds throughout. */
export interface Metrics {
  turnSpoken(turn: TurnView): void
  callEnded(outcome: string, talkSeconds: number): void
  eventApplied(source: string): void
  setLiveCalls(count: number): void
  setRelayOnline(online: boolean): void
  setWallet(availableCents: number, heldCents: number): void
  text(): Promise<string>
  readonly contentType: string
}

const TURN_BUCKETS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 1.3, 1.6, 2, 3, 5]

export function prometheusMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'ridgeline_' })
  const histogram = (name: string, help: string) =>
    new Histogram({ name: `ridgeline_${name}_seconds`, help, buckets: TURN_BUCKETS, registers: [registry] })
  const turnE2e = histogram('turn_e2e', "From the end of the homeowner's voice to the agent's first frame")
  const eotDelay = histogram('eot_delay', "From the end of the homeowner's voice to the end-of-turn decision")
  const llmTtft = histogram('llm_ttft', 'From the request to the model to its first token')
  const ttsTtfb = histogram('tts_ttfb', 'From the first text sent to the voice to its first audio')
  const interruptions = new Counter({
    name: 'ridgeline_interruptions_total',
    help: 'Agent lines cut by the homeowner',
    registers: [registry],
  })
  const calls = new Counter({
    name: 'ridgeline_calls_total',
    help: 'Ended calls by outcome',
    labelNames: ['outcome'],
    registers: [registry],
  })
  const talk = new Counter({
    name: 'ridgeline_talk_seconds_total',
    help: 'Seconds of conversation',
    registers: [registry],
  })
  const events = new Counter({
    name: 'ridgeline_relay_events_total',
    help: 'Webhooks applied',
    labelNames: ['source'],
    registers: [registry],
  })
  const live = new Gauge({
    name: 'ridgeline_live_calls',
    help: 'Calls being placed or up',
    registers: [registry],
  })
  const relay = new Gauge({
    name: 'ridgeline_relay_online',
    help: '1 when the relay link is up',
    registers: [registry],
  })
  const wallet = new Gauge({
    name: 'ridgeline_wallet_cents',
    help: 'Money by state',
    labelNames: ['state'],
    registers: [registry],
  })
  const observe = (target: Histogram, ms: number | null) => {
    if (ms !== null) target.observe(ms / 1_000)
  }
  return {
    turnSpoken({ speaker, latency, cut_by }) {
      if (speaker !== 'agent') return
      if (cut_by === 'homeowner') interruptions.inc()
      observe(turnE2e, latency.total_ms)
      observe(eotDelay, latency.end_of_turn_ms)
      observe(llmTtft, latency.llm_ttft_ms)
      observe(ttsTtfb, latency.tts_ttfb_ms)
    },
    callEnded(outcome, talkSeconds) {
      calls.inc({ outcome })
      talk.inc(talkSeconds)
    },
    eventApplied: (source) => events.inc({ source }),
    setLiveCalls: (count) => live.set(count),
    setRelayOnline: (online) => relay.set(online ? 1 : 0),
    setWallet(availableCents, heldCents) {
      wallet.set({ state: 'available' }, availableCents)
      wallet.set({ state: 'held' }, heldCents)
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
