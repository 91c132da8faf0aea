import type { TurnView } from '../../../../src-preload/contract/calls.ts'
import type { Homeowner, RehearsedCall } from '../../../../src-preload/contract/rehearsals.ts'
import { pcmuDurationMs } from '../../audio/pcmu.ts'
import type { CancelWake } from '../../clock.ts'
import { Feed } from '../../feed.ts'
import type { CallContext } from '../call-context.ts'
import { LiveCall } from '../live/live-call.ts'
import type { LiveCallState } from '../live/live-call-parts.ts'
import { turnRules } from '../live/turn-rules.ts'
import type { CallLogEntry } from '../log/call-log.ts'
import { type PreparedCall, type PrepareParts, prepareCall } from '../placing/prepare-call.ts'
import { sessionListener } from '../placing/session-listener.ts'
import { inSpokenOrder } from '../spoken-order.ts'
import { DeskPhone } from './desk-phone.ts'
import { rehearsedCall } from './rehearsed-call.ts'
import { ToolsOnTrial } from './tools-on-trial.ts'

/** Behind the agent's own cap. */
const CAP_EXTRA_MS = 30_000
/** So much of the agent's sound goes to the window at once. */
const SOUND_BYTES = 320
/** Who gets no event for so long has gone; the oldest are dropped. */
const MOST_EVENTS_WAITING = 250

const YOU: Homeowner = {
  homeowner_id: 'own-voice',
  name: 'You',
  summary: 'A person at this computer, with their own voice.',
}

/** What the person hears and sees of the talk. */
export type TalkNews =
  | {
      readonly type: 'state'
      readonly state: LiveCallState
      readonly turns: readonly TurnView[]
    }
  /** The agent's next 40 ms, PCMU. */
  | { readonly type: 'audio'; readonly pcmu: readonly Uint8Array[]; readonly atMs: number }

/** One talk between the agent and the person at this computer: the loop of a live call behind a phone without carrier. */
export class OwnVoiceTalk {
  readonly #callId: string
  readonly #context: CallContext
  readonly #parts: PrepareParts
  readonly #prepared: PreparedCall
  readonly #tools: ToolsOnTrial
  readonly #phone: DeskPhone
  readonly #call: LiveCall
  readonly #events = new Feed<TalkNews>()
  readonly #turns = new Map<string, TurnView>()
  readonly #log: CallLogEntry[] = []
  readonly #over = Promise.withResolvers<RehearsedCall['ended_by']>()
  readonly #stopped: AbortController
  #state: LiveCallState['agentState'] = 'waiting'
  #sound: Uint8Array[] = []
  #heardMs = 0

  /** Opens what a call needs; the agent is on the line from then on. Throws VendorFailure when a vendor is missing. */
  static async open(callId: string, context: CallContext, parts: PrepareParts): Promise<OwnVoiceTalk> {
    const listener = sessionListener()
    const stopped = new AbortController()
    const prepared = await prepareCall(context, parts, listener, {
      givenUp: stopped.signal,
      endOfCall: stopped.signal,
    })
    const talk = new OwnVoiceTalk(callId, context, parts, prepared, stopped)
    listener.connect(talk.#call)
    return talk
  }

  private constructor(
    callId: string,
    context: CallContext,
    parts: PrepareParts,
    prepared: PreparedCall,
    stopped: AbortController,
  ) {
    const { profile } = context.contractor
    this.#callId = callId
    this.#context = context
    this.#parts = parts
    this.#prepared = prepared
    this.#stopped = stopped
    this.#tools = new ToolsOnTrial(profile, () => parts.clock.nowMs())
    this.#phone = new DeskPhone({
      clock: parts.clock,
      hear: (pcmu) => this.#heard(pcmu),
      agentOwes: () => ['greeting', 'thinking', 'speaking'].includes(this.#state),
    })
    this.#call = new LiveCall({
      callId,
      clock: parts.clock,
      rules: turnRules(context.voiceConfiguration),
      maxDurationMs: this.#maxDurationMs,
      model: parts.model,
      system: prepared.system,
      brief: prepared.brief,
      script: context.script.script,
      lines: prepared.lines,
      stream: this.#phone,
      isOurs: () => true,
      openDeskTranscriber: prepared.openDeskTranscriber,
      callTools: this.#tools,
      observer: {
        turnSpoken: (turn) => this.#turns.set(turn.turn_id, turn),
        deskActed: () => {},
        audioPassed: () => {},
        changed: (state) => this.#changed(state),
        suppress: () => this.#tools.suppress(),
        hangUp: () => this.#over.resolve('agent'),
        answeredBy: () => {},
        disclosureHeard: () => {},
        logged: (entry) => this.#log.push(entry),
        measured: () => {},
        counted: () => {},
      },
    })
    this.#call.use(prepared.transcriber, prepared.voice)
  }

  /** The person picks up. Resolves with what came of it when either side has hung up. */
  async play(): Promise<RehearsedCall> {
    const { clock } = this.#parts
    const pickedUpAtMs = clock.monotonicMs()
    this.#phone.pickUp(this.#call)
    const cancelCap: CancelWake = clock.wakeAfter(this.#maxDurationMs + CAP_EXTRA_MS, () =>
      this.#over.resolve('nobody'),
    )
    const endedBy = await this.#over.promise
    cancelCap()
    const durationMs = clock.monotonicMs() - pickedUpAtMs
    this.#call.close(endedBy === 'homeowner' ? 'homeowner' : null)
    return this.#report(endedBy, durationMs)
  }

  /** PCMU of the microphone, 8 kHz, in order. */
  microphone(pcmu: Uint8Array): void {
    this.#phone.speak(pcmu)
  }

  /** Says a typed line for somebody who has no microphone; it is heard by the recogniser like any other voice. */
  async say(text: string): Promise<void> {
    const { pcmu } = await this.#parts.voice.render(text, this.#stopped.signal)
    this.#phone.speakTyped(pcmu)
  }

  hangUp(): void {
    this.#over.resolve('homeowner')
  }

  events(signal: AbortSignal): AsyncGenerator<TalkNews> {
    return this.#events.stream(AbortSignal.any([signal, this.#stopped.signal]), MOST_EVENTS_WAITING)
  }

  /** Its report is stored: whoever listens may go. */
  end(): void {
    this.#phone.close()
    this.#stopped.abort()
  }

  get #maxDurationMs(): number {
    return this.#context.voiceConfiguration.max_duration_seconds * 1_000
  }

  #heard(pcmu: Uint8Array): void {
    this.#sound.push(pcmu)
    const bytes = this.#sound.reduce((sum, { length }) => sum + length, 0)
    if (bytes < SOUND_BYTES) return
    this.#events.publish({ type: 'audio', pcmu: this.#sound, atMs: this.#heardMs })
    this.#heardMs += pcmuDurationMs(bytes)
    this.#sound = []
  }

  #changed(state: LiveCallState): void {
    this.#state = state.agentState
    this.#events.publish({ type: 'state', state, turns: this.#spokenTurns() })
  }

  #spokenTurns(): TurnView[] {
    return inSpokenOrder(this.#turns.values())
  }

  #report(endedBy: RehearsedCall['ended_by'], durationMs: number): RehearsedCall {
    const { lines, brief } = this.#prepared
    return rehearsedCall({
      callId: this.#callId,
      homeowner: YOU,
      turns: this.#turns.values(),
      log: this.#log,
      tools: this.#tools,
      disclosures: Object.values(lines.of).map(({ texts }) => texts.disclosure),
      quotable: [JSON.stringify(this.#context.script.script), brief],
      endedBy,
      durationMs,
      maxDurationMs: this.#maxDurationMs + CAP_EXTRA_MS,
      owedSilenceMs: this.#phone.longestOwedSilenceMs,
    })
  }
}
