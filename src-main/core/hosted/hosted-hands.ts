import { HOSTED_CANNOT } from '../call/call-desk.ts'
import type { DeskHands } from '../call/desk-control.ts'
import { Refused } from '../refused.ts'
import type { HostedEngine } from './hosted-engine.ts'

/** The hands of the person at the desk in a call that an engine holds: what its live control offers, and no more. */
export function hostedHands(
  engine: HostedEngine,
  engineCallId: () => string | null,
  muted: (muted: boolean) => void,
): DeskHands {
  const named = (): string => {
    const id = engineCallId()
    if (id === null) throw new Refused('call_not_live', 'The call is not live', 'It has not been named yet.')
    return id
  }
  const noMicrophone = (): never => {
    throw new Refused('unsupported', 'The hosted engine cannot do that', HOSTED_CANNOT.take_over)
  }
  return {
    say: (text) => engine.say(named(), text),
    whisper: (text) => engine.advise(named(), text),
    async mute(isMuted) {
      await engine.mute(named(), isMuted)
      muted(isMuted)
    },
    takeOver: noMicrophone,
    microphone: noMicrophone,
    handBack: noMicrophone,
  }
}
