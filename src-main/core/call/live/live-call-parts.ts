import type { DeskAct, FormingWords, TurnView } from '../../../../src-preload/contract/calls.ts'
import type { Script } from '../../../../src-preload/contract/campaigns.ts'
import type { Clock } from '../../clock.ts'
import type { TalkAbout } from '../../conversation/follow-up-talk.ts'
import type { LanguageModel } from '../../conversation/language-model.ts'
import type { Stage } from '../../conversation/stage.ts'
import type { CallTools } from '../../conversation/tools.ts'
import type { HangUpReason, TurnRules } from '../../turn-taking/turn.ts'
import type { CallLogEntry } from '../log/call-log.ts'
import type { MeterListener } from '../log/call-meter.ts'
import type { MediaStream } from '../relay-link.ts'
import type { CallLines } from '../speech/prepared-lines.ts'
import type { TranscriberListener, TranscriberSession } from '../speech/transcriber.ts'
import type { AudioSlice } from './call-audio.ts'

export interface LiveCallParts {
  readonly callId: string
  readonly clock: Clock
  readonly rules: TurnRules
  readonly maxDurationMs: number
  readonly model: LanguageModel
  readonly system: string
  /** Facts about the lead, the first thing the model reads. */
  readonly brief: string
  readonly script: Script
  /** What it is about beside the script; left out where the script is all. */
  readonly about?: TalkAbout | null
  readonly lines: CallLines
  readonly callTools: CallTools
  readonly stream: MediaStream
  /** Whether the carrier's call is the one that was dialed; a stream of any other is not listened to. */
  readonly isOurs: (carrierCallId: string) => boolean
  readonly observer: LiveCallObserver
  /** A recogniser for the contractor's own words in a call they took over. */
  readonly openDeskTranscriber: (listener: TranscriberListener) => Promise<TranscriberSession>
}

/** Everything that must be stored or shown. Each method is quick and does not throw. */
export interface LiveCallObserver extends MeterListener {
  turnSpoken(turn: TurnView): void
  deskActed(act: DeskAct): void
  audioPassed(slice: AudioSlice): void
  changed(view: LiveCallState): void
  suppress(words: string): void
  hangUp(reason: HangUpReason): void
  answeredBy(by: 'human' | 'machine' | 'screener'): void
  /** The recording notice has been heard: the recording may begin. */
  disclosureHeard(atMs: number): void
  logged(entry: CallLogEntry): void
}

export interface LiveCallState {
  readonly agentState: 'waiting' | 'greeting' | 'listening' | 'thinking' | 'speaking' | 'leaving'
  /** What the person at the desk does: watches, has muted the agent, or speaks themselves. */
  readonly desk: 'watching' | 'muted' | 'speaking'
  /** Where the talk stands. */
  readonly stage: Stage
  readonly partialHomeowner: FormingWords | null
  readonly partialAgent: FormingWords | null
}
