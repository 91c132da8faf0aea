import type { TurnLatency } from '../../../src-preload/contract/calls.ts'

export const NO_LATENCY: TurnLatency = {
  end_of_turn_ms: null,
  asr_ms: null,
  llm_ttft_ms: null,
  tts_ttfb_ms: null,
  total_ms: null,
}

/** When the homeowner fell silent, when the last words of the turn were known, and when its end was. */
export interface HeardFrom {
  readonly lastVoicedMs: number | null
  readonly wordsAtMs: number | null
  readonly doneAtMs: number | null
}

export interface ReplyTiming {
  readonly startedMs: number | null
  readonly firstTokenMs: number | null
  readonly firstSayMs: number | null
  readonly firstAudioMs: number | null
}

/** Where the time between the homeowner's last sound and the agent's first frame went, in whole milliseconds. */
export function latencyOf(reply: ReplyTiming, heard: HeardFrom, firstFrameMs: number): TurnLatency {
  return {
    end_of_turn_ms: between(heard.lastVoicedMs, heard.doneAtMs),
    asr_ms: between(heard.lastVoicedMs, heard.wordsAtMs),
    llm_ttft_ms: between(reply.startedMs, reply.firstTokenMs),
    tts_ttfb_ms: between(reply.firstSayMs, reply.firstAudioMs),
    total_ms: between(heard.lastVoicedMs, firstFrameMs),
  }
}

const between = (from: number | null, to: number | null): number | null =>
  from === null || to === null || to < from ? null : Math.round(to - from)
