import type { HangUpReason, TurnEffect, TurnEvent } from '../../turn-taking/turn.ts'
import type { CallLogEntry } from './call-log.ts'
import { whoCut } from './who-cut.ts'

/**
 * Names, anchors and units follow realtime-techniques section 14. Milliseconds on the call's clock. What has its anchors
 * out of order is dropped rather than reported wrong.
 */
export type Measurement = (typeof MEASUREMENTS)[number]

export const MEASUREMENTS = [
  /** From the end of the homeowner's voice to the agent's first frame, when nothing was said in between. */
  'turn_e2e',
  /** From the end of the homeowner's voice to the decision that the turn is over. */
  'eot_delay',
  /** From the end of the homeowner's voice to the recogniser's final words. */
  'stt_final_delay',
  /** From the request to the model to its first word. */
  'llm_ttft',
  /** From the first text sent to the voice to its first audio. */
  'tts_ttfb',
  /** Silence at the head of a reply's first audio: heard as a later answer though the audio is there. */
  'tts_leading_silence',
  /** From a line's first frame on the wire to the carrier's first mark that it was played. */
  'carrier_playout',
  /** From the onset of the homeowner's voice over the agent to the `clear` on the wire. */
  'bargein_stop',
  'answer_to_first_audio',
  /** From the answer to the verdict on who or what answered. */
  'amd_verdict',
  /** Silence of both sides of more than 2.5 s, when it ends or when the watchdog breaks it. */
  'dead_air',
  /** How much later than 20 ms after the one before a frame left, within a line. */
  'pacer_slip',
  /** There and back on the link to the relay. */
  'relay_rtt',
] as const

export type Counted =
  | { readonly what: 'speculative'; readonly how: 'used' | 'wasted' }
  | { readonly what: 'interruption'; readonly how: 'true' | 'false' | 'resumed' }
  /** Another engine stood in. */
  | { readonly what: 'fallback'; readonly how: 'recogniser' | 'voice' | 'model' }
  | { readonly what: 'end'; readonly how: HangUpReason }
  | { readonly what: 'trouble'; readonly how: string }
  | {
      readonly what: 'tokens'
      readonly how: 'read' | 'cached' | 'cache_written' | 'written'
      readonly by: number
    }

export interface MeterListener {
  measured(name: Measurement, ms: number): void
  counted(count: Counted): void
}

/** When each stage of one reply was reached; null for a stage that was not, or that nothing tells of. */
export interface TurnTiming {
  readonly lineId: string
  readonly speculative: boolean
  readonly voiceEndedMs: number | null
  readonly finalWordsMs: number | null
  readonly startedMs: number
  readonly committedMs: number | null
  readonly firstTokenMs: number | null
  readonly firstSayMs: number | null
  readonly firstAudioMs: number | null
  readonly firstFrameMs: number | null
  readonly firstMarkMs: number | null
}
type Changing<T> = { -readonly [Key in keyof T]: T[Key] }

const FRAME_MS = 20
/** Gaps longer than this are pauses between lines, not a pacer that slipped. */
const LONGEST_SLIP_MS = 200

/** Reads the log of a call as it is written, or afterwards, and tells what its stages took. */
export class CallMeter {
  readonly #listener: MeterListener
  readonly #timings = new Map<string, Changing<TurnTiming>>()
  #openedMs: number | null = null
  #voice: { voiced: boolean; sinceMs: number } | null = null
  #finalWordsMs: number | null = null
  #agentSpokeMs: number | null = null
  #speculative: string | null = null
  #lastLine: string | null = null
  #pausedLine: string | null = null
  #wordsSincePause = false

  constructor(listener: MeterListener) {
    this.#listener = listener
  }

  timing(lineId: string): TurnTiming | null {
    return this.#timings.get(lineId) ?? null
  }

  /** All replies of which something was heard, oldest first. */
  timings(): TurnTiming[] {
    return [...this.#timings.values()].filter(({ firstFrameMs }) => firstFrameMs !== null)
  }

  read(entry: CallLogEntry): void {
    switch (entry.kind) {
      case 'opened':
        this.#openedMs = entry.atMs
        return
      case 'turn':
        this.#event(entry.event)
        for (const effect of entry.effects) this.#effect(effect, entry.event)
        return
      case 'recogniser':
        if (entry.says === 'done') this.#finalWordsMs = entry.atMs
        return
      case 'token':
        return this.#reached(entry.replyId, 'firstTokenMs', entry.atMs)
      case 'say':
        return this.#reached(entry.replyId, 'firstSayMs', entry.atMs)
      case 'chunk':
        if (entry.leadingSilenceMs !== undefined && this.#timings.has(entry.lineId))
          this.#listener.measured('tts_leading_silence', entry.leadingSilenceMs)
        return this.#reached(entry.lineId, 'firstAudioMs', entry.atMs)
      case 'mark-back':
        return this.#markBack(entry.name, entry.atMs)
      case 'clear':
        if (this.#voice?.voiced) this.#tell('bargein_stop', this.#voice.sinceMs, entry.atMs)
        return
      case 'hang-up':
        return this.#listener.counted({ what: 'end', how: entry.reason })
      case 'quiet':
      case 'dead-air':
        return this.#listener.measured('dead_air', entry.silentMs)
      case 'answered-by':
        return this.#tell('amd_verdict', this.#openedMs, entry.atMs)
      case 'frames':
        for (const gapMs of entry.agent)
          if (gapMs > FRAME_MS && gapMs < LONGEST_SLIP_MS)
            this.#listener.measured('pacer_slip', gapMs - FRAME_MS)
        return
      case 'usage':
        return this.#usage(entry)
      case 'trouble':
        return this.#trouble(entry.what)
    }
  }

  #event(event: TurnEvent): void {
    if (event.type === 'voice-began') this.#voice = { voiced: true, sinceMs: event.sinceMs }
    if (event.type === 'voice-ended') this.#voice = { voiced: false, sinceMs: event.sinceMs }
    if (event.type === 'homeowner-words' || event.type === 'homeowner-done') this.#wordsSincePause = true
    if (event.type === 'line-started') this.#lineStarted(event.lineId, event.atMs)
  }

  #effect(effect: TurnEffect, cause: TurnEvent): void {
    const { atMs } = cause
    switch (effect.do) {
      case 'start-reply':
        this.#timings.set(effect.replyId, {
          ...UNTIMED,
          lineId: effect.replyId,
          startedMs: atMs,
          speculative: effect.speculative,
        })
        if (effect.speculative) this.#speculative = effect.replyId
        // After the desk has given the call back the agent answers the desk, whenever the homeowner last spoke.
        else if (cause.type !== 'desk-gave-back') this.#committed(effect.replyId, atMs)
        return
      case 'confirm-reply':
        this.#speculative = null
        this.#listener.counted({ what: 'speculative', how: 'used' })
        return this.#committed(effect.replyId, atMs)
      case 'cancel-reply':
        if (this.#speculative === effect.replyId)
          this.#listener.counted({ what: 'speculative', how: 'wasted' })
        this.#speculative = null
        if (this.#pausedLine === effect.replyId) this.#interrupted()
        return
      case 'stop-speaking':
        this.#interrupted()
        if (whoCut(cause) !== 'homeowner') return
        this.#pausedLine = this.#lastLine
        this.#wordsSincePause = cause.type === 'homeowner-words' || cause.type === 'homeowner-done'
        return
      case 'resume-line':
        this.#pausedLine = null
        return this.#listener.counted({ what: 'interruption', how: 'resumed' })
    }
  }

  /** The line that was silenced before is not gone on with: a real interruption, if anything was said. */
  #interrupted(): void {
    if (this.#pausedLine !== null)
      this.#listener.counted({ what: 'interruption', how: this.#wordsSincePause ? 'true' : 'false' })
    this.#pausedLine = null
  }

  #trouble(what: Extract<CallLogEntry, { kind: 'trouble' }>['what']): void {
    this.#listener.counted({ what: 'trouble', how: what })
    const port = STANDS_IN[what]
    if (port) this.#listener.counted({ what: 'fallback', how: port })
  }

  #committed(replyId: string, atMs: number): void {
    const timing = this.#timings.get(replyId)
    if (!timing) return
    timing.committedMs = atMs
    // A voice that is heard at this moment has not ended yet, so there is nothing to count from.
    timing.voiceEndedMs = this.#voice && !this.#voice.voiced ? this.#voice.sinceMs : null
    timing.finalWordsMs = this.#finalWordsMs
    this.#tell('eot_delay', timing.voiceEndedMs, atMs)
    this.#tell('stt_final_delay', timing.voiceEndedMs, timing.finalWordsMs)
  }

  #lineStarted(lineId: string, atMs: number): void {
    this.#interrupted()
    this.#lastLine = lineId
    if (this.#agentSpokeMs === null) this.#tell('answer_to_first_audio', this.#openedMs, atMs)
    const timing = this.#timings.get(lineId)
    if (timing && timing.firstFrameMs === null) {
      timing.firstFrameMs = atMs
      this.#tell('llm_ttft', timing.startedMs, timing.firstTokenMs)
      this.#tell('tts_ttfb', timing.firstSayMs, timing.firstAudioMs)
      const silentSince = timing.voiceEndedMs
      if (silentSince !== null && (this.#agentSpokeMs ?? 0) <= silentSince)
        this.#tell('turn_e2e', silentSince, atMs)
    }
    this.#agentSpokeMs = atMs
  }

  #markBack(name: string, atMs: number): void {
    const timing = this.#timings.get(name.split('|')[2] ?? '')
    if (!timing || timing.firstMarkMs !== null || timing.firstFrameMs === null) return
    timing.firstMarkMs = atMs
    this.#tell('carrier_playout', timing.firstFrameMs, atMs)
  }

  #reached(replyId: string, stage: 'firstTokenMs' | 'firstSayMs' | 'firstAudioMs', atMs: number): void {
    const timing = this.#timings.get(replyId)
    if (timing) timing[stage] ??= atMs
  }

  #usage(entry: Extract<CallLogEntry, { kind: 'usage' }>): void {
    const tokens = [
      ['read', entry.inputTokens],
      ['cached', entry.cachedTokens],
      ['cache_written', entry.cacheWriteTokens],
      ['written', entry.outputTokens],
    ] as const
    for (const [how, by] of tokens) if (by > 0) this.#listener.counted({ what: 'tokens', how, by })
  }

  #tell(name: Measurement, fromMs: number | null, toMs: number | null): void {
    if (fromMs !== null && toMs !== null && toMs >= fromMs) this.#listener.measured(name, toMs - fromMs)
  }
}

const STANDS_IN: Partial<Record<string, 'recogniser' | 'voice' | 'model'>> = {
  'recogniser-changed': 'recogniser',
  'voice-changed': 'voice',
  'model-changed': 'model',
}

const UNTIMED = {
  voiceEndedMs: null,
  finalWordsMs: null,
  committedMs: null,
  firstTokenMs: null,
  firstSayMs: null,
  firstAudioMs: null,
  firstFrameMs: null,
  firstMarkMs: null,
} as const
