import type { FormingWords } from '../../../../src-preload/contract/calls.ts'
import type { Stage } from '../../conversation/stage.ts'
import type { SpokenLine, Turn } from '../../turn-taking/turn.ts'
import type { LiveCallState } from './live-call-parts.ts'

export interface SaidNow {
  readonly stage: Stage
  /** What the homeowner is saying, as far as it is understood. */
  readonly partialHomeowner: FormingWords | null
  /** All of the agent's line that it is in the middle of; null when it has no words. */
  readonly agentText: string | null
  /** Under which that line is on record once it was cut or has ended. */
  readonly agentTurnId: string | null
}

/**
 * The line that the agent is in the middle of. A voice that has silenced it is judged afterwards: until words end the
 * line, it counts as going on, since a murmur interrupts nobody.
 */
export function lineUnderWay({ line, paused }: Turn): SpokenLine | null {
  if (line !== null) return line.audible ? line : null
  return paused !== null && !paused.spent ? paused : null
}

/** A call as the Live screen shows it. */
export const liveCallState = (
  turn: Turn,
  { stage, partialHomeowner, agentText, agentTurnId }: SaidNow,
): LiveCallState => ({
  agentState: agentState(turn),
  desk: turn.desk,
  stage,
  partialHomeowner,
  partialAgent: formingOf(lineUnderWay(turn), agentText, agentTurnId),
})

const formingOf = (
  line: SpokenLine | null,
  text: string | null,
  turnId: string | null,
): FormingWords | null =>
  line !== null && text !== null ? { text, began_at_ms: line.startedMs, turn_id: turnId } : null

function agentState({ phase, line, reply }: Turn): LiveCallState['agentState'] {
  if (phase === 'greeting') return 'waiting'
  if (phase === 'leaving' || phase === 'over') return 'leaving'
  if (line?.audible) return line.what === 'disclosure' || line.what === 'opening' ? 'greeting' : 'speaking'
  return reply.status === 'committed' ? 'thinking' : 'listening'
}
