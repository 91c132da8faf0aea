import type { CutBy } from '../../../../src-preload/contract/calls.ts'
import { levelDbfs, pcmuDurationMs } from '../../audio/pcmu.ts'
import type { CancelWake } from '../../clock.ts'
import { expectedAnswer } from '../../turn-taking/expected-answer.ts'
import { takeTurn } from '../../turn-taking/take-turn.ts'
import { newTurn, type Turn, type TurnEffect, type TurnEvent } from '../../turn-taking/turn.ts'
import { unreachable } from '../../unreachable.ts'
import { AgentSpeech } from './agent-speech.ts'
import { CallAudio } from './call-audio.ts'
import { CallHearing } from './call-hearing.ts'
import { FrameTrace, loggedStream, tenths, type Untimed } from '../log/call-log.ts'
import type { CallLoop, Trouble } from './call-loop.ts'
import { CallMeter } from '../log/call-meter.ts'
import { CallTranscript } from './call-transcript.ts'
import { DeskControl } from './desk-control.ts'
import { InboundAudio } from './inbound-audio.ts'
import { LineLevels } from './line-levels.ts'
import type { LiveCallParts, LiveCallState } from './live-call-parts.ts'
import { lineUnderWay, liveCallState } from './live-call-state.ts'
import { type HeardLine, Playout } from './playout.ts'
import type { StreamListener } from '../relay-link.ts'
import type { TranscriberSession } from '../speech/transcriber.ts'
import { latencyOf } from '../log/turn-latency.ts'
import { TurnsToStore } from './turns-to-store.ts'
import type { VoiceSession } from '../speech/voice.ts'
import { type MachineVerdict, WhoAnswered } from './who-answered.ts'
import { whoCut } from '../log/who-cut.ts'

/** Nobody makes a sound for longer than this but by mistake: the reprompts come earlier. */
const DEAD_AIR_MS = 9_000

/**
 * One conversation on the phone: the loop that feeds events to the turn-taking reducer and performs its effects.
 * What the homeowner says comes from `hearing`, what the agent says from `speech`; both end with the call.
 */
export class LiveCall implements StreamListener {
  readonly #parts: LiveCallParts
  readonly #playout: Playout
  readonly #audio = new CallAudio()
  readonly #inbound = new InboundAudio()
  readonly #levels = new LineLevels()
  readonly #meter: CallMeter
  readonly #trace = new FrameTrace((entry) => this.#log(entry))
  readonly #transcript: CallTranscript
  readonly #answered: WhoAnswered
  readonly hearing: CallHearing
  readonly speech: AgentSpeech
  /** What the person at the desk can do in this call. */
  readonly desk: DeskControl
  readonly #inbox: TurnEvent[] = []
  readonly #wakes = new Set<CancelWake>()
  readonly #turnsToStore: TurnsToStore
  #turn: Turn = newTurn()
  #draining = false
  #openedAtMs: number | null = null
  #closed = false
  #disclosedAtMs: number | null = null
  #stopFrames: CancelWake | null = null
  #brokeAtMs: number | null = null

  constructor(parts: LiveCallParts) {
    this.#parts = parts
    const loop: CallLoop = {
      nowMs: () => this.#nowMs(),
      dispatch: (event) => this.#dispatch(event),
      log: (entry) => this.#log(entry),
    }
    this.#meter = new CallMeter(parts.observer)
    this.#playout = new Playout(
      loggedStream(parts.stream, (entry) => this.#log(entry)),
      {
        lineStarted: (lineId) => this.#dispatch({ type: 'line-started', atMs: this.#nowMs(), lineId }),
        lineHeard: (line) => this.#lineHeard(line),
        frameSent: (frame, playsAtMs) => {
          this.#levels.played(frame, playsAtMs)
          this.#trace.agent(this.#nowMs())
          this.#audio.agent(frame, playsAtMs)
        },
      },
    )
    this.#turnsToStore = new TurnsToStore({
      store: (turn) => parts.observer.turnSpoken(turn),
      soon: (step) => parts.clock.wakeAfter(0, () => this.#unlessClosed(step)),
    })
    this.#transcript = new CallTranscript(parts.callId, parts, (turn) => this.#turnsToStore.add(turn))
    this.#answered = new WhoAnswered({
      loop,
      tell: (by) => parts.observer.answeredBy(by),
      homeownerTurns: () => this.#transcript.homeownerTurns,
    })
    this.speech = new AgentSpeech({
      loop,
      call: parts,
      transcript: this.#transcript,
      playout: this.#playout,
      sendWhatMay: () => this.#sendWhatMay(),
      timeRunsOut: () => this.timeRunsOut(),
    })
    this.hearing = new CallHearing({
      loop,
      levels: this.#levels,
      transcript: this.#transcript,
      answered: this.#answered,
      disclosedAtMs: () => this.#disclosedAtMs,
      languages: this.speech.fixed,
      suppress: (words) => parts.observer.suppress(words),
    })
    this.desk = new DeskControl({
      transcript: this.#transcript,
      nowMs: () => this.#nowMs(),
      dispatch: (event) => this.#dispatch(event),
      disclosed: () => this.#disclosedAtMs !== null,
      acted: (act) => parts.observer.deskActed(act),
      speak: (lineId, text) => this.speech.fixed.speakForDesk(lineId, text, this.#transcript.language),
      gaveBack: () => {
        // The silence so far was the desk's.
        this.#levels.soundNow(this.#nowMs())
        if (!this.hearing.works || !this.speech.works)
          this.#dispatch({ type: 'vendor-gone', atMs: this.#nowMs() })
      },
      voice: {
        playout: this.#playout,
        openTranscriber: parts.openDeskTranscriber,
        notUnderstood: (reason) => this.#trouble('desk-not-understood', reason),
      },
    })
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
    this.#trace.homeowner(nowMs, levelDbfs(audio))
    this.#audio.homeowner(audio, Math.max(0, nowMs - pcmuDurationMs(audio.length)))
    for (const part of this.#inbound.arrived(audio, offsetMs, nowMs)) this.hearing.listen(part, nowMs)
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
    this.#levels.soundNow(nowMs)
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
    for (const slice of this.#audio.takeAll(this.#nowMs())) this.#parts.observer.audioPassed(slice)
    this.#trace.flush()
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
    this.#inbox.push(event)
    if (this.#draining) return
    this.#draining = true
    try {
      for (let next = this.#inbox.shift(); next; next = this.#inbox.shift()) {
        const [turn, ...effects] = takeTurn(this.#turn, next, this.#parts.rules)
        this.#turn = turn
        this.#log({ kind: 'turn', event: next, effects })
        for (const effect of effects) this.#perform(effect, next)
      }
    } finally {
      this.#draining = false
    }
    this.#parts.observer.changed(this.#view())
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
    this.#audio.agentCleared(this.#nowMs())
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
    const missing = this.#inbound.missing(nowMs)
    if (missing) this.hearing.listen(missing, nowMs)
    const silentMs = this.#levels.takeBrokenSilence()
    if (silentMs !== null) this.#log({ kind: 'quiet', silentMs })
    this.#watchForDeadAir(nowMs)
    for (const slice of this.#audio.takeFinished(nowMs)) this.#parts.observer.audioPassed(slice)
  }

  /** Listens to the audio, not to the state: only sound proves that somebody is there. */
  #watchForDeadAir(nowMs: number): void {
    // A person has the floor: silence is theirs to break, while they are there.
    if (this.#brokeAtMs !== null) return
    if (this.#turn.desk !== 'watching') return this.desk.watch(nowMs, this.#levels.lastSoundMs)
    const patienceMs = this.#turn.answeredBy === 'screener' ? DEAD_AIR_MS * 4 : DEAD_AIR_MS
    if (nowMs - this.#levels.lastSoundMs < patienceMs) return
    this.#log({ kind: 'dead-air', silentMs: nowMs - this.#levels.lastSoundMs })
    this.#levels.soundNow(nowMs)
    this.#dispatch({ type: 'dead-air', atMs: nowMs })
  }

  #view(): LiveCallState {
    const line = lineUnderWay(this.#turn)
    return liveCallState(this.#turn, {
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
