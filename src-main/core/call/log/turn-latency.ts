import type { TurnLatency } from '../../../../src-preload/contract/calls.ts'
import type { TurnTiming } from './call-meter.ts'

export const NO_LATENCY: TurnLatency = {
  end_of_turn_ms: null,
  asr_ms: null,
  llm_ttft_ms: null,
  tts_ttfb_ms: null,
  total_ms: null,
}

/** Where the time between the homeowner's last sound and the agent's first frame went, in whole milliseconds. */
export function latencyOf(timing: TurnTiming): TurnLatency {
  return {
    end_of_turn_ms: between(timing.voiceEndedMs, timing.committedMs),
    asr_ms: between(timing.voiceEndedMs, timing.finalWordsMs),
    llm_ttft_ms: between(timing.startedMs, timing.firstTokenMs),
    tts_ttfb_ms: between(timing.firstSayMs, timing.firstAudioMs),
    total_ms: between(timing.voiceEndedMs, timing.firstFrameMs),
  }
}

/** Null when an anchor is missing or they are out of order: no figure is better than a wrong one. */
const between = (from: number | null, to: number | null): number | null =>
  from === null || to === null || to < from ? null : Math.round(to - from)
