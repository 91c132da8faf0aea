import type { FormingWords } from '../../../src-preload/contract/calls.ts'
import type { Stage } from '../conversation/stage.ts'
import type { Turn } from '../turn-taking/turn.ts'
import type { LiveCallState } from './live-call-parts.ts'

export interface SaidNow {
  readonly stage: Stage
  /** What the homeowner is saying, as far as it is understood. */
  readonly partialHomeowner: FormingWords | null
  /** All of the agent's line that is about to begin or is being heard. */
  readonly agentText: string | null
}

/** A call as the Live screen shows it. */
export const liveCallState = (
  turn: Turn,
  { stage, partialHomeowner, agentText }: SaidNow,
): LiveCallState => ({
  agentState: agentState(turn),
  desk: turn.desk,
  stage,
  partialHomeowner,
  partialAgent:
    turn.line?.audible && agentText !== null ? { text: agentText, began_at_ms: turn.line.startedMs } : null,
})

function agentState({ phase, line, reply }: Turn): LiveCallState['agentState'] {
  if (phase === 'greeting') return 'waiting'
  if (phase === 'leaving' || phase === 'over') return 'leaving'
  if (line?.audible) return line.what === 'disclosure' || line.what === 'opening' ? 'greeting' : 'speaking'
  return reply.status === 'committed' ? 'thinking' : 'listening'
}
