import type { CutBy } from '../../../src-preload/contract/calls.ts'
import { levelDbfs, pcmuDurationMs } from '../audio/pcmu.ts'
import { type CancelWake, pause } from '../clock.ts'
import { judgeAnswer } from '../conversation/answering.ts'
import { spokenLanguage } from '../conversation/language.ts'
import type { ModelUsage } from '../conversation/language-model.ts'
import { isOptOut } from '../conversation/opt-out.ts'
import type { CallTools } from '../conversation/tools.ts'
import { endsSentence, expectedAnswer } from '../turn-taking/expected-answer.ts'
import { takeTurn } from '../turn-taking/take-turn.ts'
import { type FixedLine, newTurn, type Turn, type TurnEffect, type TurnEvent } from '../turn-taking/turn.ts'
import { unreachable } from '../unreachable.ts'
import { CallAudio } from './call-audio.ts'
import { FrameTrace, loggedStream, tenths, type Untimed } from './call-log.ts'
import { CallMeter } from './call-meter.ts'
import { CallTranscript } from './call-transcript.ts'
import { DeskControl } from './desk-control.ts'
import { FixedSpeech } from './fixed-speech.ts'
import { InboundAudio } from './inbound-audio.ts'
import { LineLevels } from './line-levels.ts'
import type { LiveCallParts, LiveCallState } from './live-call-parts.ts'
import { ModelBudget } from './model-budget.ts'
import { type HeardLine, Playout } from './playout.ts'
import { RecogniserWatch } from './recogniser-watch.ts'
import type { StreamListener } from './relay-link.ts'
import { ReplyRun } from './reply-run.ts'
import type { TranscriberListener, TranscriberSession } from './transcriber.ts'
import { latencyOf } from './turn-latency.ts'
import { TurnsToStore } from './turns-to-store.ts'
import type { SpokenChar, VoiceListener, VoiceSession } from './voice.ts'
import { whoCut } from './who-cut.ts'

/** Nobody makes a sound for longer than this but by mistake: the reprompts come earlier. */
const DEAD_AIR_MS = 9_000

/**
 * One conversation on the phone: the loop that feeds events to the turn-taking reducer and performs its effects.
 * It owns the recogniser and voice sessions it is given and closes them on `close`.
 */
export class LiveCall implements StreamListener, TranscriberListener, VoiceListener {
  readonly #parts: LiveCallParts
  readonly #playout: Playout
  readonly #audio = new CallAudio()
  readonly #inbound = new InboundAudio()
  readonly #levels = new LineLevels()
  readonly #watch = new RecogniserWatch()
  readonly #spent = new ModelBudget()
  readonly #meter: CallMeter
  readonly #tools: CallTools
  readonly #trace = new FrameTrace((entry) => this.#log(entry))
  readonly #transcript: CallTranscript
  /** What the person at the desk can do in this call. */
  readonly desk: DeskControl
  readonly #inbox: TurnEvent[] = []
  readonly #wakes = new Set<CancelWake>()
  readonly #turnsToStore: TurnsToStore
  readonly #replies = new Map<string, ReplyRun>()
  readonly #fixed: FixedSpeech
  #turn: Turn = newTurn()
  #draining = false
  #openedAtMs: number | null = null
  #transcriber: TranscriberSession | null = null
  #voice: VoiceSession | null = null
  #turnStartedMs: number | null = null
  #partialHomeowner: string | null = null
  #closed = false
  #disclosedAtMs: number | null = null
  #knownHuman = false
  #stopFrames: CancelWake | null = null

  constructor(parts: LiveCallParts) {
    this.#parts = parts
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
    this.#fixed = new FixedSpeech({
      lines: parts.lines,
      playout: this.#playout,
      synthesise: (lineId, text) => {
        this.#voice?.say(lineId, text)
        this.#voice?.finish(lineId)
      },
    })
    this.#tools = {
      run: async (name, input, heard, language) => {
        const outcome = await parts.callTools.run(name, input, heard, language)
        if (!outcome.isError) this.#transcript.toolDone(name)
        return outcome
      },
    }
    this.desk = new DeskControl({
      transcript: this.#transcript,
      nowMs: () => this.#nowMs(),
      dispatch: (event) => this.#dispatch(event),
      disclosed: () => this.#disclosedAtMs !== null,
      speak: (lineId, text) => this.#fixed.speakForDesk(lineId, text, this.#transcript.language),
      gaveBack: () => {
        // The silence so far was the desk's.
        this.#levels.soundNow(this.#nowMs())
        if (!this.#voice || !this.#transcriber) this.#dispatch({ type: 'vendor-gone', atMs: this.#nowMs() })
      },
      voice: {
        playout: this.#playout,
        openTranscriber: parts.openDeskTranscriber,
        notUnderstood: (reason) => this.#trouble('desk-not-understood', reason),
      },
    })
  }

  use(transcriber: TranscriberSession, voice: VoiceSession): void {
    this.#transcriber = transcriber
    this.#voice = voice
  }

  // The carrier's audio stream

  streamStarted({ callControlId }: { callControlId: string }): void {
    if (this.#openedAtMs !== null || this.#closed) return
    if (!this.#parts.isOurs(callControlId)) return this.#trouble('foreign-stream', callControlId)
    this.#openedAtMs = this.#parts.clock.monotonicMs()
    this.#stopFrames = this.#parts.clock.everyFrame(() => this.#frame())
    this.#wakes.add(this.#parts.clock.wakeAfter(this.#parts.maxDurationMs, () => this.timeRunsOut()))
    this.#log({ kind: 'opened', rules: this.#parts.rules })
    this.#dispatch({ type: 'stream-opened', atMs: 0 })
  }

  audioArrived(audio: Uint8Array, offsetMs: number): void {
    if (this.#closed || this.#openedAtMs === null) return
    const nowMs = this.#nowMs()
    this.#trace.homeowner(nowMs, levelDbfs(audio))
    this.#audio.homeowner(audio, Math.max(0, nowMs - pcmuDurationMs(audio.length)))
    for (const part of this.#inbound.arrived(audio, offsetMs, nowMs)) this.#listen(part, nowMs)
  }

  #listen(audio: Uint8Array, nowMs: number): void {
    this.#transcriber?.sendAudio(audio)
    for (const change of this.#levels.arrived(audio, nowMs)) {
      this.#watch.voice(change)
      this.#dispatch({ type: `voice-${change.voice}`, atMs: nowMs, sinceMs: change.sinceMs })
    }
    const unheardMs = this.#watch.unheardMs(nowMs)
    if (unheardMs !== null) this.#transcriber?.doubt?.(unheardMs)
  }

  markReturned(name: string): void {
    this.#log({ kind: 'mark-back', name })
    this.#playout.markReturned(name)
  }

  digitPressed(digit: string): void {
    // Key 9 works below the model (compliance.md section 3, rule c).
    if (digit === '9') this.#dispatch({ type: 'homeowner-opted-out', atMs: this.#nowMs(), text: 'pressed 9' })
  }

  streamStopped(reason: string): void {
    // The carrier ends the stream of every call that ends.
    if (reason !== 'carrier-stopped') this.#trouble('stream-stopped', reason)
  }

  // Recognition

  turnStarted(): void {
    this.#recogniserSaid('started', '')
    this.#turnStartedMs = this.#nowMs()
    this.#dispatch({ type: 'homeowner-started', atMs: this.#nowMs() })
  }

  turnUpdated(text: string): void {
    this.#recogniserSaid('update', text)
    this.#partialHomeowner = text
    this.#judge(text)
    // Half a sentence may begin with a courtesy or a name of the other language.
    if (endsSentence(text)) this.#follow(text)
    this.#dispatch({ type: 'homeowner-words', atMs: this.#nowMs(), text })
  }

  turnMayBeDone(text: string): void {
    this.#recogniserSaid('eager', text)
    this.#dispatch({ type: 'homeowner-may-be-done', atMs: this.#nowMs(), text })
  }

  turnResumed(): void {
    this.#recogniserSaid('resumed', '')
    this.#dispatch({ type: 'homeowner-resumed', atMs: this.#nowMs() })
  }

  turnDone(text: string): void {
    this.#recogniserSaid('done', text)
    this.#partialHomeowner = null
    this.#follow(text)
    if (isOptOut(text)) return this.#dispatch({ type: 'homeowner-opted-out', atMs: this.#nowMs(), text })
    if (this.#judge(text)) {
      this.#recordHomeowner(text)
      return
    }
    this.#dispatch({ type: 'homeowner-done', atMs: this.#nowMs(), text })
  }

  /** Nobody listens for a moment: what was being said counts as far as it was understood. */
  recognitionPaused(reason: string): void {
    this.#trouble('recognition-lost', reason)
    const said = this.#partialHomeowner ?? ''
    this.#partialHomeowner = null
    if (said !== '') this.turnDone(said)
    this.#dispatch({ type: 'recognition-lost', atMs: this.#nowMs() })
  }

  recognitionBack(): void {
    this.#dispatch({ type: 'recognition-back', atMs: this.#nowMs() })
  }

  recogniserChanged(detail: string): void {
    this.#trouble('recogniser-changed', detail)
  }

  /** Nobody is left who could listen. */
  recognitionLost(reason: string): void {
    this.#transcriber = null
    this.recognitionPaused(reason)
    this.#vendorGone(reason)
  }

  // Voice

  voiceChanged(detail: string): void {
    this.#trouble('voice-changed', detail)
  }

  /** A line broke off in the middle of a sentence: its reply is tried again, any other line ends where it is. */
  contextFailed(contextId: string, reason: string): void {
    this.#trouble('voice-lost', reason)
    this.#replies.get(contextId)?.cancel()
    this.#playout.abandon(contextId)
    this.#dispatch({ type: 'reply-failed', atMs: this.#nowMs(), replyId: contextId })
  }

  /** Nobody is left who could speak; what was rendered before still can be said. */
  voiceLost(reason: string): void {
    this.#trouble('voice-lost', reason)
    this.#voice = null
    this.#vendorGone(reason)
  }

  #vendorGone(reason: string): void {
    this.#trouble('vendor-gone', reason)
    this.#dispatch({ type: 'vendor-gone', atMs: this.#nowMs() })
  }

  contextEnded(contextId: string): void {
    const reply = this.#replies.get(contextId)
    if (reply) reply.voiceEnded()
    else if (this.#fixed.of(contextId)) this.#playout.finish(contextId)
  }

  voiceArrived(contextId: string, pcmu: Uint8Array, chars: readonly SpokenChar[]): void {
    this.#log({
      kind: 'chunk',
      lineId: contextId,
      durationMs: pcmuDurationMs(pcmu.length),
      chars: chars.length,
    })
    const reply = this.#replies.get(contextId)
    if (reply) reply.audioArrived(pcmu, chars)
    else if (this.#fixed.of(contextId)) this.#playout.add(contextId, pcmu, chars)
    this.#sendWhatMay()
  }

  // People and the carrier

  /** The carrier's machine detection decided. */
  machineDetected(): void {
    this.#answeredBy('machine')
    this.#dispatch({ type: 'machine-answered', atMs: this.#nowMs() })
  }

  /** The carrier is sure that a person answered. */
  humanDetected(): void {
    this.#knownHuman = true
    this.#log({ kind: 'answered-by', who: 'human' })
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
    this.#keepLastWords()
    for (const line of this.#playout.stop(this.#nowMs())) this.#lineHeard(line, endedBy)
    this.#turnsToStore.storeAll()
    for (const reply of this.#replies.values()) reply.cancel()
    for (const cancel of this.#wakes) cancel()
    this.#stopFrames?.()
    for (const slice of this.#audio.takeFinished(this.#nowMs(), true)) this.#parts.observer.audioPassed(slice)
    this.#trace.flush()
    this.#transcriber?.close()
    this.#voice?.close()
    this.#parts.stream.close()
  }

  #unlessClosed(step: () => void): void {
    if (this.#closed) return
    step()
    this.#parts.observer.changed(this.#view())
  }

  /** Words of a turn that never came to its end are on record too, and a request to stop among them counts. */
  #keepLastWords(): void {
    const said = this.#partialHomeowner
    if (said === null || said === '') return
    this.#partialHomeowner = null
    if (isOptOut(said)) this.#parts.observer.suppress(said)
    this.#recordHomeowner(said)
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
        return this.#speakFixed(effect.lineId, effect.line)
      case 'resume-line':
        if (!this.#playout.resume(effect.lineId)) {
          this.#dispatch({ type: 'line-ended', atMs: this.#nowMs(), lineId: effect.lineId, asks: 'nothing' })
        }
        return
      case 'start-reply':
        return this.#startReply(effect.replyId, effect.fresh, effect.speculative)
      case 'confirm-reply':
        this.#replies.get(effect.replyId)?.confirm()
        return this.#sendWhatMay()
      case 'cancel-reply':
        this.#replies.get(effect.replyId)?.cancel()
        return this.#playout.abandon(effect.replyId)
      case 'record-homeowner':
        return this.#recordHomeowner(effect.text)
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

  #speakFixed(lineId: string, line: FixedLine): void {
    const isFiller = line === 'filler' || line === 'second-filler'
    // The reply itself has arrived meanwhile: a filler behind it would be nonsense.
    if (isFiller && !this.#playout.isIdle)
      return this.#dispatch({ type: 'line-ended', atMs: this.#nowMs(), lineId, asks: 'nothing' })
    this.#fixed.speak(lineId, line, this.#transcript.language)
    this.#sendWhatMay()
  }

  /** New audio does not wait for the next beat: that would cost ten milliseconds of every answer. */
  #sendWhatMay(): void {
    if (!this.#closed) this.#playout.tick(this.#nowMs())
  }

  /** Whoever speaks another language than the agent is answered in it, if the call may lawfully be held in it. */
  #follow(text: string): void {
    const language = spokenLanguage(text)
    if (language === null || language === this.#transcript.language || !this.#fixed.speaks(language)) return
    this.#transcript.language = language
    if (!this.#fixed.disclosedIn(language)) this.#dispatch({ type: 'language-changed', atMs: this.#nowMs() })
  }

  #startReply(replyId: string, fresh: string, speculative: boolean): void {
    const voice = this.#voice
    if (!voice) return this.#dispatch({ type: 'reply-failed', atMs: this.#nowMs(), replyId })
    const reply = new ReplyRun({
      replyId,
      model: this.#parts.model,
      system: this.#parts.system,
      messages: this.#transcript.messages(fresh),
      voice,
      playout: this.#playout,
      callTools: this.#tools,
      heardByHomeowner: (isThere) => this.#transcript.wasHeard(isThere),
      monotonicMs: () => this.#nowMs(),
      pause: (delayMs) => pause(this.#parts.clock, delayMs),
      speculative,
      language: this.#transcript.language,
      log: (entry) => this.#log(entry),
      onUsage: (usage) => this.#used(usage),
    })
    this.#replies.set(replyId, reply)
    void reply.run().then((result) => {
      this.#log({
        kind: 'reply',
        replyId,
        status: result.status,
        ...(result.status === 'failed' && { reason: result.reason }),
      })
      if (result.status === 'failed') {
        this.#trouble('reply-failed', result.reason)
        // What the voice still sends of it would stand at the head of the queue and never end.
        reply.cancel()
        this.#playout.abandon(replyId)
        this.#dispatch({ type: 'reply-failed', atMs: this.#nowMs(), replyId })
      }
      if (result.status !== 'finished') return
      if (!result.spoke) this.#transcript.unspoken(reply)
      this.#dispatch({
        type: 'reply-finished',
        atMs: this.#nowMs(),
        replyId,
        spoke: result.spoke,
        hangUp: result.hangUp,
      })
    })
  }

  /** A talk that has cost too much comes to its end politely, as one whose time runs out. */
  #used(usage: ModelUsage): void {
    this.#log({ kind: 'usage', ...usage })
    if (this.#spent.add(usage)) return
    this.#trouble('too-costly', this.#spent.inWords())
    this.timeRunsOut()
  }

  #lineHeard(line: HeardLine, cutBy: CutBy | null = null): void {
    const reply = this.#replies.get(line.lineId)
    const timing = this.#meter.timing(line.lineId)
    const latency = timing ? latencyOf(timing) : null
    const text = this.#transcript.agent(line, reply ?? this.#fixed.of(line.lineId), { cutBy, latency })
    if (line.interrupted || this.#closed) return
    if (this.#fixed.heard(line.lineId)) {
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

  #recordHomeowner(text: string): void {
    const endedAtMs = this.#levels.lastVoicedMs ?? this.#nowMs()
    this.#transcript.homeowner(text, this.#turnStartedMs ?? endedAtMs, endedAtMs)
  }

  /** A machine or a screener picked up? True when the words need no answer of the agent's own. */
  #judge(text: string): boolean {
    // Machines speak first. Once a person has been talking with us, the same words mean something else.
    if (this.#disclosedAtMs !== null && (this.#turnStartedMs ?? 0) > this.#disclosedAtMs) return false
    const by = judgeAnswer(text)
    if (by === 'voicemail' || by === 'mailbox-full') {
      // The carrier takes a call screener for a person, but hardly a mailbox.
      if (this.#knownHuman) return false
      this.#answeredBy('machine')
      this.#dispatch({ type: 'machine-answered', atMs: this.#nowMs() })
      return true
    }
    if (by !== 'screener') return false
    this.#answeredBy('screener')
    this.#dispatch({ type: 'screener-answered', atMs: this.#nowMs() })
    return true
  }

  #wakeAfter({ delayMs, name, epoch }: Extract<TurnEffect, { do: 'wake-after' }>): void {
    const cancel = this.#parts.clock.wakeAfter(delayMs, () => {
      this.#wakes.delete(cancel)
      this.#dispatch({ type: 'woke', atMs: this.#nowMs(), name, epoch })
    })
    this.#wakes.add(cancel)
  }

  #frame(): void {
    const nowMs = this.#nowMs()
    this.#playout.tick(nowMs)
    const missing = this.#inbound.missing(nowMs)
    if (missing) this.#listen(missing, nowMs)
    this.#watchForDeadAir(nowMs)
    for (const slice of this.#audio.takeFinished(nowMs)) this.#parts.observer.audioPassed(slice)
  }

  /** Listens to the audio, not to the state: only sound proves that somebody is there. */
  #watchForDeadAir(nowMs: number): void {
    // A person has the floor: silence is theirs to break, while they are there.
    if (this.#turn.desk !== 'watching') return this.desk.watch(nowMs, this.#levels.lastSoundMs)
    const patienceMs = this.#turn.answeredBy === 'screener' ? DEAD_AIR_MS * 4 : DEAD_AIR_MS
    if (nowMs - this.#levels.lastSoundMs < patienceMs) return
    this.#log({ kind: 'dead-air', silentMs: nowMs - this.#levels.lastSoundMs })
    this.#levels.soundNow(nowMs)
    this.#dispatch({ type: 'dead-air', atMs: nowMs })
  }

  #view(): LiveCallState {
    const { line } = this.#turn
    const speaking = line?.audible
      ? (this.#replies.get(line.lineId)?.text ?? this.#fixed.of(line.lineId)?.text ?? null)
      : null
    return {
      agentState: agentState(this.#turn),
      desk: this.#turn.desk,
      stage: this.#transcript.stage,
      partialHomeowner: this.#partialHomeowner,
      partialAgent: speaking,
    }
  }

  #nowMs(): number {
    return this.#openedAtMs === null ? 0 : this.#parts.clock.monotonicMs() - this.#openedAtMs
  }

  #answeredBy(who: 'machine' | 'screener'): void {
    this.#log({ kind: 'answered-by', who })
    this.#parts.observer.answeredBy(who)
  }

  #recogniserSaid(says: Extract<Untimed, { kind: 'recogniser' }>['says'], text: string): void {
    this.#watch.told(this.#nowMs(), text)
    this.#log({ kind: 'recogniser', says, text })
  }

  #trouble(what: Extract<Untimed, { kind: 'trouble' }>['what'], detail: string): void {
    this.#log({ kind: 'trouble', what, detail })
  }

  #log(entry: Untimed): void {
    const timed = { atMs: tenths(this.#nowMs()), ...entry }
    this.#meter.read(timed)
    this.#parts.observer.logged(timed)
  }
}

function agentState({ phase, line, reply }: Turn): LiveCallState['agentState'] {
  if (phase === 'greeting') return 'waiting'
  if (phase === 'leaving' || phase === 'over') return 'leaving'
  if (line?.audible) return line.what === 'disclosure' || line.what === 'opening' ? 'greeting' : 'speaking'
  return reply.status === 'committed' ? 'thinking' : 'listening'
}
