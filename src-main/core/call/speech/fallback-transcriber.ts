import { pcmuDurationMs } from '../../audio/pcmu.ts'
import type { CancelWake, Clock } from '../../clock.ts'
import type { Engine, EngineHealth } from '../../engine-health.ts'
import { messageOf } from '../../message-of.ts'
import { type Opening, openFirst, openInTime } from '../../open-first.ts'
import type { UseListener } from '../../wallet/vendor-cost.ts'
import type {
  Transcriber,
  TranscriberListener,
  TranscriberOptions,
  TranscriberSession,
} from './transcriber.ts'

export type TranscriberEngine = Transcriber & Engine

/** A break of the network this short is lived through; the local detector covers it. */
const RECONNECT_FOR_MS = 4_000
/** Before the phone rings there is time; in a call there is not. */
const CONNECT_BEFORE_CALL_MS = 3_000
const CONNECT_IN_CALL_MS = 1_200
/** When all have failed in such a row, nobody is left to be tried. */
const JUST_FAILED_MS = 6_000
/** Sound that nobody understood yet is kept so long, to be heard again by the next recogniser. */
const MOST_UNHEARD_MS = 4_000
/** So long a second opinion may take before the agent asks the homeowner to say it again. */
const OPINION_MS = 1_000
/** And so long until the others, too, are taken to have heard nothing. */
const OPINION_ENDS_MS = 3_000
/** So many voices in a row, and so much of them, that no recogniser made anything of: none of them listens. */
const MOST_DOUBTS = 3
const MOST_DOUBTED_MS = 3_000

/**
 * Several recognisers as one: the first sound one listens; when its session breaks the next one takes over and hears
 * the last seconds again. One that stays silent while a voice is heard is not believed: the others listen as well, and
 * whoever understands something first is believed from then on.
 */
export const fallbackTranscriber = (health: EngineHealth<TranscriberEngine>, clock: Clock): Transcriber => ({
  async open(options, listener, signal, used) {
    const session = new FallbackSession(health, clock, options, listener, signal, used)
    await session.connect({ connectWithinMs: CONNECT_BEFORE_CALL_MS, patienceMs: 0 })
    session.noteStandIn()
    return session
  },
})

/** One recogniser and its session, null until it is open. */
interface Ear {
  readonly engine: TranscriberEngine
  session: TranscriberSession | null
}

class FallbackSession implements TranscriberSession {
  readonly #health: EngineHealth<TranscriberEngine>
  readonly #clock: Clock
  readonly #options: TranscriberOptions
  readonly #listener: TranscriberListener
  readonly #signal: AbortSignal
  readonly #used: UseListener | undefined
  readonly #unheard: Uint8Array[] = []
  #unheardBytes = 0
  #ear: Ear | null = null
  /** Recognisers that listen along because the one that should was not believed. */
  #opinions: Ear[] = []
  readonly #opinionWakes = new Set<CancelWake>()
  #doubts = 0
  #doubtedMs = 0
  #paused = false
  #closed = false
  /** Who stands in from the start, to be told when the call has begun. */
  #standIn: string | null = null

  constructor(
    health: EngineHealth<TranscriberEngine>,
    clock: Clock,
    options: TranscriberOptions,
    listener: TranscriberListener,
    signal: AbortSignal,
    used?: UseListener,
  ) {
    this.#health = health
    this.#clock = clock
    this.#options = options
    this.#listener = listener
    this.#signal = signal
    this.#used = used
  }

  sendAudio(pcmu: Uint8Array): void {
    if (this.#closed) return
    if (this.#standIn !== null) this.#listener.recogniserChanged(this.#standIn)
    this.#standIn = null
    this.#keep(pcmu)
    this.#ear?.session?.sendAudio(pcmu)
    for (const { session } of this.#opinions) session?.sendAudio(pcmu)
  }

  doubt(voicedMs: number): void {
    if (this.#closed || this.#ear === null || this.#opinionWakes.size > 0) return
    this.#doubtedMs += voicedMs
    if (++this.#doubts > MOST_DOUBTS && this.#doubtedMs > MOST_DOUBTED_MS) {
      for (const engine of this.#health.inOrder()) this.#health.failed(engine)
      return this.#lost('no recogniser understands the voice on the line')
    }
    const others = this.#health.inOrder().filter((engine) => engine !== this.#ear?.engine)
    this.#opinions = others.map((engine) => ({ engine, session: null }))
    for (const opinion of this.#opinions) void this.#ask(opinion)
    this.#wakeOpinion(OPINION_MS, () => this.#pause('a voice on the line was not understood'))
    this.#wakeOpinion(OPINION_ENDS_MS, () => this.#endOpinions())
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#endOpinions()
    this.#ear?.session?.close()
    this.#ear = null
  }

  noteStandIn(): void {
    const { first } = this.#health
    const engine = this.#ear?.engine
    if (engine && engine !== first) this.#standIn = `${first.name} is out of order; ${engine.name} listens`
  }

  /** Connects the first recogniser that can be; throws VendorFailure when none can. */
  async connect(
    how: Pick<Opening<TranscriberEngine, TranscriberSession>, 'connectWithinMs' | 'patienceMs'>,
  ): Promise<void> {
    let ear: Ear | null = null
    const { session } = await openFirst(this.#health, this.#clock, {
      what: 'recogniser',
      open: (engine, signal) => {
        ear = { engine, session: null }
        return this.#open(ear, signal)
      },
      signal: this.#signal,
      ...how,
    })
    if (this.#closed) return session.close()
    this.#ear = ear
    if (ear) this.#hearAgain(ear)
  }

  async #open(ear: Ear, signal: AbortSignal): Promise<TranscriberSession> {
    ear.session = await ear.engine.open(this.#options, this.#listenerOf(ear), signal, this.#used)
    return ear.session
  }

  #hearAgain({ session }: Ear): void {
    for (const pcmu of [...this.#unheard]) session?.sendAudio(pcmu)
  }

  // What the recognisers say

  #listenerOf(ear: Ear): TranscriberListener {
    const heard = (text: string, tell: () => void) => {
      if (this.#closed) return
      if (this.#ear === ear) this.#understood()
      else if (this.#opinions.includes(ear) && text.trim() !== '') this.#believe(ear)
      else return
      tell()
    }
    return {
      turnStarted: () => heard('', () => this.#listener.turnStarted()),
      turnUpdated: (text) => heard(text, () => this.#listener.turnUpdated(text)),
      turnMayBeDone: (text) => heard(text, () => this.#listener.turnMayBeDone(text)),
      turnResumed: () => heard('', () => this.#listener.turnResumed()),
      turnDone: (text) => heard(text, () => this.#listener.turnDone(text)),
      recognitionPaused: () => {},
      recognitionBack: () => {},
      recogniserChanged: () => {},
      recognitionLost: (reason) => {
        if (!this.#closed && this.#ear === ear) void this.#replace(ear.engine, reason)
        this.#opinions = this.#opinions.filter((other) => other !== ear)
      },
    }
  }

  /** The recogniser that should listen does. */
  #understood(): void {
    this.#unheard.length = 0
    this.#unheardBytes = 0
    this.#doubts = 0
    this.#doubtedMs = 0
    this.#endOpinions()
    if (!this.#paused) return
    this.#paused = false
    this.#listener.recognitionBack()
  }

  // One breaks

  async #replace(engine: TranscriberEngine, reason: string): Promise<void> {
    this.#ear?.session?.close()
    this.#ear = null
    this.#endOpinions()
    this.#health.failed(engine)
    this.#pause(`${engine.name}: ${reason}`)
    // Recognisers that connect and then fail one after the other would be tried in turn for ever.
    if (this.#health.allFailedWithin(JUST_FAILED_MS)) return this.#lost(`${engine.name}: ${reason}`)
    try {
      await this.connect({ connectWithinMs: CONNECT_IN_CALL_MS, patienceMs: RECONNECT_FOR_MS })
      this.#tookOver()
    } catch (error) {
      this.#lost(messageOf(error))
    }
  }

  #tookOver(): void {
    const ear = this.#ear
    if (this.#closed || ear === null) return
    this.#listener.recogniserChanged(`${ear.engine.name} listens now`)
    if (!this.#paused) return
    this.#paused = false
    this.#listener.recognitionBack()
  }

  #pause(reason: string): void {
    if (this.#closed || this.#paused) return
    this.#paused = true
    this.#listener.recognitionPaused(reason)
  }

  #lost(reason: string): void {
    if (this.#closed) return
    this.close()
    this.#listener.recognitionLost(reason)
  }

  // One is not believed

  async #ask(opinion: Ear): Promise<void> {
    try {
      await openInTime(this.#clock, CONNECT_IN_CALL_MS, this.#signal, (signal) => this.#open(opinion, signal))
      if (this.#opinions.includes(opinion)) this.#hearAgain(opinion)
      else opinion.session?.close()
    } catch {
      if (!this.#signal.aborted) this.#health.failed(opinion.engine)
    }
  }

  /** Another one understood what the present one did not. */
  #believe(ear: Ear): void {
    const deaf = this.#ear
    this.#opinions = this.#opinions.filter((other) => other !== ear)
    this.#ear = ear
    this.#understood()
    if (deaf) {
      deaf.session?.close()
      this.#health.failed(deaf.engine)
    }
    this.#listener.recogniserChanged(
      `${deaf?.engine.name ?? 'the recogniser'} heard nothing of a voice; ${ear.engine.name} listens now`,
    )
  }

  #wakeOpinion(delayMs: number, wake: () => void): void {
    const cancel = this.#clock.wakeAfter(delayMs, () => {
      this.#opinionWakes.delete(cancel)
      wake()
    })
    this.#opinionWakes.add(cancel)
  }

  #endOpinions(): void {
    for (const cancel of this.#opinionWakes) cancel()
    this.#opinionWakes.clear()
    for (const { session } of this.#opinions.splice(0)) session?.close()
  }

  #keep(pcmu: Uint8Array): void {
    this.#unheard.push(pcmu)
    this.#unheardBytes += pcmu.length
    while (pcmuDurationMs(this.#unheardBytes) > MOST_UNHEARD_MS)
      this.#unheardBytes -= this.#unheard.shift()?.length ?? this.#unheardBytes
  }
}
