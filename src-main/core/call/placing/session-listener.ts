import type { StreamListener } from '../relay-link.ts'
import type { TranscriberListener } from '../speech/transcriber.ts'
import type { VoiceListener } from '../speech/voice.ts'

type Listener = StreamListener & TranscriberListener & VoiceListener

/** A conversation, by whom each of its sources talks to. */
interface Conversation extends StreamListener {
  readonly hearing: TranscriberListener
  readonly speech: VoiceListener
}

/** Sessions are opened before the conversation exists; what they tell until then has no hearer and is dropped. */
export function sessionListener(): Listener & { connect(to: Conversation): void } {
  let to: Conversation | null = null
  return {
    connect(listener) {
      to = listener
    },
    streamStarted: (start) => to?.streamStarted(start),
    audioArrived: (audio, offsetMs) => to?.audioArrived(audio, offsetMs),
    markReturned: (name) => to?.markReturned(name),
    digitPressed: (digit) => to?.digitPressed(digit),
    streamBroke: () => to?.streamBroke(),
    streamResumed: () => to?.streamResumed(),
    streamStopped: (reason) => to?.streamStopped(reason),
    turnStarted: () => to?.hearing.turnStarted(),
    turnUpdated: (text) => to?.hearing.turnUpdated(text),
    turnMayBeDone: (text) => to?.hearing.turnMayBeDone(text),
    turnResumed: () => to?.hearing.turnResumed(),
    turnDone: (text) => to?.hearing.turnDone(text),
    voiceArrived: (contextId, pcmu, chars) => to?.speech.voiceArrived(contextId, pcmu, chars),
    contextEnded: (contextId) => to?.speech.contextEnded(contextId),
    recognitionPaused: (reason) => to?.hearing.recognitionPaused(reason),
    recognitionBack: () => to?.hearing.recognitionBack(),
    recogniserChanged: (detail) => to?.hearing.recogniserChanged(detail),
    recognitionLost: (reason) => to?.hearing.recognitionLost(reason),
    contextFailed: (contextId, reason) => to?.speech.contextFailed(contextId, reason),
    voiceChanged: (detail) => to?.speech.voiceChanged(detail),
    voiceLost: (reason) => to?.speech.voiceLost(reason),
  }
}
