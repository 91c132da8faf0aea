import type { CutBy } from '../../../../src-preload/contract/calls.ts'
import type { CancelWake } from '../../clock.ts'
import { expectedAnswer } from '../../turn-taking/expected-answer.ts'
import type { TurnEffect, TurnEvent } from '../../turn-taking/turn.ts'
import { unreachable } from '../../unreachable.ts'
import { loggedStream, tenths, type Untimed } from '../log/call-log.ts'
import { CallMeter } from '../log/call-meter.ts'
import { latencyOf } from '../log/turn-latency.ts'
import { whoCut } from '../log/who-cut.ts'
import type { StreamListener } from '../relay-link.ts'
import type { TranscriberSession } from '../speech/transcriber.ts'
import type { VoiceSession } from '../speech/voice.ts'
import type { AgentSpeech } from './agent-speech.ts'
import type { CallHearing } from './call-hearing.ts'
import type { Trouble } from './call-loop.ts'
import { CallSound } from './call-sound.ts'
import type { CallTranscript } from './call-transcript.ts'
import type { DeskControl } from './desk-control.ts'
import type { LiveCallParts, LiveCallState } from './live-call-parts.ts'
import { lineUnderWay, liveCallState } from './live-call-state.ts'
import { participants } from './participants.ts'
import { type HeardLine, Playout } from './playout.ts'
import { TurnLoop } from './turn-loop.ts'
import { TurnsToStore } from './turns-to-store.ts'
import type { MachineVerdict, WhoAnswered } from './who-answered.ts'

/** Nobody makes a sound for longer than this but by mistake: the reprompts come earlier. */
const DEAD_AIR_MS = 9_000
/** But a call screener keeps silent while it asks whoever it screens for. */
const SCREENED_DEAD_AIR_MS = 4 * DEAD_AIR_MS

/**
 * One conversation on the phone: tells the turn-taking reducer what the line brings, and performs what it decides.
 * What the homeowner says comes from `hearing`, what the agent says from `speech`; both end with the call.
 */
export class LiveCall implements StreamListener {
  readonly #parts: LiveCallParts
  readonly #playout: Playout
  readonly #sound: CallSound
  readonly #meter: CallMeter
  readonly #loop: TurnLoop
  readonly #transcript: CallTranscript
  readonly #answered: WhoAnswered
  readonly hearing: CallHearing
  readonly speech: AgentSpeech
  /** What the person at the desk can do in this call. */
  readonly desk: DeskControl
  readonly #wakes = new Set<CancelWake>()
  readonly #turnsToStore: TurnsToStore
  #openedAtMs: number | null = null
  #closed = false
  #disclosedAtMs: number | null = null
  #stopFrames: CancelWake | null = null
  #brokeAtMs: number | null = null

  constructor(parts: LiveCallParts) {
    const log = (entry: Untimed) => this.#log(entry)
    this.#parts = parts
    this.#meter = new CallMeter(parts.observer)
    this.#loop = new TurnLoop({
      rules: parts.rules,
      log,
      perform: (effect, cause) => this.#perform(effect, cause),
      settled: () => parts.observer.changed(this.#view()),
    })
    this.#sound = new CallSound({ log, passed: (slice) => parts.observer.audioPassed(slice) })
    this.#playout = new Playout(loggedStream(parts.stream, log), {
      lineStarted: (lineId) => this.#dispatch({ type: 'line-started', atMs: this.#nowMs(), lineId }),
      lineHeard: (line) => this.#lineHeard(line),
      frameSent: (frame, playsAtMs) => this.#sound.sent(frame, playsAtMs, this.#nowMs()),
    })
    this.#turnsToStore = new TurnsToStore({
      store: (turn) => parts.observer.turnSpoken(turn),
      soon: (step) => parts.clock.wakeAfter(0, () => this.#unlessClosed(step)),
    })
    const { transcript, answered, hearing, speech, desk } = participants({
      call: parts,
      loop: { nowMs: () => this.#nowMs(), dispatch: (event) => this.#dispatch(event), log },
      playout: this.#playout,
      levels: this.#sound.levels,
      turnTold: (turn) => this.#turnsToStore.add(turn),
      disclosedAtMs: () => this.#disclosedAtMs,
      sendWhatMay: () => this.#sendWhatMay(),
      timeRunsOut: () => this.timeRunsOut(),
    })
    this.#transcript = transcript
    this.#answered = answered
    this.hearing = hearing
    this.speech = speech
    this.desk = desk
  }

  use(transcriber: TranscriberSession, voice: VoiceSession): void {
    this.hearing.use(transcriber)
    this.speech.use(voice)
  }

  // The carrier's audio stream

  streamStarted({ callControlId }: { callControlId: string }): void {
    if (this.#closed) return
    if (!this.#parts.isOurs(callControlId)) return this.#trouble('foreign-stream', callControlId)
    if (this.#openedAtMs !== null) return this.streamResumed()
    this.#openedAtMs = this.#parts.clock.monotonicMs()
    this.#stopFrames = this.#parts.clock.everyFrame((beats) => this.#frame(beats))
    this.#wakes.add(this.#parts.clock.wakeAfter(this.#parts.maxDurationMs, () => this.timeRunsOut()))
    this.#log({ kind: 'opened', rules: this.#parts.rules })
    this.#dispatch({ type: 'stream-opened', atMs: 0 })
  }

  audioArrived(audio: Uint8Array, offsetMs: number): void {
    if (this.#closed || this.#openedAtMs === null) return
    const nowMs = this.#nowMs()
    for (const part of this.#sound.arrived(audio, offsetMs, nowMs)) this.hearing.listen(part, nowMs)
  }

  markReturned(name: string): void {
    this.#log({ kind: 'mark-back', name })
    this.#playout.markReturned(name)
  }

  digitPressed(digit: string): void {
    // Key 9 works below the model (compliance.md section 3, rule c).
    if (digit === '9')
      this.#dispatch({ type: 'homeowner-opted-out', atMs: this.#nowMs(), text: 'pressed 9', byKey: true })
  }

  /** Marks alone tell how much was heard, so they count before the line falls silent. */
  streamBroke(): void {
    if (this.#closed || this.#openedAtMs === null || this.#brokeAtMs !== null) return
    this.#brokeAtMs = this.#nowMs()
    this.#playout.hold()
    this.#dispatch({ type: 'line-broke', atMs: this.#nowMs() })
  }

  streamResumed(): void {
    if (this.#closed || this.#brokeAtMs === null) return
    const nowMs = this.#nowMs()
    const gapMs = nowMs - this.#brokeAtMs
    this.#brokeAtMs = null
    this.#playout.release(nowMs)
    this.#sound.levels.soundNow(nowMs)
    this.#trouble('line-broke', `${Math.round(gapMs)} ms`)
    this.#dispatch({ type: 'line-back', atMs: nowMs, gapMs })
  }

  streamStopped(reason: string): void {
    // The carrier ends the stream of every call that ends.
    if (reason === 'carrier-stopped') return
    this.#trouble('stream-stopped', reason)
    this.streamBroke()
  }

  // People and the carrier

  /** The carrier's machine detection decided. */
  machineJudged(verdict: MachineVerdict): void {
    this.#answered.carrierJudged(verdict)
  }

  /** Whether the carrier has opened the audio. */
  get hasStream(): boolean {
    return this.#openedAtMs !== null
  }

  /** The money or the time ends soon: wrap up politely. */
  timeRunsOut(): void {
    this.#dispatch({ type: 'time-ran-out', atMs: this.#nowMs() })
  }

  /** The call is over. What was being said is kept as far as it was heard; `endedBy` cut it short, if a person did. */
  close(endedBy: CutBy | null = null): void {
    if (this.#closed) return
    this.desk.close()
    this.#closed = true
    this.hearing.keepLastWords()
    for (const line of this.#playout.stop(this.#nowMs())) this.#lineHeard(line, endedBy)
    this.#turnsToStore.storeAll()
    for (const cancel of this.#wakes) cancel()
    this.#stopFrames?.()
    this.#sound.close(this.#nowMs())
    this.hearing.close()
    this.speech.close()
    this.#parts.stream.close()
  }

  #unlessClosed(step: () => void): void {
    if (this.#closed) return
    step()
    this.#parts.observer.changed(this.#view())
  }

  // The loop

  #dispatch(event: TurnEvent): void {
    if (this.#closed) return
    this.#loop.dispatch(event)
  }

  #perform(effect: TurnEffect, cause: TurnEvent): void {
    switch (effect.do) {
      case 'stop-speaking':
        return this.#stopSpeaking(whoCut(cause))
      case 'speak':
        return this.speech.speakFixed(effect.lineId, effect.line)
      case 'resume-line':
        if (!this.#playout.resume(effect.lineId)) {
          this.#dispatch({ type: 'line-ended', atMs: this.#nowMs(), lineId: effect.lineId, asks: 'nothing' })
        }
        return
      case 'start-reply':
        return this.speech.startReply(effect.replyId, effect.fresh, effect.speculative)
      case 'confirm-reply':
        return this.speech.confirmReply(effect.replyId)
      case 'cancel-reply':
        return this.speech.cancelReply(effect.replyId)
      case 'record-homeowner':
        if (cause.type === 'homeowner-opted-out' && cause.byKey)
          return this.#transcript.homeowner(effect.text, cause.atMs, cause.atMs)
        return this.hearing.record(effect.text)
      case 'wake-after':
        return this.#wakeAfter(effect)
      case 'suppress':
        return this.#parts.observer.suppress(effect.words)
      case 'hang-up':
        this.#log({ kind: 'hang-up', reason: effect.reason })
        return this.#parts.observer.hangUp(effect.reason)
      default:
        return unreachable(effect)
    }
  }

  /** Barge-in: `clear` is on the wire before anything else is computed; then the truth about what was heard. */
  #stopSpeaking(cutBy: CutBy | null): void {
    const heard = this.#playout.stop(this.#nowMs())
    this.#sound.cleared(this.#nowMs())
    for (const line of heard) this.#lineHeard(line, cutBy)
  }

  /** New audio does not wait for the next beat: that would cost ten milliseconds of every answer. */
  #sendWhatMay(): void {
    if (!this.#closed) this.#playout.fill(this.#nowMs())
  }

  #lineHeard(line: HeardLine, cutBy: CutBy | null = null): void {
    const source = this.speech.sourceOf(line.lineId)
    const timing = this.#meter.timing(line.lineId)
    const latency = timing ? latencyOf(timing) : null
    const text = this.#transcript.agent(line, source, { cutBy, latency })
    if (line.interrupted && this.speech.fixed.tellsPurpose(line.lineId, line.heardText, line.text))
      this.#dispatch({ type: 'purpose-heard', atMs: this.#nowMs() })
    if (line.interrupted || this.#closed) return
    if (this.speech.fixed.heard(line.lineId)) {
      this.#disclosedAtMs ??= line.endedAtMs
      this.#parts.observer.disclosureHeard(line.endedAtMs)
    }
    this.#dispatch({
      type: 'line-ended',
      atMs: this.#nowMs(),
      lineId: line.lineId,
      asks: expectedAnswer(text),
    })
  }

  #wakeAfter({ delayMs, name, epoch }: Extract<TurnEffect, { do: 'wake-after' }>): void {
    const cancel = this.#parts.clock.wakeAfter(delayMs, () => {
      this.#wakes.delete(cancel)
      this.#dispatch({ type: 'woke', atMs: this.#nowMs(), name, epoch })
    })
    this.#wakes.add(cancel)
  }

  #frame(beats: number): void {
    const nowMs = this.#nowMs()
    this.#playout.tick(nowMs, beats)
    const missing = this.#sound.missing(nowMs)
    if (missing) this.hearing.listen(missing, nowMs)
    this.#sound.logBrokenSilence()
    this.#watchForDeadAir(nowMs)
    this.#sound.passFinished(nowMs)
  }

  /** Listens to the audio, not to the state: only sound proves that somebody is there. */
  #watchForDeadAir(nowMs: number): void {
    // A person has the floor: silence is theirs to break, while they are there.
    if (this.#brokeAtMs !== null) return
    const { levels } = this.#sound
    const { desk, answeredBy } = this.#loop.turn
    if (desk !== 'watching') return this.desk.watch(nowMs, levels.lastSoundMs)
    const patienceMs = answeredBy === 'screener' ? SCREENED_DEAD_AIR_MS : DEAD_AIR_MS
    const silentMs = nowMs - levels.lastSoundMs
    if (silentMs < patienceMs) return
    this.#log({ kind: 'dead-air', silentMs })
    levels.soundNow(nowMs)
    this.#dispatch({ type: 'dead-air', atMs: nowMs })
  }

  #view(): LiveCallState {
    const { turn } = this.#loop
    const line = lineUnderWay(turn)
    return liveCallState(turn, {
      stage: this.#transcript.stage,
      partialHomeowner: this.hearing.partial,
      agentText: line && (this.speech.sourceOf(line.lineId)?.text ?? null),
      agentTurnId: line && this.#transcript.turnId(line.lineId),
    })
  }

  #nowMs(): number {
    return this.#openedAtMs === null ? 0 : this.#parts.clock.monotonicMs() - this.#openedAtMs
  }

  #trouble(what: Trouble, detail: string): void {
    this.#log({ kind: 'trouble', what, detail })
  }

  #log(entry: Untimed): void {
    const timed = { atMs: tenths(this.#nowMs()), ...entry }
    this.#meter.read(timed)
    this.#parts.observer.logged(timed)
  }
}
