import type { CallTimeline, TurnTimingView } from '../../../../src-preload/contract/calls.ts'
import type { CallLogEntry } from './call-log.ts'
import { CallMeter, type TurnTiming } from './call-meter.ts'

/** What the event log of a call tells of its turns, as the call page shows it. */
export function callTimeline(callId: string, log: Iterable<CallLogEntry>): CallTimeline {
  const tokens = { read: 0, cached: 0, cache_written: 0, written: 0 }
  const earlyReplies = { used: 0, wasted: 0 }
  const interruptions = { true: 0, resumed: 0 }
  const troubles: CallTimeline['troubles'] = []
  const meter = new CallMeter({
    measured: () => {},
    counted(count) {
      if (count.what === 'tokens') tokens[count.how] += count.by
      if (count.what === 'speculative') earlyReplies[count.how]++
      if (count.what === 'interruption' && count.how !== 'false') interruptions[count.how]++
    },
  })
  for (const entry of log) {
    meter.read(entry)
    if (entry.kind === 'trouble') troubles.push({ at_ms: entry.atMs, what: entry.what, detail: entry.detail })
  }
  const turns = meter.timings().map((timing) => viewOf(callId, timing))
  return { turns, tokens, early_replies: earlyReplies, interruptions, troubles }
}

const viewOf = (callId: string, timing: TurnTiming): TurnTimingView => ({
  turn_id: `${callId}:${timing.lineId}`,
  speculative: timing.speculative,
  voice_ended_ms: timing.voiceEndedMs,
  final_words_ms: timing.finalWordsMs,
  started_ms: timing.startedMs,
  committed_ms: timing.committedMs,
  first_token_ms: timing.firstTokenMs,
  first_text_ms: timing.firstSayMs,
  first_audio_ms: timing.firstAudioMs,
  first_frame_ms: timing.firstFrameMs,
  first_mark_ms: timing.firstMarkMs,
})
