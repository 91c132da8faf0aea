import { RehearsalId, type ScriptId } from '../../src-preload/contract/primitives.ts'
import type {
  Homeowner,
  RehearsalReport,
  RehearsalView,
  RehearsedCall,
} from '../../src-preload/contract/rehearsals.ts'
import { ownVoicePart } from './double-own-voice.ts'
import { type DoubleState, found, pageOf } from './double-state.ts'
import { double } from './implemented.ts'
import { conversation, sampleTimeline, turnsOf } from './sample-calls.ts'

const HOMEOWNERS: Homeowner[] = [
  {
    homeowner_id: 'books-at-once',
    name: 'Books at once',
    summary: 'Wants an inspection and takes the first time.',
  },
  {
    homeowner_id: 'sceptical-about-price',
    name: 'Sceptical about price',
    summary: 'Asks what it costs, twice.',
  },
  { homeowner_id: 'hostile', name: 'Hostile', summary: 'Angry about every call.' },
]
/** A rehearsal of the double takes this long, so that its progress can be seen. */
const CALL_MS = 400

export function rehearsalsPart(state: DoubleState, now: () => number) {
  const begun: { id: RehearsalId; scriptId: ScriptId; homeowners: Homeowner[]; atMs: number }[] = []
  const viewOf = (
    { id, scriptId, homeowners, atMs }: (typeof begun)[number],
    full: boolean,
  ): RehearsalView => {
    const done = Math.min(homeowners.length, Math.floor((now() - atMs) / CALL_MS))
    const over = done === homeowners.length
    return {
      rehearsal_id: id,
      script_id: scriptId,
      script_version: 1,
      by: 'homeowners',
      status: over ? 'done' : 'running',
      done,
      total: homeowners.length,
      started_at: new Date(atMs).toISOString(),
      finished_at: over ? new Date(atMs + homeowners.length * CALL_MS).toISOString() : null,
      reason: null,
      report: over && full ? reportOf(homeowners) : null,
    }
  }
  return {
    rehearsals: {
      ...ownVoicePart(state, now),
      homeowners: double.rehearsals.homeowners.handler(() => ({ items: HOMEOWNERS })),
      start: double.rehearsals.start.handler(({ input }) => {
        found(
          state.scripts.find((each) => each.script_id === input.script_id),
          'script',
        )
        const wanted = HOMEOWNERS.filter(
          ({ homeowner_id }) => input.homeowner_ids?.includes(homeowner_id) ?? true,
        )
        const rehearsal = {
          id: RehearsalId.parse(`rehearsal_${begun.length + 1}`),
          scriptId: input.script_id,
          homeowners: Array.from({ length: input.times }, () => wanted).flat(),
          atMs: now(),
        }
        begun.unshift(rehearsal)
        return viewOf(rehearsal, true)
      }),
      list: double.rehearsals.list.handler(({ input }) =>
        pageOf(
          begun
            .filter(({ scriptId }) => !input.script_id || scriptId === input.script_id)
            .map((each) => viewOf(each, false)),
          input,
        ),
      ),
      get: double.rehearsals.get.handler(({ input }) =>
        viewOf(
          found(
            begun.find(({ id }) => id === input.rehearsal_id),
            'rehearsal',
          ),
          true,
        ),
      ),
    },
  }
}

function reportOf(homeowners: readonly Homeowner[]): RehearsalReport {
  const calls = homeowners.map(rehearsed)
  return {
    calls,
    results: { booked: calls.filter(({ result }) => result === 'booked').length, hung_up: 1 },
    rules_broken: calls.reduce((sum, { broken }) => sum + broken.length, 0),
    latency: { p50_ms: 620, p95_ms: 940 },
    advice: ['Take promises about money, insurance or guarantees out of the script.'],
  }
}

function rehearsed(homeowner: Homeowner, index: number): RehearsedCall {
  const turns = turnsOf(homeowner.homeowner_id, conversation, index + 1)
  const promise = turns.filter(({ speaker }) => speaker === 'agent')[1]
  return {
    homeowner,
    result: index === 0 ? 'booked' : 'hung_up',
    ended_by: index === 0 ? 'agent' : 'homeowner',
    duration_seconds: Math.round((turns.at(-1)?.ended_at_ms ?? 0) / 1_000),
    turns,
    timeline: sampleTimeline(turns),
    broken:
      index === 1 && promise
        ? [{ rule: 'promises-money', message: `It said: "${promise.text}"`, turn_id: promise.turn_id }]
        : [],
  }
}
