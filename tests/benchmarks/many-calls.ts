import { addedTime } from './live/added-time.ts'
import { percentile } from './live/figures.ts'
import type { Line } from './live/line.ts'
import { pinDriver } from './live/machine.ts'
import { noiseOf, playRound, type Round } from './live/rounds.ts'
import { openStage, type Stage } from './live/stage.ts'
import {
  HOW,
  hearOpening,
  pause,
  playTurn,
  quickReply,
  type TurnScript,
  type TurnStamps,
} from './live/talk.ts'
import type { Report, Wishes } from './report.ts'

const VENDORS = { endOfTurnMs: 260, firstTokenMs: 300, firstAudioMs: 100 }
/** The most that a contractor may set is 50 calls at once. */
const LEVELS = [10, 25, 50]
const ROUNDS = 2
const TURNS = 8
/** Calls of one level do not speak in step. */
const STAGGER_MS = 137
const TURN_LENGTH_MS = 2_000
const TURN: TurnScript = {
  words: 'The insurance man was here in March.',
  speechMs: 400,
  endOfTurnMs: VENDORS.endOfTurnMs,
}

interface Level {
  readonly calls: number
  readonly turns: (TurnStamps | null)[]
  readonly firstTurns: (TurnStamps | null)[]
}

/** B7: many calls at once, relay and desktop together on one core. */
export async function manyCalls(wishes: Wishes): Promise<Report> {
  const pinning = pinDriver()
  const levels = wishes.calls === undefined ? LEVELS : [wishes.calls]
  const stage = await openStage({ maxConcurrentCalls: Math.max(...levels) })
  const rounds: Round<Level>[] = []
  try {
    for (let i = 0; i < (wishes.rounds ?? ROUNDS); i++)
      for (const calls of levels)
        rounds.push(await playRound(stage, () => playLevel(stage, calls, wishes.turns ?? TURNS)))
  } finally {
    await stage.close()
  }
  return {
    benchmark: 'many-calls',
    figures: Object.assign(
      figuresOf('', Math.max(...levels), rounds),
      ...levels.map((calls) => figuresOf(`calls_${calls}_`, calls, rounds)),
    ),
    aims: {
      added_p50_ms: 4,
      added_p99_ms: 30,
      cpu_per_call_percent: 0.4,
      unanswered_turns: 0,
    },
    method: `${levels.join(', ')} calls at once, ${wishes.turns ?? TURNS} turns in each, staggered; the figures without a number are those of the most calls. Relay and desktop share one core, recordings and call logs are written. Time added per turn as in turn-overhead, first turns included and also shown by themselves; CPU of relay and desktop over the whole round, openings included, per call. A contractor may set at most 50 calls at once, so 100 is not measured. End of turn ${VENDORS.endOfTurnMs} ms, first token ${VENDORS.firstTokenMs} ms with the whole first clause, first audio ${VENDORS.firstAudioMs} ms. ${HOW}`,
    noise: noiseOf(
      rounds.map(({ noise }) => noise),
      pinning,
    ),
  }
}

function figuresOf(prefix: string, calls: number, rounds: readonly Round<Level>[]): Record<string, number> {
  const ours = rounds.filter(({ result }) => result.calls === calls)
  const turns = ours.flatMap(({ result }) => result.turns)
  const added = turns.flatMap((turn) => (turn ? [addedTime(turn).total] : []))
  const first = ours.flatMap(({ result }) =>
    result.firstTurns.flatMap((turn) => (turn ? [addedTime(turn).total] : [])),
  )
  const cpu = ours.flatMap(({ noise }) =>
    noise.system_cpu_percent === null ? [] : [noise.system_cpu_percent / calls],
  )
  return {
    [`${prefix}added_p50_ms`]: percentile(added, 0.5),
    [`${prefix}added_p90_ms`]: percentile(added, 0.9),
    [`${prefix}added_p99_ms`]: percentile(added, 0.99),
    [`${prefix}first_turn_added_p99_ms`]: percentile(first, 0.99),
    [`${prefix}cpu_per_call_percent`]: percentile(cpu, 0.5),
    [`${prefix}turns`]: turns.length,
    [`${prefix}unanswered_turns`]: turns.length - added.length,
  }
}

async function playLevel(stage: Stage, calls: number, turns: number): Promise<Level> {
  const lines = await stage.callHomeowners(calls, quickReply(VENDORS))
  const talks = await Promise.all(lines.map((line, i) => talk(stage, line, i, turns)))
  await stage.hangUp(lines)
  return { calls, turns: talks.flat(), firstTurns: talks.map(([first]) => first ?? null) }
}

async function talk(stage: Stage, line: Line, index: number, turns: number): Promise<(TurnStamps | null)[]> {
  await hearOpening(stage, line)
  await pause(stage, (index * STAGGER_MS) % TURN_LENGTH_MS)
  const played: (TurnStamps | null)[] = []
  for (let i = 0; i < turns; i++) played.push(await playTurn(stage, line, TURN))
  return played
}
