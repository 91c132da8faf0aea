import type { CallTimeline, TurnTimingView } from '../../src-preload/contract/calls.ts'

/** Where the time before an answer goes, in the order in which it goes there. */
export const STAGES = ['decide', 'model', 'clause', 'voice', 'held', 'send'] as const
export type Stage = (typeof STAGES)[number]

export interface WaterfallBar {
  stage: Stage
  /** Milliseconds from the row's beginning; negative for what was begun before it. */
  fromMs: number
  toMs: number
}

export interface WaterfallRow {
  turnId: string
  /** Begun before the homeowner's turn was surely over, and then used. */
  early: boolean
  bars: WaterfallBar[]
  /**
   * From the homeowner's last sound to the agent's first. Null where nothing was said before, or where the stages are out
   * of order: no figure is better than a wrong one.
   */
  totalMs: number | null
}

/** A row with the words of its reply. */
export type NamedRow = WaterfallRow & { words: string }

/** One reply. It begins with the end of the homeowner's voice; without that, with the request to the model. */
export function waterfallRow(timing: TurnTimingView): WaterfallRow {
  const { voice_ended_ms: voiceEnded, committed_ms: committed, first_audio_ms: audio } = timing
  const beginsMs = voiceEnded ?? timing.started_ms
  const ready = committed === null || audio === null ? audio : Math.max(audio, committed)
  const bars = [
    bar('decide', voiceEnded, committed),
    bar('model', timing.started_ms, timing.first_token_ms),
    bar('clause', timing.first_token_ms, timing.first_text_ms),
    bar('voice', timing.first_text_ms, audio),
    bar('held', audio, committed),
    bar('send', ready, timing.first_frame_ms),
  ]
  return {
    turnId: timing.turn_id,
    early: timing.speculative,
    bars: bars.flatMap((each) =>
      each ? [{ ...each, fromMs: each.fromMs - beginsMs, toMs: each.toMs - beginsMs }] : [],
    ),
    totalMs: lengthOf(voiceEnded, timing.first_frame_ms),
  }
}

function bar(stage: Stage, fromMs: number | null, toMs: number | null): WaterfallBar | null {
  return fromMs === null || toMs === null || toMs < fromMs ? null : { stage, fromMs, toMs }
}

const lengthOf = (fromMs: number | null, toMs: number | null): number | null =>
  fromMs === null || toMs === null || toMs < fromMs ? null : toMs - fromMs

export interface Scale {
  fromMs: number
  toMs: number
  /** Where lines are drawn; 0 is the end of the homeowner's voice. */
  ticksMs: number[]
}

const STEPS_MS = [50, 100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000]
const MOST_TICKS = 7

/** One scale for all replies of a call, so that their bars can be compared; ends on whole steps. */
export function scaleOf(rows: readonly WaterfallRow[]): Scale {
  const bars = rows.flatMap((row) => row.bars)
  const first = Math.min(0, ...bars.map(({ fromMs }) => fromMs))
  const last = Math.max(1, ...bars.map(({ toMs }) => toMs))
  const stepMs = STEPS_MS.find((step) => (last - first) / step <= MOST_TICKS) ?? 30_000
  const fromStep = Math.floor(first / stepMs)
  const toStep = Math.ceil(last / stepMs)
  return {
    fromMs: fromStep * stepMs,
    toMs: toStep * stepMs,
    ticksMs: Array.from({ length: toStep - fromStep + 1 }, (_, index) => (fromStep + index) * stepMs),
  }
}

/** The middle one; of an even number, the mean of the two in the middle. Null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const low = sorted[Math.ceil(middle) - 1]
  const high = sorted[Math.floor(middle)]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

/** What part of what the model read came from its cache, 0 to 1; null when it read nothing. */
export function cachedShare({ read, cached, cache_written }: CallTimeline['tokens']): number | null {
  const all = read + cached + cache_written
  return all === 0 ? null : cached / all
}
