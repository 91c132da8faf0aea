import type { VoiceListener, VoiceSession } from '../core/call/speech/voice.ts'
import type { SpokenLines } from './spoken-lines.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** As fast as a good voice in the cloud (performance.md section 1). */
const FIRST_AUDIO_MS = 200

/** A voice that makes no sound, but takes as long as one that does. */
export function silentVoice(clock: VirtualClock, lines: SpokenLines, listener: VoiceListener): VoiceSession {
  const cancelled = new Set<string>()
  const begun = new Set<string>()
  const later = (contextId: string, tell: () => void) =>
    clock.wakeAfter(begun.has(contextId) ? 0 : FIRST_AUDIO_MS, () => {
      begun.add(contextId)
      if (!cancelled.has(contextId)) tell()
    })
  return {
    say(contextId, text) {
      const { pcmu, chars } = lines.speak(`${text} `)
      later(contextId, () => listener.voiceArrived(contextId, pcmu, chars))
    },
    finish: (contextId) => void later(contextId, () => listener.contextEnded(contextId)),
    cancel: (contextId) => void cancelled.add(contextId),
    close: () => {},
  }
}
