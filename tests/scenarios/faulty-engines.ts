import { pcmuDurationMs } from '../../src-main/core/audio/pcmu.ts'
import {
  fallbackTranscriber,
  type TranscriberEngine,
} from '../../src-main/core/call/speech/fallback-transcriber.ts'
import { fallbackVoice, type VoiceEngine } from '../../src-main/core/call/speech/fallback-voice.ts'
import type { TranscriberListener, TurnListener } from '../../src-main/core/call/speech/transcriber.ts'
import type { VoiceListener, VoiceSession } from '../../src-main/core/call/speech/voice.ts'
import { pause } from '../../src-main/core/clock.ts'
import { fallbackModel, type ModelEngine } from '../../src-main/core/conversation/fallback-model.ts'
import type { ReplyPart, ReplyRequest } from '../../src-main/core/conversation/language-model.ts'
import { EngineHealth } from '../../src-main/core/engine-health.ts'
import { VendorFailure } from '../../src-main/core/vendor-failure.ts'
import type { UseItem, UseListener } from '../../src-main/core/wallet/vendor-cost.ts'
import { tokensIn } from '../../src-main/practice/anthropic/usage.ts'
import { dice } from '../../src-main/practice/chance.ts'
import type { SpokenLines } from '../../src-main/rehearsal/spoken-lines.ts'
import type { VirtualClock } from '../../src-main/rehearsal/virtual-clock.ts'
import { NO_FAULTS, simulatedModel } from './simulated-vendors.ts'

export const VENDORS = ['recogniser', 'model', 'voice'] as const
export type FaultyVendor = (typeof VENDORS)[number]
export const FAULTS = ['refuse', 'stall', 'cut', 'garbage', 'slow'] as const
export type EngineFault = (typeof FAULTS)[number]

/** What goes wrong, and for whom: the vendor's first engine or all of them. */
export interface VendorFault {
  readonly vendor: FaultyVendor
  readonly fault: EngineFault
  readonly scope: 'first' | 'all'
}

type Chance = () => number

/** By engine, in the order in which they are asked. */
const RECOGNITION: readonly UseItem[] = ['flux', 'nova', 'scribe']
const SPEECH: readonly UseItem[] = ['flash', 'aura']
const THOUGHT = ['haiku', 'sonnet'] as const

const CONNECT_MS = 150
const SLOW_CONNECT_MS = 1_500
const SLOW_RECOGNITION_MS = 900
const SLOW_MODEL_MS = 3_500
const SLOW_VOICE_MS = 2_000
const FIRST_AUDIO_MS = 90
/** A voice sends pieces of speech faster than they are spoken. */
const CHUNK_BYTES = 2_400
const CHUNK_EVERY_MS = 40

/** Recognisers, voices and models with the product's own fallbacks in front of them, and a switch for what fails. */
export class FaultyEngines {
  readonly #clock: VirtualClock
  readonly #lines: SpokenLines
  readonly #chance: Chance
  readonly #billed: UseListener
  readonly #sessions = new Set<{
    readonly vendor: FaultyVendor
    readonly engine: number
    faultBegins(): void
  }>()
  readonly #heardAt: { readonly atMs: number; readonly tell: (to: TurnListener) => void }[] = []
  readonly #ears = new Set<(tell: (to: TurnListener) => void) => void>()
  #fault: VendorFault | null = null
  readonly transcriber
  readonly voice
  readonly model
  readonly #health: { stop(): void }[]

  /** `billed` is told what the vendors charge for, as they count it themselves. */
  constructor(clock: VirtualClock, lines: SpokenLines, seed: number, billed: UseListener = () => {}) {
    this.#billed = billed
    this.#clock = clock
    this.#lines = lines
    this.#chance = dice(seed * 7_919 + 13)
    const recognisers = new EngineHealth(
      [0, 1, 2].map((n) => this.#recogniser(n)),
      clock,
    )
    const voices = new EngineHealth(
      [0, 1].map((n) => this.#voiceEngine(n)),
      clock,
    )
    const models = new EngineHealth(
      [0, 1].map((n) => this.#modelEngine(n)),
      clock,
    )
    this.transcriber = fallbackTranscriber(recognisers, clock)
    this.voice = fallbackVoice(voices, clock)
    this.model = fallbackModel(models, clock)
    this.#health = [recognisers, voices, models]
  }

  /** The phone tells here what a good recogniser understands. */
  readonly hears: TurnListener = {
    turnStarted: () => this.#said((to) => to.turnStarted()),
    turnUpdated: (text) => this.#said((to) => to.turnUpdated(text)),
    turnMayBeDone: (text) => this.#said((to) => to.turnMayBeDone(text)),
    turnResumed: () => this.#said((to) => to.turnResumed()),
    turnDone: (text) => this.#said((to) => to.turnDone(text)),
  }

  breaks(fault: VendorFault): void {
    this.#fault = fault
    for (const session of [...this.#sessions])
      if (this.#faultOf(session.vendor, session.engine)) session.faultBegins()
  }

  recovers(): void {
    this.#fault = null
  }

  stop(): void {
    for (const health of this.#health) health.stop()
  }

  #faultOf(vendor: FaultyVendor, engine: number): EngineFault | null {
    const fault = this.#fault
    if (fault === null || fault.vendor !== vendor) return null
    return fault.scope === 'all' || engine === 0 ? fault.fault : null
  }

  /** Connecting takes a while, longer when slow; some refuse, and some of those that stall never answer. */
  async #connects(vendor: FaultyVendor, engine: number, signal: AbortSignal): Promise<void> {
    const fault = this.#faultOf(vendor, engine)
    if (fault === 'stall' && this.#chance() < 0.5) await new Promise(() => {})
    await pause(this.#clock, fault === 'slow' ? SLOW_CONNECT_MS : CONNECT_MS, signal)
    if (this.#faultOf(vendor, engine) === 'refuse') throw new VendorFailure(vendor, 'unavailable', 'refused')
  }

  #said(tell: (to: TurnListener) => void): void {
    const atMs = this.#clock.monotonicMs()
    this.#heardAt.push({ atMs, tell })
    for (const ear of [...this.#ears]) ear(tell)
  }

  /** The vendor notes it, and tells whoever asked. */
  #charge(item: UseItem | undefined, quantity: number, used?: UseListener): void {
    if (item === undefined) return
    this.#billed(item, quantity)
    used?.(item, quantity)
  }

  // Recognisers

  #recogniser(engine: number): TranscriberEngine {
    return {
      name: `Recogniser ${engine + 1}`,
      probe: (signal) => this.#connects('recogniser', engine, signal),
      open: async (_, listener, signal, used) => {
        await this.#connects('recogniser', engine, signal)
        return this.#listen(engine, listener, used)
      },
    }
  }

  #listen(engine: number, listener: TranscriberListener, used?: UseListener) {
    const openedAtMs = this.#clock.monotonicMs()
    let open = true
    let caughtUp = false
    let missedMs = 0
    const close = () => {
      open = false
      this.#ears.delete(ear)
      this.#sessions.delete(session)
    }
    const lose = (reason: string) => {
      if (!open) return
      close()
      listener.recognitionLost(reason)
    }
    let toldAtMs = 0
    const later = (delayMs: number, act: () => void) =>
      void this.#clock.wakeAfter(delayMs, () => {
        if (open) act()
      })
    const ear = (tell: (to: TurnListener) => void) => {
      const fault = this.#faultOf('recogniser', engine)
      if (fault === 'stall' || !caughtUp) return
      const nowMs = this.#clock.monotonicMs()
      // What was understood late comes before what was understood after it.
      toldAtMs = Math.max(toldAtMs, nowMs + (fault === 'slow' ? SLOW_RECOGNITION_MS : 0))
      if (toldAtMs > nowMs) later(toldAtMs - nowMs, () => tell(listener))
      else tell(listener)
      if (fault === 'garbage') garbled(listener, this.#chance())
    }
    const session = {
      vendor: 'recogniser' as const,
      engine,
      faultBegins: () => {
        const fault = this.#faultOf('recogniser', engine)
        if (fault === 'cut' || fault === 'refuse') lose('closed the stream (1006)')
        if (fault === 'garbage' && this.#chance() < 0.5) lose('sent garbage')
      },
    }
    this.#ears.add(ear)
    this.#sessions.add(session)
    if (this.#faultOf('recogniser', engine) === 'cut')
      later(300 + this.#chance() * 3_000, () => lose('closed the stream (1006)'))
    // What it is sent at once is what was said before it came.
    later(40, () => {
      caughtUp = true
      const missed = this.#heardAt.filter(({ atMs }) => atMs > openedAtMs - missedMs)
      for (const { tell } of missed) ear(tell)
    })
    return {
      sendAudio: (pcmu: Uint8Array) => {
        if (open) this.#charge(RECOGNITION[engine], pcmuDurationMs(pcmu.length), used)
        if (this.#clock.monotonicMs() === openedAtMs) missedMs += pcmuDurationMs(pcmu.length)
      },
      close,
    }
  }

  // Voices

  #voiceEngine(engine: number): VoiceEngine {
    return {
      name: `Voice ${engine + 1}`,
      cached: async () => null,
      render: async (text, signal) => {
        await this.#connects('voice', engine, signal)
        return this.#lines.speak(`${text} `)
      },
      probe: (signal) => this.#connects('voice', engine, signal),
      open: async (listener, signal, used) => {
        await this.#connects('voice', engine, signal)
        return this.#speaker(engine, listener, used)
      },
    }
  }

  #speaker(engine: number, listener: VoiceListener, used?: UseListener): VoiceSession {
    let open = true
    const cancelled = new Set<string>()
    const readyAtMs = new Map<string, number>()
    const close = () => {
      open = false
      this.#sessions.delete(session)
    }
    const lose = (reason: string) => {
      if (!open) return
      close()
      listener.voiceLost(reason)
    }
    const session = {
      vendor: 'voice' as const,
      engine,
      faultBegins: () => {
        const fault = this.#faultOf('voice', engine)
        if (fault === 'cut' || fault === 'refuse') lose('closed the socket (1006)')
        if (fault === 'garbage' && this.#chance() < 0.5) lose('sent garbage')
      },
    }
    this.#sessions.add(session)
    const later = (contextId: string, delayMs: number, act: () => void) => {
      const atMs = Math.max(
        this.#clock.monotonicMs() + delayMs,
        (readyAtMs.get(contextId) ?? 0) + CHUNK_EVERY_MS,
      )
      readyAtMs.set(contextId, atMs)
      this.#clock.wakeAfter(atMs - this.#clock.monotonicMs(), () => {
        const fault = this.#faultOf('voice', engine)
        if (!open || cancelled.has(contextId) || fault === 'stall') return
        act()
        if (fault === 'garbage') strangeSound(listener, contextId, this.#chance())
      })
    }
    if (this.#faultOf('voice', engine) === 'cut')
      this.#clock.wakeAfter(300 + this.#chance() * 3_000, () => lose('closed the socket (1006)'))
    return {
      say: (contextId, text) => {
        this.#charge(SPEECH[engine], text.length, used)
        const { pcmu, chars } = this.#lines.speak(`${text} `)
        const delayMs = this.#faultOf('voice', engine) === 'slow' ? SLOW_VOICE_MS : FIRST_AUDIO_MS
        for (let at = 0; at < pcmu.length; at += CHUNK_BYTES) {
          const [fromMs, toMs] = [pcmuDurationMs(at), pcmuDurationMs(Math.min(at + CHUNK_BYTES, pcmu.length))]
          const inside = chars
            .filter(({ startMs }) => startMs >= fromMs && startMs < toMs)
            .map((char) => ({ ...char, startMs: char.startMs - fromMs, endMs: char.endMs - fromMs }))
          later(contextId, delayMs, () =>
            listener.voiceArrived(contextId, pcmu.subarray(at, at + CHUNK_BYTES), inside),
          )
        }
      },
      finish: (contextId) => later(contextId, 20, () => listener.contextEnded(contextId)),
      cancel: (contextId) => void cancelled.add(contextId),
      close,
    }
  }

  // Models

  #modelEngine(engine: number): ModelEngine {
    const sound = simulatedModel(this.#clock, NO_FAULTS)
    const unasked = () => Promise.reject(new VendorFailure('model', 'unavailable', 'not in this scenario'))
    return {
      name: `Model ${engine + 1}`,
      warmUp: async () => {},
      writeScript: unasked,
      writeOpenings: unasked,
      summarise: unasked,
      probe: async () => {
        if (this.#faultOf('model', engine)) throw new VendorFailure('model', 'unavailable', 'overloaded')
      },
      reply: (request, signal, used) => this.#reply(sound, engine, request, signal, used),
    }
  }

  async *#reply(
    sound: Pick<ModelEngine, 'reply'>,
    engine: number,
    request: ReplyRequest,
    signal: AbortSignal,
    used?: UseListener,
  ): AsyncGenerator<ReplyPart> {
    const fault = this.#faultOf('model', engine)
    if (fault === 'refuse') throw new VendorFailure('model', 'unavailable', 'overloaded')
    if (fault === 'slow') await pause(this.#clock, SLOW_MODEL_MS, signal)
    const breaksAt = Math.floor(this.#chance() * 6)
    let parts = 0
    const model = THOUGHT[engine] ?? 'haiku'
    for await (const part of sound.reply(request, signal)) {
      if (parts === 0) this.#charge(`${model}_read`, tokensIn(JSON.stringify(request.messages)), used)
      if (part.type === 'text') this.#charge(`${model}_written`, tokensIn(part.text), used)
      const now = this.#faultOf('model', engine)
      const breaks = parts++ >= breaksAt
      if (breaks && now === 'stall') await new Promise(() => {})
      if (breaks && now === 'cut') throw new VendorFailure('model', 'garbled', 'broke off')
      if (breaks && now === 'garbage') yield* nonsense(this.#chance())
      yield part
      if (signal.aborted) return
    }
  }
}

/** Well-formed, and out of any order. */
function garbled(to: TurnListener, chance: number): void {
  if (chance < 0.2) to.turnResumed()
  else if (chance < 0.4) to.turnMayBeDone('')
  else if (chance < 0.6) to.turnUpdated('')
  else if (chance < 0.8) to.turnDone('')
  else to.turnStarted()
}

function strangeSound(listener: VoiceListener, contextId: string, chance: number): void {
  if (chance < 0.3) listener.voiceArrived('somebody-else', new Uint8Array(333).fill(7), [])
  else if (chance < 0.6) listener.contextEnded('somebody-else')
  else if (chance < 0.7) listener.contextEnded(contextId)
}

function* nonsense(chance: number): Generator<ReplyPart> {
  const usage = { inputTokens: 0, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 0 }
  if (chance < 0.3) yield { type: 'text', text: '' }
  else if (chance < 0.6)
    yield { type: 'tool', toolId: 'toolu_x', name: 'send_money', input: { amount: 'all' } }
  else if (chance < 0.8) yield { type: 'stopped', reason: 'finished', usage }
  else yield { type: 'stopped', reason: 'refused', usage }
}
