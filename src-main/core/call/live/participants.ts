import type { TurnView } from '../../../../src-preload/contract/calls.ts'
import { AgentSpeech } from './agent-speech.ts'
import { CallHearing } from './call-hearing.ts'
import type { CallLoop } from './call-loop.ts'
import { CallTranscript } from './call-transcript.ts'
import { DeskControl } from './desk-control.ts'
import type { LineLevels } from './line-levels.ts'
import type { LiveCallParts } from './live-call-parts.ts'
import type { Playout } from './playout.ts'
import { WhoAnswered } from './who-answered.ts'

interface CallAround {
  readonly call: LiveCallParts
  readonly loop: CallLoop
  readonly playout: Playout
  readonly levels: LineLevels
  readonly turnTold: (turn: TurnView) => void
  /** When the homeowner had heard the opening that the law asks for; null until then. */
  readonly disclosedAtMs: () => number | null
  readonly sendWhatMay: () => void
  readonly timeRunsOut: () => void
}

/** Who takes part in a call, and the transcript of what they say; each knows of the others what it needs. */
export interface Participants {
  readonly transcript: CallTranscript
  readonly answered: WhoAnswered
  readonly hearing: CallHearing
  readonly speech: AgentSpeech
  readonly desk: DeskControl
}

export function participants(around: CallAround): Participants {
  const { call, loop, playout, levels, disclosedAtMs } = around
  const transcript = new CallTranscript(call.callId, call, around.turnTold)
  const answered = new WhoAnswered({
    loop,
    tell: (by) => call.observer.answeredBy(by),
    homeownerTurns: () => transcript.homeownerTurns,
  })
  const speech = new AgentSpeech({
    loop,
    call,
    transcript,
    playout,
    sendWhatMay: around.sendWhatMay,
    timeRunsOut: around.timeRunsOut,
  })
  const hearing = new CallHearing({
    loop,
    levels,
    transcript,
    answered,
    disclosedAtMs,
    languages: speech.fixed,
    suppress: (words) => call.observer.suppress(words),
  })
  const desk = new DeskControl({
    transcript,
    nowMs: () => loop.nowMs(),
    dispatch: (event) => loop.dispatch(event),
    disclosed: () => disclosedAtMs() !== null,
    acted: (act) => call.observer.deskActed(act),
    speak: (lineId, text) => speech.fixed.speakForDesk(lineId, text, transcript.language),
    gaveBack: () => {
      // The silence so far was the desk's.
      levels.soundNow(loop.nowMs())
      if (!hearing.works || !speech.works) loop.dispatch({ type: 'vendor-gone', atMs: loop.nowMs() })
    },
    voice: {
      playout,
      openTranscriber: call.openDeskTranscriber,
      notUnderstood: (detail) => loop.log({ kind: 'trouble', what: 'desk-not-understood', detail }),
    },
  })
  return { transcript, answered, hearing, speech, desk }
}
