import type { StreamListener } from './relay-link.ts'
import type { TranscriberListener } from './transcriber.ts'
import type { VoiceListener } from './voice.ts'

type Listener = StreamListener & TranscriberListener & VoiceListener

/** Sessions are opened before the conversation exists; what they tell until then has no hearer and is dropped. */
export function sessionListener(): Listener & { connect(to: Listener): void } {
  let to: Listener | null = null
  return {
    connect(listener) {
      to = listener
    },
    streamStarted: (start) => to?.streamStarted(start),
    audioArrived: (audio, offsetMs) => to?.audioArrived(audio, offsetMs),
    markReturned: (name) => to?.markReturned(name),
    digitPressed: (digit) => to?.digitPressed(digit),
    streamStopped: (reason) => to?.streamStopped(reason),
    turnStarted: () => to?.turnStarted(),
    turnUpdated: (text) => to?.turnUpdated(text),
    turnMayBeDone: (text) => to?.turnMayBeDone(text),
    turnResumed: () => to?.turnResumed(),
    turnDone: (text) => to?.turnDone(text),
    voiceArrived: (contextId, pcmu, chars) => to?.voiceArrived(contextId, pcmu, chars),
    contextEnded: (contextId) => to?.contextEnded(contextId),
    recognitionPaused: (reason) => to?.recognitionPaused(reason),
    recognitionBack: () => to?.recognitionBack(),
    recogniserChanged: (detail) => to?.recogniserChanged(detail),
    recognitionLost: (reason) => to?.recognitionLost(reason),
    contextFailed: (contextId, reason) => to?.contextFailed(contextId, reason),
    voiceChanged: (detail) => to?.voiceChanged(detail),
    voiceLost: (reason) => to?.voiceLost(reason),
  }
}
