import type { DeskAct } from '../../../../src-preload/contract/calls.ts'
import { officeNote } from '../../conversation/prompts.ts'
import { Refused } from '../../refused.ts'
import type { DeskEvent } from '../../turn-taking/turn.ts'
import type { CallTranscript } from './call-transcript.ts'
import { DeskVoice, type DeskVoiceParts } from './desk-voice.ts'

/** What the person at the desk can reach of a live call. */
export interface DeskControlParts {
  readonly transcript: CallTranscript
  readonly nowMs: () => number
  readonly dispatch: (event: DeskEvent) => void
  /** Whether the homeowner has heard the opening that the law asks for (compliance.md section 3). */
  readonly disclosed: () => boolean
  /** Put on record: nobody hears it in the recording. */
  readonly acted: (act: DeskAct) => void
  /** Speaks a line in the agent's voice. */
  readonly speak: (lineId: string, text: string) => void
  /** The agent has the floor again, but perhaps not all it needs to talk. */
  readonly gaveBack: () => void
  readonly voice: Omit<DeskVoiceParts, 'lineId' | 'said' | 'nowMs'>
}

/** What the desk may do in a live call, whichever engine holds it. */
export interface DeskHands {
  say(text: string): void | Promise<void>
  whisper(text: string): void | Promise<void>
  mute(muted: boolean): void | Promise<void>
  takeOver(): void
  microphone(pcmu: Uint8Array): void
  handBack(brief: string): void
}

/** A microphone that sends nothing for so long is gone: a window was closed, a computer went to sleep. */
const MICROPHONE_GONE_MS = 5_000
/** A muted agent in a silent call speaks up after so long: whoever muted it seems to have left. */
const MUTED_SILENCE_MS = 30_000

/** The hands of the person at the desk in one live call: a hint, a line, mute, take over, hand back, hang up. */
export class DeskControl implements DeskHands {
  readonly #parts: DeskControlParts
  #voice: DeskVoice | null = null
  #muted = false
  #lines = 0
  #microphoneAtMs = 0

  constructor(parts: DeskControlParts) {
    this.#parts = parts
  }

  /** Says a line in the agent's voice; what the agent was saying gives way. Refused before the opening was heard. */
  say(text: string): void {
    this.#assertDisclosed('Say your line after that.')
    if (this.#voice) throw youAreSpeaking()
    const lineId = `operator-${++this.#lines}`
    this.#tell('operator-spoke', { lineId })
    this.#parts.speak(lineId, text)
  }

  /** A hint for the agent's next sentence, which the homeowner does not hear. */
  whisper(text: string): void {
    this.#parts.transcript.note(officeNote(text))
    this.#acted('whispered', text)
    this.#tell('desk-whispered')
  }

  /** The agent says nothing by itself until it is unmuted; then it answers what waits. Refused before the opening. */
  mute(muted: boolean): void {
    if (this.#voice) throw youAreSpeaking()
    if (muted) this.#assertDisclosed('Mute the agent after that.')
    if (muted === this.#muted) return
    this.#muted = muted
    this.#acted(muted ? 'muted' : 'unmuted')
    this.#tell(muted ? 'desk-muted-agent' : 'desk-gave-back')
    if (!muted) this.#parts.gaveBack()
  }

  /** The person at the desk speaks with the homeowner themselves from now on. Refused before the opening was heard. */
  takeOver(): void {
    this.#assertDisclosed('Take the call over after that.')
    if (this.#voice) return
    const { transcript, nowMs, voice } = this.#parts
    this.#muted = false
    this.#microphoneAtMs = nowMs()
    this.#acted('took_over')
    this.#tell('desk-took-over')
    this.#voice = new DeskVoice({
      ...voice,
      nowMs,
      lineId: `desk-${++this.#lines}`,
      said: (text, startedAtMs, endedAtMs) => transcript.colleague(text, startedAtMs, endedAtMs),
    })
  }

  /** PCMU of the desk's microphone, 8 kHz, in order. Refused unless the call was taken over. */
  microphone(pcmu: Uint8Array): void {
    if (!this.#voice) throw notTakenOver()
    this.#microphoneAtMs = this.#parts.nowMs()
    this.#voice.speak(pcmu)
  }

  /** The agent goes on where the desk leaves off, with a note on what matters. Refused unless the call was taken over. */
  handBack(brief: string): void {
    if (!this.#voice) throw notTakenOver()
    this.#voice.stop()
    this.#voice = null
    this.#parts.transcript.handedBack(brief)
    this.#acted('handed_back', brief.trim() || null)
    this.#tell('desk-gave-back')
    this.#parts.gaveBack()
  }

  /** Nobody is left in silence by a person at the desk who is gone: then the agent has the floor again. */
  watch(nowMs: number, lastSoundMs: number): void {
    if (this.#voice && nowMs - this.#microphoneAtMs >= MICROPHONE_GONE_MS)
      this.handBack('Your colleague was cut off. Apologise for the pause.')
    else if (this.#muted && nowMs - lastSoundMs >= MUTED_SILENCE_MS) this.mute(false)
  }

  hangUp(): void {
    this.#tell('operator-hung-up')
  }

  /** The call is over. */
  close(): void {
    this.#voice?.stop()
  }

  #acted(action: DeskAct['action'], text: string | null = null): void {
    this.#parts.acted({ at_ms: Math.round(this.#parts.nowMs()), action, text })
  }

  #tell(type: Exclude<DeskEvent['type'], 'operator-spoke'>): void
  #tell(type: 'operator-spoke', what: { lineId: string }): void
  #tell(type: DeskEvent['type'], what?: { lineId: string }): void {
    this.#parts.dispatch({ type, atMs: this.#parts.nowMs(), ...what } as DeskEvent)
  }

  #assertDisclosed(then: string): void {
    if (this.#parts.disclosed()) return
    throw new Refused(
      'not_ready',
      'The opening comes first',
      `The homeowner must hear who calls and that the call is recorded. ${then}`,
    )
  }
}

const youAreSpeaking = () =>
  new Refused(
    'conflict',
    'You have taken this call over',
    'The agent is silent while you speak. Hand the call back to it first.',
  )

const notTakenOver = () =>
  new Refused('conflict', 'The call is not in your hands', 'Take the call over before you speak in it.')
