import type { TurnView } from '../../../../src-preload/contract/calls.ts'
import type { Homeowner, RehearsedCall } from '../../../../src-preload/contract/rehearsals.ts'
import { judgeRehearsal, type RehearsedFacts } from '../../conversation/judge-rehearsal.ts'
import type { CallLogEntry } from '../log/call-log.ts'
import { callTimeline } from '../log/call-timeline.ts'
import { inSpokenOrder } from '../spoken-order.ts'
import type { ToolsOnTrial } from './tools-on-trial.ts'

interface RehearsedParts
  extends Pick<RehearsedFacts, 'disclosures' | 'endedBy' | 'durationMs' | 'maxDurationMs' | 'owedSilenceMs'> {
  readonly callId: string
  readonly homeowner: Homeowner
  readonly turns: Iterable<TurnView>
  readonly log: readonly CallLogEntry[]
  readonly tools: ToolsOnTrial
  /** What the agent may quote besides what its tools told it: script and facts of the lead. */
  readonly quotable: readonly string[]
}

/** A call with nobody real, when it is over: what came of it, where its time went, and which rules were broken. */
export function rehearsedCall(parts: RehearsedParts): RehearsedCall {
  const { homeowner, tools, endedBy, durationMs } = parts
  const turns = inSpokenOrder(parts.turns)
  return {
    homeowner,
    result: tools.result ?? (endedBy === 'homeowner' ? 'hung_up' : 'ended'),
    ended_by: endedBy,
    duration_seconds: Math.round(durationMs / 1_000),
    turns,
    timeline: callTimeline(parts.callId, parts.log),
    broken: judgeRehearsal({
      ...parts,
      turns,
      quotable: [...parts.quotable, ...tools.told].join('\n'),
      suppressed: tools.suppressed,
    }),
  }
}
