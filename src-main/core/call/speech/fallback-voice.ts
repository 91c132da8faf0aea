import { pcmuDurationMs } from '../../audio/pcmu.ts'
import type { Clock } from '../../clock.ts'
import type { Engine, EngineHealth } from '../../engine-health.ts'
import { messageOf } from '../../message-of.ts'
import { type Opening, openFirst } from '../../open-first.ts'
import { unlessAborted } from '../../unless-aborted.ts'
import { VendorFailure } from '../../vendor-failure.ts'
import type { UseListener } from '../../wallet/vendor-cost.ts'
import { lettersIn, SpokenContext } from './spoken-context.ts'
import type { RenderedLine, SpokenChar, Voice, VoiceListener, VoiceSession } from './voice.ts'

export interface VoiceEngine extends Voice, Engine {
  /** A line that this voice has rendered before; needs no vendor. */
  cached(text: string): Promise<RenderedLine | null>
}

/** Deadlines behind "fallback speech within 3.5 s" (reliability.md C5). */
const FIRST_AUDIO_DEADLINE_MS = 1_200
const STALL_DEADLINE_MS = 1_000
const CHECK_EVERY_MS = 100
/** A break of the network this short is lived through; a filler covers it. */
const RECONNECT_FOR_MS = 4_000
/** Before the phone rings there is time; in a call there is not. */
const CONNECT_BEFORE_CALL_MS = 3_000
const CONNECT_IN_CALL_MS = 1_200
/** When all have failed in such a row, nobody is left to be tried. */
const JUST_FAILED_MS = 6_000
/** All was said and the voice forgot to tell. */
const END_FORGOTTEN_MS = 800

/**
 * Several voices as one. A voice that breaks or says nothing in time is replaced, and the next one says what has not
 * begun to sound; in the middle of a sentence the voice never changes: that context fails and its reply is begun anew.
 */
export const fallbackVoice = (health: EngineHealth<VoiceEngine>, clock: Clock): Voice => ({
  async open(listener, signal, used) {
    const session = new FallbackSession(health, clock, listener, signal, used)
    await session.connect({ connectWithinMs: CONNECT_BEFORE_CALL_MS, patienceMs: 0 })
    session.noteStandIn()
    return session
  },
  render: (text, signal, used) => render(health, text, signal, used),
})

async function render(
  health: EngineHealth<VoiceEngine>,
  text: string,
  signal: AbortSignal,
  used?: UseListener,
): Promise<RenderedLine> {
  const known = await health.first.cached(text)
  if (known) return known
  const reasons: string[] = []
  let cause: unknown = null
  for (const engine of health.inOrder()) {
    try {
      return await renderWith(health, engine, () => engine.render(text, signal, used))
    } catch (error) {
      if (signal.aborted) throw error
      cause = error
      reasons.push(`${engine.name}: ${messageOf(error)}`)
      health.failed(engine)
    }
  }
  throw new VendorFailure('voice', 'unavailable', reasons.join('; '), cause)
}

/** Lines that wait for a voice which breaks meanwhile do not wait any longer. */
async function renderWith(
  health: EngineHealth<VoiceEngine>,
  engine: VoiceEngine,
  renderLine: () => Promise<RenderedLine>,
): Promise<RenderedLine> {
  const broke = new AbortController()
  const forget = health.onBreak(engine, () => broke.abort(new Error(`${engine.name} broke`)))
  try {
    return await unlessAborted(renderLine(), broke.signal)
  } finally {
    forget()
  }
}

class FallbackSession implements VoiceSession {
  readonly #health: EngineHealth<VoiceEngine>
  readonly #clock: Clock
  readonly #listener: VoiceListener
  readonly #signal: AbortSignal
  readonly #used: UseListener | undefined
  readonly #contexts = new Map<string, SpokenContext>()
  #speaker: { readonly engine: VoiceEngine; readonly session: VoiceSession } | null = null
  #watching = false
  #closed = false
  /** Who stands in from the start, to be told when the call has begun. */
  #standIn: string | null = null

  constructor(
    health: EngineHealth<VoiceEngine>,
    clock: Clock,
    listener: VoiceListener,
    signal: AbortSignal,
    used?: UseListener,
  ) {
    this.#health = health
    this.#clock = clock
    this.#listener = listener
    this.#signal = signal
    this.#used = used
  }

  say(contextId: string, text: string): void {
    if (this.#closed) return
    if (this.#standIn !== null) this.#listener.voiceChanged(this.#standIn)
    this.#standIn = null
    let context = this.#contexts.get(contextId)
    if (!context) {
      context = new SpokenContext(contextId)
      this.#contexts.set(contextId, context)
    }
    context.asked(text, this.#nowMs)
    this.#speaker?.session.say(contextId, text)
    this.#watch()
  }

  finish(contextId: string): void {
    const context = this.#contexts.get(contextId)
    if (!context) return
    context.finished = true
    this.#speaker?.session.finish(contextId)
    this.#watch()
  }

  cancel(contextId: string): void {
    if (this.#contexts.delete(contextId)) this.#speaker?.session.cancel(contextId)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#contexts.clear()
    this.#speaker?.session.close()
    this.#speaker = null
  }

  noteStandIn(): void {
    const { first } = this.#health
    const engine = this.#speaker?.engine
    if (engine && engine !== first) this.#standIn = `${first.name} is out of order; ${engine.name} speaks`
  }

  /** Connects the first voice that can be; throws VendorFailure when none can. */
  async connect(
    how: Pick<Opening<VoiceEngine, VoiceSession>, 'connectWithinMs' | 'except' | 'patienceMs'>,
  ): Promise<void> {
    const { engine, session } = await openFirst(this.#health, this.#clock, {
      what: 'voice',
      open: (candidate, signal) => candidate.open(this.#listenerOf(candidate), signal, this.#used),
      signal: this.#signal,
      ...how,
    })
    if (this.#closed) return session.close()
    this.#speaker = { engine, session }
  }

  #listenerOf(engine: VoiceEngine): VoiceListener {
    const isSpeaking = () => !this.#closed && this.#speaker?.engine === engine
    return {
      voiceArrived: (contextId, pcmu, chars) => {
        if (isSpeaking()) this.#arrived(contextId, pcmu, chars)
      },
      contextEnded: (contextId) => {
        const context = this.#contexts.get(contextId)
        if (!isSpeaking() || !context) return
        if (context.endedEarly) void this.#replace('ended a reply before all of it was said')
        else this.#ends(contextId)
      },
      contextFailed: (contextId, reason) => {
        if (isSpeaking() && this.#contexts.has(contextId)) this.#fails(contextId, reason)
      },
      voiceChanged: () => {},
      voiceLost: (reason) => {
        if (isSpeaking()) void this.#replace(reason)
      },
    }
  }

  #arrived(contextId: string, pcmu: Uint8Array, chars: readonly SpokenChar[]): void {
    const context = this.#contexts.get(contextId)
    // What comes after the end of a context, or of one that nobody asked for, is not speech of this call.
    if (!context) return
    const letters = lettersIn(chars.map(({ char }) => char).join(''))
    context.arrived(letters, pcmuDurationMs(pcmu.length), this.#nowMs)
    this.#listener.voiceArrived(contextId, pcmu, chars)
  }

  // One breaks, or says nothing

  /** A voice that fell silent though it was connected is not asked again; one that was cut off may be. */
  async #replace(reason: string, { except = null }: { except?: VoiceEngine | null } = {}): Promise<void> {
    const before = this.#speaker
    if (!before) return
    this.#speaker = null
    this.#health.failed(before.engine)
    before.session.close()
    for (const context of [...this.#contexts.values()])
      if (context.isInsidePiece) this.#fails(context.contextId, `${before.engine.name}: ${reason}`)
    // Voices that connect and then fail one after the other would be tried in turn for ever.
    if (this.#health.allFailedWithin(JUST_FAILED_MS)) return this.#lost(`${before.engine.name}: ${reason}`)
    try {
      await this.connect({
        connectWithinMs: CONNECT_IN_CALL_MS,
        patienceMs: RECONNECT_FOR_MS,
        except,
      })
    } catch (error) {
      return this.#lost(messageOf(error))
    }
    this.#tookOver(`${before.engine.name}: ${reason}`)
  }

  #lost(reason: string): void {
    if (this.#closed) return
    this.close()
    this.#listener.voiceLost(reason)
  }

  #tookOver(why: string): void {
    const speaker = this.#speaker
    if (this.#closed || speaker === null) return
    this.#listener.voiceChanged(`${why}; ${speaker.engine.name} speaks now`)
    for (const context of [...this.#contexts.values()]) {
      context.startAnew(this.#nowMs)
      for (const text of context.unspoken()) speaker.session.say(context.contextId, text)
      if (!context.finished) continue
      if (context.unspoken().length > 0) speaker.session.finish(context.contextId)
      else this.#ends(context.contextId)
    }
    this.#watch()
  }

  #fails(contextId: string, reason: string): void {
    this.#contexts.delete(contextId)
    this.#listener.contextFailed(contextId, reason)
  }

  #ends(contextId: string): void {
    this.#contexts.delete(contextId)
    this.#listener.contextEnded(contextId)
  }

  /** Looks at what is due, as long as anything is. */
  #watch(): void {
    if (this.#watching || this.#closed || this.#contexts.size === 0) return
    this.#watching = true
    this.#clock.wakeAfter(CHECK_EVERY_MS, () => {
      this.#watching = false
      if (this.#closed) return
      this.#check()
      this.#watch()
    })
  }

  #check(): void {
    if (this.#speaker === null) return
    const nowMs = this.#nowMs
    for (const context of [...this.#contexts.values()]) {
      const { waitingSinceMs, lastSoundMs } = context
      const deadlineMs = lastSoundMs === null ? FIRST_AUDIO_DEADLINE_MS : STALL_DEADLINE_MS
      if (waitingSinceMs !== null && nowMs - waitingSinceMs >= deadlineMs)
        return void this.#replace(`said nothing for ${Math.round(nowMs - waitingSinceMs)} ms`, {
          except: this.#speaker.engine,
        })
      const isForgotten =
        context.finished && context.complete && nowMs - (lastSoundMs ?? nowMs) > END_FORGOTTEN_MS
      if (isForgotten) this.#ends(context.contextId)
    }
  }

  get #nowMs(): number {
    return this.#clock.monotonicMs()
  }
}
