import { leadingSilenceMs, pcmuDurationMs } from '../../audio/pcmu.ts'
import { pause } from '../../clock.ts'
import type { ModelUsage } from '../../conversation/language-model.ts'
import type { CallTools } from '../../conversation/tools.ts'
import type { FixedLine } from '../../turn-taking/turn.ts'
import type { SpokenChar, VoiceListener, VoiceSession } from '../speech/voice.ts'
import type { CallLoop, Trouble } from './call-loop.ts'
import type { CallTranscript, FixedWords } from './call-transcript.ts'
import { FixedSpeech } from './fixed-speech.ts'
import type { LiveCallParts } from './live-call-parts.ts'
import { ModelBudget } from './model-budget.ts'
import type { Playout } from './playout.ts'
import { ReplyRun } from './reply-run.ts'

export interface AgentSpeechParts {
  readonly loop: CallLoop
  readonly call: Pick<LiveCallParts, 'clock' | 'model' | 'system' | 'lines' | 'callTools'>
  readonly transcript: CallTranscript
  readonly playout: Playout
  /** New audio does not wait for the next beat: that would cost ten milliseconds of every answer. */
  readonly sendWhatMay: () => void
  readonly timeRunsOut: () => void
}

/** What the agent says in one call, from the model and the voice to the playout: replies, fixed lines, lines of the desk. */
export class AgentSpeech implements VoiceListener {
  readonly #parts: AgentSpeechParts
  readonly #loop: CallLoop
  readonly #replies = new Map<string, ReplyRun>()
  readonly #spent = new ModelBudget()
  readonly #tools: CallTools
  readonly fixed: FixedSpeech
  #voice: VoiceSession | null = null

  constructor(parts: AgentSpeechParts) {
    this.#parts = parts
    this.#loop = parts.loop
    this.fixed = new FixedSpeech({
      lines: parts.call.lines,
      playout: parts.playout,
      synthesise: (lineId, text) => {
        this.#voice?.say(lineId, text)
        this.#voice?.finish(lineId)
      },
    })
    this.#tools = {
      run: async (name, input, heard, language) => {
        const outcome = await parts.call.callTools.run(name, input, heard, language)
        if (!outcome.isError) parts.transcript.toolDone(name)
        return outcome
      },
    }
  }

  use(voice: VoiceSession): void {
    this.#voice = voice
  }

  /** Somebody speaks, or could again. */
  get works(): boolean {
    return this.#voice !== null
  }

  /** Where the words of a line come from. */
  sourceOf(lineId: string): ReplyRun | FixedWords | undefined {
    return this.#replies.get(lineId) ?? this.fixed.of(lineId)
  }

  close(): void {
    for (const reply of this.#replies.values()) reply.cancel()
    this.#voice?.close()
  }

  // What the loop wants said

  speakFixed(lineId: string, line: FixedLine): void {
    const isFiller = line === 'filler' || line === 'second-filler'
    // The reply itself has arrived meanwhile: a filler behind it would be nonsense.
    if (isFiller && !this.#parts.playout.isIdle)
      return this.#loop.dispatch({ type: 'line-ended', atMs: this.#loop.nowMs(), lineId, asks: 'nothing' })
    this.fixed.speak(lineId, line, this.#parts.transcript.language)
    this.#parts.sendWhatMay()
  }

  startReply(replyId: string, fresh: string, speculative: boolean): void {
    const voice = this.#voice
    if (!voice) return this.#loop.dispatch({ type: 'reply-failed', atMs: this.#loop.nowMs(), replyId })
    const { call, transcript, playout } = this.#parts
    const reply = new ReplyRun({
      replyId,
      model: call.model,
      system: call.system,
      messages: transcript.messages(fresh),
      voice,
      playout,
      callTools: this.#tools,
      heardByHomeowner: (isThere) => transcript.wasHeard(isThere),
      monotonicMs: () => this.#loop.nowMs(),
      pause: (delayMs) => pause(call.clock, delayMs),
      speculative,
      language: transcript.language,
      log: (entry) => this.#loop.log(entry),
      onUsage: (usage) => this.#used(usage),
    })
    this.#replies.set(replyId, reply)
    void reply.run().then((result) => {
      this.#loop.log({
        kind: 'reply',
        replyId,
        status: result.status,
        ...(result.status === 'failed' && { reason: result.reason }),
      })
      if (result.status === 'failed') {
        this.#trouble('reply-failed', result.reason)
        // What the voice still sends of it would stand at the head of the queue and never end.
        reply.cancel()
        playout.abandon(replyId)
        this.#loop.dispatch({ type: 'reply-failed', atMs: this.#loop.nowMs(), replyId })
      }
      if (result.status !== 'finished') return
      if (!result.spoke) transcript.unspoken(reply)
      const { spoke, hangUp } = result
      this.#loop.dispatch({ type: 'reply-finished', atMs: this.#loop.nowMs(), replyId, spoke, hangUp })
    })
  }

  confirmReply(replyId: string): void {
    this.#replies.get(replyId)?.confirm()
    this.#parts.sendWhatMay()
  }

  cancelReply(replyId: string): void {
    this.#replies.get(replyId)?.cancel()
    this.#parts.playout.abandon(replyId)
  }

  // What the voice does

  voiceArrived(contextId: string, pcmu: Uint8Array, chars: readonly SpokenChar[]): void {
    const reply = this.#replies.get(contextId)
    this.#loop.log({
      kind: 'chunk',
      lineId: contextId,
      durationMs: pcmuDurationMs(pcmu.length),
      chars: chars.length,
      ...(reply && !reply.hasSound && { leadingSilenceMs: leadingSilenceMs(pcmu) }),
    })
    if (reply) reply.audioArrived(pcmu, chars)
    else if (this.fixed.of(contextId)) this.#parts.playout.add(contextId, pcmu, chars)
    this.#parts.sendWhatMay()
  }

  contextEnded(contextId: string): void {
    const reply = this.#replies.get(contextId)
    if (reply) reply.voiceEnded()
    else if (this.fixed.of(contextId)) this.#parts.playout.finish(contextId)
  }

  /** A line broke off in the middle of a sentence: its reply is tried again, any other line ends where it is. */
  contextFailed(contextId: string, reason: string): void {
    this.#trouble('voice-lost', reason)
    this.cancelReply(contextId)
    this.#loop.dispatch({ type: 'reply-failed', atMs: this.#loop.nowMs(), replyId: contextId })
  }

  voiceChanged(detail: string): void {
    this.#trouble('voice-changed', detail)
  }

  /** Nobody is left who could speak; what was rendered before still can be said. */
  voiceLost(reason: string): void {
    this.#trouble('voice-lost', reason)
    this.#voice = null
    this.#trouble('vendor-gone', reason)
    this.#loop.dispatch({ type: 'vendor-gone', atMs: this.#loop.nowMs() })
  }

  /** A talk that has cost too much comes to its end politely, as one whose time runs out. */
  #used(usage: ModelUsage): void {
    this.#loop.log({ kind: 'usage', ...usage })
    if (this.#spent.add(usage)) return
    this.#trouble('too-costly', this.#spent.inWords())
    this.#parts.timeRunsOut()
  }

  #trouble(what: Trouble, detail: string): void {
    this.#loop.log({ kind: 'trouble', what, detail })
  }
}
