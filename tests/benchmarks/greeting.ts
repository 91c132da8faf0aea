import { spread } from './live/figures.ts'
import type { Line } from './live/line.ts'
import { pinDriver } from './live/machine.ts'
import { noiseOf, playRound, type Round } from './live/rounds.ts'
import { openStage, type Stage } from './live/stage.ts'
import { HOW, pause, quickReply, speakTurn, untilSo } from './live/talk.ts'
import type { Report, Wishes } from './report.ts'

const ROUNDS = 2
const CALLS = 10
const HELLO = { words: 'Hello?', speechMs: 200, endOfTurnMs: 260 }
const HEARD_WITHIN_MS = 5_000

interface Greeting {
  readonly homeowner: 'silent' | 'says-hello'
  /** From the carrier's `start` to the first frame of the agent. */
  readonly fromStartMs: number
  /** From the recogniser's end of the hello to that frame. */
  readonly fromHelloMs: number
}

/** B12: how long a homeowner who picked up waits for the first sound. */
export async function greeting(wishes: Wishes): Promise<Report> {
  const pinning = pinDriver()
  const stage = await openStage({ maxConcurrentCalls: 1 })
  const calls = wishes.calls ?? CALLS
  const rounds: Round<Greeting[]>[] = []
  try {
    for (let i = 0; i < (wishes.rounds ?? ROUNDS); i++)
      rounds.push(await playRound(stage, () => greetSome(stage, calls)))
  } finally {
    await stage.close()
  }
  const greetings = rounds.flatMap(({ result }) => result)
  const of = (homeowner: Greeting['homeowner'], read: (greeting: Greeting) => number) =>
    greetings.filter((greeted) => greeted.homeowner === homeowner).map(read)
  return {
    benchmark: 'greeting',
    figures: {
      ...spread(
        'start_to_audio',
        'ms',
        of('silent', ({ fromStartMs }) => fromStartMs),
      ),
      ...spread(
        'hello_to_audio',
        'ms',
        of('says-hello', ({ fromHelloMs }) => fromHelloMs),
      ),
      calls: greetings.length,
    },
    aims: { start_to_audio_p50_ms: 5, hello_to_audio_p50_ms: 5 },
    method: `${greetings.length} calls. In every other one the homeowner is silent: the carrier's start sent to the agent's first frame received. In the others they say "${HELLO.words}": EndOfTurn sent to the agent's first frame received. The first contains the time that the desktop waits on purpose for a hello. The first line is rendered before the dial and cached on disk. ${HOW}`,
    noise: noiseOf(
      rounds.map(({ noise }) => noise),
      pinning,
    ),
  }
}

async function greetSome(stage: Stage, calls: number): Promise<Greeting[]> {
  const greetings: Greeting[] = []
  for (let i = 0; i < calls; i++) greetings.push(await greet(stage, i % 2 === 0 ? 'silent' : 'says-hello'))
  return greetings
}

async function greet(stage: Stage, homeowner: Greeting['homeowner']): Promise<Greeting> {
  let firstFrameMs = Number.NaN
  const answered = Promise.withResolvers<Line>()
  await stage.launch(1, quickReply({ firstTokenMs: 100, firstAudioMs: 60 }), (line) => {
    line.onFixedFrame = (_, __, atMs) => {
      if (Number.isNaN(firstFrameMs)) firstFrameMs = atMs
    }
    answered.resolve(line)
  })
  const line = await answered.promise
  const endOfTurnSentMs =
    homeowner === 'silent' ? Number.NaN : (await speakTurn(stage, line, HELLO)).endOfTurnSentMs
  if (!(await untilSo(stage, () => !Number.isNaN(firstFrameMs), HEARD_WITHIN_MS)))
    throw new Error('the agent never greeted')
  await pause(stage, 100)
  await stage.hangUp([line])
  return {
    homeowner,
    fromStartMs: firstFrameMs - (line.phone?.startedMs ?? Number.NaN),
    fromHelloMs: firstFrameMs - endOfTurnSentMs,
  }
}
