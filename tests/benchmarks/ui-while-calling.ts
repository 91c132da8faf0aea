import { addedTime } from './live/added-time.ts'
import { percentile } from './live/figures.ts'
import { type Inspector, openInspector } from './live/inspector.ts'
import type { Line } from './live/line.ts'
import { pinDriver } from './live/machine.ts'
import { noiseOf, playRound, type Round } from './live/rounds.ts'
import { openStage, type Stage } from './live/stage.ts'
import { leadsCsv } from './live/system.ts'
import { HOW, hearOpening, pause, playTurn, quickReply, type TurnScript } from './live/talk.ts'
import type { Report, Wishes } from './report.ts'

const CALLS = 10
const ROUNDS = 4
const TURNS = 10
const STORED_LEADS = 20_000
const IMPORTED_LEADS = 5_000
/** Far above the numbers of those who are called. */
const FIRST_STORED_SERIAL = 100_000
const STAGGER_MS = 173
const VENDORS = { endOfTurnMs: 260, firstTokenMs: 300, firstAudioMs: 100 }
const TURN: TurnScript = {
  words: 'My neighbor had his roof done last year.',
  speechMs: 400,
  endOfTurnMs: VENDORS.endOfTurnMs,
}
/** What people at the desk look at meanwhile, ten times a second. */
const ASK_EVERY_MS = 100
const QUESTIONS = [
  '/leads?limit=100&q=oak',
  '/ai-voice/calls?limit=100&q=roof',
  '/analytics/daily?days=21',
  '/wallet/postings?limit=200',
  '/bookings',
]

interface Played {
  readonly desk: 'idle' | 'busy'
  readonly addedMs: readonly number[]
  readonly unanswered: number
  readonly loopDelayP99Ms: number
  readonly questions: number
}

/** B15: ten conversations while somebody searches, reads figures and imports. */
export async function uiWhileCalling(wishes: Wishes): Promise<Report> {
  const pinning = pinDriver()
  const calls = wishes.calls ?? CALLS
  const turns = wishes.turns ?? TURNS
  const stage = await openStage({ maxConcurrentCalls: calls, inspect: true })
  const rounds: Round<Played>[] = []
  try {
    if (!stage.system.inspectorUrl) throw new Error('the desktop opened no inspector')
    const inspector = await openInspector(stage.system.inspectorUrl)
    await stage.system.post('/leads/import', leadsCsv(serialsFrom(FIRST_STORED_SERIAL, STORED_LEADS)))
    for (let i = 0; i < (wishes.rounds ?? ROUNDS); i++) {
      const desk = i % 2 === 0 ? 'idle' : 'busy'
      rounds.push(await playRound(stage, () => play(stage, inspector, desk, calls, turns, i)))
    }
    inspector.close()
  } finally {
    await stage.close()
  }
  const of = (desk: Played['desk']) => rounds.flatMap(({ result }) => (result.desk === desk ? [result] : []))
  const added = (desk: Played['desk'], share: number) =>
    percentile(
      of(desk).flatMap(({ addedMs }) => addedMs),
      share,
    )
  return {
    benchmark: 'ui-while-calling',
    figures: {
      busy_loop_delay_p99_ms: Math.max(...of('busy').map(({ loopDelayP99Ms }) => loopDelayP99Ms)),
      idle_loop_delay_p99_ms: Math.max(...of('idle').map(({ loopDelayP99Ms }) => loopDelayP99Ms)),
      added_delta_p50_ms: added('busy', 0.5) - added('idle', 0.5),
      added_delta_p99_ms: added('busy', 0.99) - added('idle', 0.99),
      idle_added_p50_ms: added('idle', 0.5),
      busy_added_p50_ms: added('busy', 0.5),
      idle_added_p99_ms: added('idle', 0.99),
      busy_added_p99_ms: added('busy', 0.99),
      questions_answered: of('busy').reduce((sum, { questions }) => sum + questions, 0),
      unanswered_turns: rounds.reduce((sum, { result }) => sum + result.unanswered, 0),
    },
    aims: { busy_loop_delay_p99_ms: 5, added_delta_p50_ms: 1, unanswered_turns: 0 },
    method: `${calls} calls of ${turns} turns in each round; rounds take turns: the desk idle, then busy. Busy: one search, one list, the daily figures, the postings and the bookings asked for in turn, ten a second, over ${STORED_LEADS} stored leads, and ${IMPORTED_LEADS} leads imported once a round. Time added per turn as in turn-overhead; delay of the desktop's event loop by Node's own monitor inside it, its resolution of 1 ms taken off. ${HOW}`,
    noise: noiseOf(
      rounds.map(({ noise }) => noise),
      pinning,
    ),
  }
}

async function play(
  stage: Stage,
  inspector: Inspector,
  desk: Played['desk'],
  calls: number,
  turns: number,
  round: number,
): Promise<Played> {
  const lines = await stage.callHomeowners(calls, quickReply(VENDORS))
  await inspector.evaluate(
    "globalThis.loopDelay = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution: 1 }); globalThis.loopDelay.enable()",
  )
  let over = false
  const asking = desk === 'busy' ? askOn(stage, round, () => over) : Promise.resolve(0)
  const talks = await Promise.all(lines.map((line, i) => talk(stage, line, i, turns)))
  over = true
  const questions = await asking
  const delayMs = await inspector.evaluate(
    'globalThis.loopDelay.disable(), globalThis.loopDelay.percentile(99) / 1e6 - 1',
  )
  await stage.hangUp(lines)
  const played = talks.flat()
  const addedMs = played.filter((added) => added !== null)
  return {
    desk,
    addedMs,
    unanswered: played.length - addedMs.length,
    loopDelayP99Ms: Number(delayMs),
    questions,
  }
}

async function talk(stage: Stage, line: Line, index: number, turns: number): Promise<(number | null)[]> {
  await hearOpening(stage, line)
  await pause(stage, index * STAGGER_MS)
  const added: (number | null)[] = []
  for (let i = 0; i < turns; i++) {
    const turn = await playTurn(stage, line, TURN)
    added.push(turn ? addedTime(turn).total : null)
  }
  return added
}

/** Asks until it is over; answers how many questions were answered. */
async function askOn({ system, timer }: Stage, round: number, isOver: () => boolean): Promise<number> {
  const first = FIRST_STORED_SERIAL + STORED_LEADS + round * IMPORTED_LEADS
  const importing = system.post('/leads/import', leadsCsv(serialsFrom(first, IMPORTED_LEADS)))
  let answered = 0
  while (!isOver()) {
    const nextMs = timer.nowMs() + ASK_EVERY_MS
    await system.get(QUESTIONS[answered % QUESTIONS.length] as string)
    answered++
    await timer.until(nextMs)
  }
  await importing
  return answered
}

const serialsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first + i)
