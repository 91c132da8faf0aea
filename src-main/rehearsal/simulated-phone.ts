import { FRAME_BYTES, FRAME_MS, PCMU_SILENCE } from '../core/audio/pcmu.ts'
import type { MediaStream, StreamListener } from '../core/call/relay-link.ts'
import type { TurnListener } from '../core/call/speech/transcriber.ts'
import type { Character } from '../practice/homeowners/character.ts'
import {
  type Homeowner,
  type HomeownerAction,
  type HomeownerEvent,
  meet,
} from '../practice/homeowners/homeowner.ts'
import { reactHomeowner } from '../practice/homeowners/react-homeowner.ts'
import type { Ear } from './spoken-lines.ts'
import type { VirtualClock } from './virtual-clock.ts'

const MS_PER_CHAR = 60
const END_OF_TURN_MS = 260
const EAGER_MS = 160
const VOICE_FRAME = new Uint8Array(FRAME_BYTES).fill(0x20)
const SILENT_FRAME = new Uint8Array(FRAME_BYTES).fill(PCMU_SILENCE)

/** A carrier, a phone, a recogniser and the person at the other end, all on the virtual clock. */
export class SimulatedPhone implements MediaStream {
  readonly said: { text: string; atMs: number }[] = []
  /** Everything the person's ear received, the oracle for what was heard. */
  heard = ''
  /** Longest time in which neither side made a sound while nobody was leaving. */
  longestSilenceMs = 0
  silenceEndedAtMs = 0
  /** Longest time in which neither side made a sound though it was the agent's turn (design invariant 5). */
  longestOwedSilenceMs = 0
  owedSilenceEndedAtMs = 0
  /** Whether the agent, by its own account, has something to say at this moment. */
  agentOwes: () => boolean = () => false
  framesAfterClear = 0
  hungUp = false

  readonly #clock: VirtualClock
  readonly #lines: Ear
  #call: StreamListener | null = null
  #ears: TurnListener | null = null
  #state: Homeowner
  #queue: ({ audio: Uint8Array } | { mark: string })[] = []
  #speech: { text: string; startMs: number; endMs: number } | null = null
  #stretch = ''
  #lastAgentFrameMs = -1
  #lastSoundMs = 0
  #lastSoundBy: 'homeowner' | 'agent' | 'nobody' = 'nobody'
  #toldSilenceMs = 0
  #wakes: { atMs: number; id: string }[] = []
  #turn: { text: string; doneAtMs: number; eagerAtMs: number; eagerTold: boolean } | null = null
  #updatesTold = 0
  /** What was said before in the turn that the recogniser has not called over yet. */
  #carried = ''
  #clearedAtMs = -1
  #lastPlace = -1
  #placeAtClear = -1

  constructor(clock: VirtualClock, lines: Ear, character: Character, seed: number) {
    this.#clock = clock
    this.#lines = lines
    this.#state = meet(character, seed)
  }

  /** `call` gets the audio, `ears` are told what a recogniser would have understood of it. */
  pickUp(call: StreamListener, ears: TurnListener): void {
    this.#call = call
    this.#ears = ears
    this.#lastSoundMs = this.#nowMs
    call.streamStarted({ callControlId: 'v3:test', encoding: 'PCMU', sampleRateHz: 8_000 })
    this.#tell({ type: 'answered', atMs: this.#nowMs })
    const stop = this.#clock.everyFrame(() => {
      if (this.hungUp) stop()
      else this.#frame()
    })
  }

  // What the desktop sends

  sendAudio(audio: Uint8Array): void {
    const place = new DataView(audio.buffer, audio.byteOffset).getUint32(0)
    // A frame that goes on where the cleared line stood is stale speech; a new line begins at its own start.
    if (this.#clearedAtMs === this.#nowMs && place === this.#placeAtClear + 1) this.framesAfterClear++
    this.#lastPlace = place
    this.#queue.push({ audio })
  }

  sendMark(mark: string): void {
    this.#queue.push({ mark })
  }

  clear(): void {
    this.#clearedAtMs = this.#nowMs
    this.#placeAtClear = this.#lastPlace
    for (const item of this.#queue.splice(0)) if ('mark' in item) this.#call?.markReturned(item.mark)
  }

  close(): void {
    this.hungUp = true
  }

  // Time

  get #nowMs(): number {
    return this.#clock.monotonicMs()
  }

  #frame(): void {
    this.#hear()
    this.#speakFrame()
    this.#recognise()
    if (this.#wakes.length > 0) this.#wake()
    this.#noticeQuiet()
  }

  #wake(): void {
    for (const wake of this.#wakes.filter(({ atMs }) => atMs <= this.#nowMs)) {
      this.#wakes = this.#wakes.filter((other) => other !== wake)
      this.#tell({ type: 'wake', id: wake.id, atMs: this.#nowMs })
    }
  }

  #hear(): void {
    for (let item = this.#queue[0]; item && 'mark' in item; item = this.#queue[0]) {
      this.#queue.shift()
      this.#call?.markReturned(item.mark)
    }
    const item = this.#queue.shift()
    if (!item || !('audio' in item)) return
    const words = this.#lines.heardIn(item.audio)
    this.#sound('agent')
    this.#lastAgentFrameMs = this.#nowMs
    this.heard += words
    if (this.#stretch === '' && words !== '') this.#tell({ type: 'agent-started', atMs: this.#nowMs })
    this.#stretch += words
    if (words !== '') this.#tell({ type: 'agent-words', text: words, atMs: this.#nowMs })
    while (this.#queue[0] && 'mark' in this.#queue[0])
      this.#call?.markReturned((this.#queue.shift() as { mark: string }).mark)
  }

  #speakFrame(): void {
    const speaking =
      this.#speech !== null && this.#nowMs >= this.#speech.startMs && this.#nowMs < this.#speech.endMs
    this.#call?.audioArrived(speaking ? VOICE_FRAME : SILENT_FRAME, this.#nowMs)
    if (speaking) this.#sound('homeowner')
    if (this.#speech && this.#nowMs >= this.#speech.endMs) {
      const text = joined(this.#carried, this.#speech.text)
      this.#carried = ''
      this.#speech = null
      this.#turn = {
        text,
        doneAtMs: this.#nowMs + END_OF_TURN_MS,
        eagerAtMs: this.#nowMs + EAGER_MS,
        eagerTold: false,
      }
      this.#tell({ type: 'own-line-finished', atMs: this.#nowMs })
    }
  }

  #recognise(): void {
    const speech = this.#speech
    if (speech && this.#nowMs >= speech.startMs + 120) {
      const progress = (this.#nowMs - speech.startMs) / (speech.endMs - speech.startMs)
      const updates = 1 + Math.floor((this.#nowMs - speech.startMs) / 250)
      if (this.#updatesTold === 0) this.#ears?.turnStarted()
      if (updates > this.#updatesTold) {
        this.#updatesTold = updates
        const words = speech.text
          .slice(0, Math.floor(speech.text.length * progress))
          .replace(/\S+$/, '')
          .trim()
        if (words !== '') this.#ears?.turnUpdated(joined(this.#carried, words))
      }
    }
    const turn = this.#turn
    if (!turn || this.#speech) return
    if (!turn.eagerTold && this.#nowMs >= turn.eagerAtMs) {
      turn.eagerTold = true
      if (this.#updatesTold === 0) this.#ears?.turnStarted()
      this.#ears?.turnMayBeDone(turn.text)
    }
    if (this.#nowMs >= turn.doneAtMs) {
      this.#turn = null
      this.#updatesTold = 0
      this.#ears?.turnDone(turn.text)
    }
  }

  #sound(by: 'homeowner' | 'agent'): void {
    this.#lastSoundMs = this.#nowMs
    this.#lastSoundBy = by
  }

  #noticeQuiet(): void {
    const quietMs = this.#nowMs - this.#lastSoundMs
    if (this.#lastSoundBy === 'homeowner' || this.agentOwes()) this.#noticeOwed(quietMs)
    if (quietMs > this.longestSilenceMs) {
      this.longestSilenceMs = quietMs
      this.silenceEndedAtMs = this.#nowMs
    }
    if (this.#speech) return
    const agentQuietMs = this.#nowMs - this.#lastAgentFrameMs
    if (this.#stretch.trim() !== '' && agentQuietMs >= this.#state.character.reactionMs) {
      const text = this.#stretch.trim()
      this.#stretch = ''
      this.#toldSilenceMs = 0
      this.#tell({ type: 'agent-finished', text, atMs: this.#nowMs })
    } else if (quietMs - this.#toldSilenceMs >= 1_000) {
      this.#toldSilenceMs += 1_000
      this.#tell({ type: 'silence', ms: this.#toldSilenceMs, atMs: this.#nowMs })
    } else if (quietMs < FRAME_MS * 2) this.#toldSilenceMs = 0
  }

  #noticeOwed(quietMs: number): void {
    if (quietMs <= this.longestOwedSilenceMs) return
    this.longestOwedSilenceMs = quietMs
    this.owedSilenceEndedAtMs = this.#nowMs
  }

  #tell(event: HomeownerEvent): void {
    const [state, ...actions] = reactHomeowner(this.#state, event)
    this.#state = state
    for (const action of actions) this.#perform(action)
  }

  #perform(action: HomeownerAction): void {
    if (action.do === 'say') {
      const startMs = this.#nowMs + FRAME_MS
      if (this.#turn) {
        this.#carried = this.#turn.text
        if (this.#turn.eagerTold) this.#ears?.turnResumed()
        this.#turn = null
      }
      this.said.push({ text: action.text, atMs: startMs })
      this.#speech = {
        text: action.text,
        startMs,
        endMs: startMs + action.text.length * MS_PER_CHAR,
      }
    } else if (action.do === 'stop-talking') this.#speech = null
    else if (action.do === 'press-digit') this.#call?.digitPressed(action.digit)
    else if (action.do === 'wake-after') this.#wakes.push({ atMs: this.#nowMs + action.ms, id: action.id })
    else if (action.do === 'hang-up') this.hungUp = true
  }
}

const joined = (earlier: string, later: string): string => [earlier, later].filter(Boolean).join(' ')
