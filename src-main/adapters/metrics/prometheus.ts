import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { MoneyFigures } from '../../../src-preload/contract/receipt.ts'
import {
  type Counted,
  MEASUREMENTS,
  type Measurement,
  type MeterListener,
} from '../../core/call/log/call-meter.ts'
import { moneyGauges } from './money-gauges.ts'

/** Names follow the field's usage; anchors and units: realtime-techniques section 14. Seconds throughout. */
export interface Metrics extends MeterListener {
  callEnded(outcome: string, talkSeconds: number): void
  eventApplied(source: string): void
  setLiveCalls(count: number): void
  setRelayOnline(online: boolean): void
  setWallet(availableCents: number, heldCents: number): void
  setMoney(figures: MoneyFigures): void
  text(): Promise<string>
  readonly contentType: string
}

const TURN_BUCKETS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 1.3, 1.6, 2, 3, 5]
const FINE_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.5, 1]

/** What each measurement of a turn means; the anchors are those of `call-meter.ts`. */
const MEANING: Record<Measurement, string> = {
  turn_e2e: "From the end of the homeowner's voice to the agent's first frame",
  eot_delay: "From the end of the homeowner's voice to the end-of-turn decision",
  stt_final_delay: "From the end of the homeowner's voice to the final words",
  llm_ttft: 'From the request to the model to its first token',
  tts_ttfb: 'From the first text sent to the voice to its first audio',
  tts_leading_silence: "Silence at the head of a reply's first audio",
  carrier_playout: 'From the first frame of a line to the first mark that it was played',
  bargein_stop: "From the onset of the homeowner's voice over the agent to the clear on the wire",
  answer_to_first_audio: "From the answer to the agent's first frame",
  amd_verdict: 'From the answer to the verdict on who or what answered',
  dead_air: 'Silence of both sides of more than 2.5 s',
  pacer_slip: 'How much later than 20 ms after the one before a frame left',
  relay_rtt: 'There and back on the link to the relay',
}
const FINE: ReadonlySet<Measurement> = new Set([
  'tts_leading_silence',
  'carrier_playout',
  'bargein_stop',
  'pacer_slip',
  'relay_rtt',
])

const COUNTERS: Record<Counted['what'], string> = {
  speculative: 'Replies begun before the end of the turn, by whether they were used',
  interruption: 'Agent lines silenced by the homeowner, by whether they were gone on with',
  fallback: 'Another engine stood in, by what it does',
  end: 'Calls that the agent ended, by its reason',
  trouble: 'What went wrong in live calls',
  tokens: 'Tokens of the model in live calls',
}

export function prometheusMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, prefix: 'ridgeline_' })
  const histograms = new Map(
    MEASUREMENTS.map((name) => [
      name,
      new Histogram({
        name: `ridgeline_${name}_seconds`,
        help: MEANING[name],
        buckets: FINE.has(name) ? FINE_BUCKETS : TURN_BUCKETS,
        registers,
      }),
    ]),
  )
  const counters = new Map(
    Object.entries(COUNTERS).map(([what, help]) => [
      what,
      new Counter({ name: `ridgeline_${plural(what)}_total`, help, labelNames: ['how'], registers }),
    ]),
  )
  const deadAir = new Gauge({
    name: 'ridgeline_dead_air_ms',
    help: 'The latest silence of both sides of more than 2.5 s',
    registers,
  })
  const deadAirs = new Counter({
    name: 'ridgeline_dead_air_over_2500ms_total',
    help: 'Silences of both sides of more than 2.5 s',
    registers,
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
  return {
    measured(name, ms) {
      histograms.get(name)?.observe(ms / 1_000)
      if (name !== 'dead_air') return
      deadAir.set(ms)
      deadAirs.inc()
    },
    counted: (count) => counters.get(count.what)?.inc({ how: count.how }, 'by' in count ? count.by : 1),
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
    setMoney: moneyGauges(registry),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

function plural(what: string): string {
  if (what === 'speculative') return 'speculative_replies'
  return what.endsWith('s') ? what : `${what}s`
}
