import { badNewsOf } from '../bridge/problem.ts'

/** Bad news about a call in which a person at the desk wants to do something, in plain words. */
export interface PlainNews {
  title: string
  detail: string
}

const HOW_TO_ALLOW =
  'Allow it for Ridgeline: in a browser with the sign beside the address, else in the privacy settings of your system. Then take the call over again.'

/** Names of the errors of getUserMedia (W3C Media Capture and Streams, section 10.2). */
const microphoneNews: Record<string, PlainNews> = {
  NotAllowedError: { title: 'The microphone is not allowed', detail: HOW_TO_ALLOW },
  SecurityError: { title: 'The microphone is not allowed', detail: HOW_TO_ALLOW },
  NotFoundError: {
    title: 'No microphone was found',
    detail: 'Plug in a headset or a microphone, then take the call over again.',
  },
  NotReadableError: {
    title: 'The microphone does not answer',
    detail:
      'Another program may hold it. Close that, or plug the microphone in again, then take the call over again.',
  },
}

/** Why there is no microphone. The call has not been touched: the agent goes on talking. */
export function microphoneProblem(error: unknown): PlainNews {
  const known = error instanceof DOMException ? microphoneNews[error.name] : undefined
  if (known) return { ...known, detail: `${known.detail} Until then the agent goes on.` }
  const why = error instanceof Error ? error.message : 'No reason is known.'
  return { title: 'The microphone could not be opened', detail: `${why} The agent goes on with the call.` }
}

/** Why the core would not do what was asked of a live call. */
export function deskProblem(error: unknown, leadName: string): PlainNews {
  const { code, title, detail } = badNewsOf(error)
  if (code === 'call_not_live' || code === 'not_found') return callEnded(leadName)
  return { title, detail }
}

export const callEnded = (leadName: string): PlainNews => ({
  title: 'The call has ended',
  detail: `The call with ${leadName} is over. What was said is kept under Calls.`,
})

export const agentIsBack = (leadName: string): PlainNews => ({
  title: 'The agent has the call back',
  detail: `Your microphone was not heard for five seconds, so the agent talks with ${leadName} again. You can take the call over once more.`,
})

export const microphoneGone = (leadName: string): PlainNews => ({
  title: 'Your microphone is gone',
  detail: `It was unplugged or taken away, so the agent talks with ${leadName} again. Plug it in and take the call over once more.`,
})
