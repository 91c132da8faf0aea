import type { DeskAct } from '../../../src-preload/contract/calls.ts'
import { HOSTED_CANNOT } from '../call/live/call-desk.ts'
import type { DeskHands } from '../call/live/desk-control.ts'
import { Refused } from '../refused.ts'
import type { HostedEngine } from './hosted-engine.ts'

/** The hands of the person at the desk in a call that an engine holds: what its live control offers, and no more. */
export function hostedHands(
  engine: HostedEngine,
  engineCallId: () => string | null,
  did: (action: DeskAct['action'], text: string | null) => void,
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
    async whisper(text) {
      await engine.advise(named(), text)
      did('whispered', text)
    },
    async mute(isMuted) {
      await engine.mute(named(), isMuted)
      did(isMuted ? 'muted' : 'unmuted', null)
    },
    takeOver: noMicrophone,
    microphone: noMicrophone,
    handBack: noMicrophone,
  }
}
