import { spread } from './live/figures.ts'
import { listenIn } from './live/listener.ts'
import { pinDriver } from './live/machine.ts'
import { noiseOf, playRound, type Round } from './live/rounds.ts'
import { openStage, type Stage } from './live/stage.ts'
import { HOW, hearOpening, playTurn, quickReply, type TurnScript } from './live/talk.ts'
import type { Report, Wishes } from './report.ts'

const ROUNDS = 2
const TURNS = 12
const TURN: TurnScript = {
  words: 'My neighbor had his roof done last year and he likes it.',
  speechMs: 1_500,
  endOfTurnMs: 260,
}
/** Live control of the third issue: whoever listens in is less than this behind. */
const MOST_BEHIND_MS = 300

interface Played {
  readonly homeowner: { receivedMs: number[]; playedMs: number[] }
  readonly agent: { receivedMs: number[]; playedMs: number[] }
  readonly skipped: number
}

/** How far behind the call a person at the desk hears it. */
export async function listenDelay(wishes: Wishes): Promise<Report> {
  const pinning = pinDriver()
  const turns = wishes.turns ?? TURNS
  const stage = await openStage({ maxConcurrentCalls: 1 })
  const rounds: Round<Played>[] = []
  try {
    for (let i = 0; i < (wishes.rounds ?? ROUNDS); i++)
      rounds.push(await playRound(stage, () => play(stage, turns)))
  } finally {
    await stage.close()
  }
  const results = rounds.map(({ result }) => result)
  const all = (side: 'homeowner' | 'agent', what: 'receivedMs' | 'playedMs') =>
    results.flatMap((result) => result[side][what])
  return {
    benchmark: 'listen-delay',
    figures: {
      ...spread('homeowner_heard', 'ms', all('homeowner', 'playedMs')),
      ...spread('agent_heard', 'ms', all('agent', 'playedMs')),
      ...spread('homeowner_received', 'ms', all('homeowner', 'receivedMs')),
      ...spread('agent_received', 'ms', all('agent', 'receivedMs')),
      frames: all('homeowner', 'playedMs').length + all('agent', 'playedMs').length,
      chunks_left_out: results.reduce((sum, { skipped }) => sum + skipped, 0),
    },
    aims: {
      homeowner_heard_p99_ms: MOST_BEHIND_MS,
      agent_heard_p99_ms: MOST_BEHIND_MS,
      chunks_left_out: 0,
    },
    method: `One call of ${turns} turns in each of ${results.length} rounds, and a listener on the window's own socket. Every 20 ms of both sides carries a stamp, which is looked for in the audio that the listener receives. Counted from when the homeowner's phone sent the frame, or played the agent's, until the chunk that holds it had arrived (received), and until the window's jitter buffer plays it (heard); the sound card's own delay comes on top. ${HOW}`,
    noise: noiseOf(
      rounds.map(({ noise }) => noise),
      pinning,
    ),
  }
}

async function play(stage: Stage, turns: number): Promise<Played> {
  const [line] = await stage.callHomeowners(1, quickReply({ firstTokenMs: 300, firstAudioMs: 100 }))
  if (!line) throw new Error('nobody was called')
  await hearOpening(stage, line)
  const listening = await listenIn(stage, line)
  for (let i = 0; i < turns; i++) await playTurn(stage, line, TURN)
  await listening.stop()
  await stage.hangUp([line])
  return { homeowner: listening.homeowner, agent: listening.agent, skipped: listening.skipped() }
}
