import { performance } from 'node:perf_hooks'
import { dice } from '../../src-main/practice/chance.ts'
import { slope } from './live/figures.ts'
import { type Inspector, openInspector } from './live/inspector.ts'
import type { Line } from './live/line.ts'
import { descriptorsOf, pinDriver, rssMbOf } from './live/machine.ts'
import { noiseOf, playRound, type Round } from './live/rounds.ts'
import { openStage, type Stage } from './live/stage.ts'
import { HOW, hearOpening, pause, playTurn, quickReply, speakTurn, type TurnScript } from './live/talk.ts'
import type { Report, Wishes } from './report.ts'

const CALLS = 10
const MINUTES = 1
/** The part of the time after which memory should have found its level. */
const WARM_UP = 0.25
const SAMPLE_MS = 2_000
const LAUNCH_TIMES_CALLS = 20
/** Vendors' sockets close, timers of ended calls run out. */
const SETTLE_MS = 12_000
const TURN: TurnScript = { words: 'I would have to ask my husband.', speechMs: 400, endOfTurnMs: 260 }

interface Standing {
  readonly heapMb: number
  readonly timers: number
  readonly coreDescriptors: number
  readonly relayDescriptors: number
}

interface Phase {
  readonly calls: number
  readonly coreRssMb: readonly (readonly [minute: number, mb: number])[]
  readonly relayRssMb: readonly (readonly [minute: number, mb: number])[]
}

/** B13: calls without end, hung up in the middle of anything; what is left of them afterwards. */
export async function soak(wishes: Wishes): Promise<Report> {
  const pinning = pinDriver()
  const calls = wishes.calls ?? CALLS
  const minutes = wishes.minutes ?? MINUTES
  const stage = await openStage({ maxConcurrentCalls: calls, inspect: true })
  try {
    if (!stage.system.inspectorUrl) throw new Error('the desktop opened no inspector')
    const inspector = await openInspector(stage.system.inspectorUrl)
    const warmUp = await playRound(stage, () => callOn(stage, calls, minutes * WARM_UP))
    const before = await standing(stage, inspector)
    const round = await playRound(stage, () => callOn(stage, calls, minutes * (1 - WARM_UP)))
    const after = await standing(stage, inspector)
    inspector.close()
    return report(round, before, after, {
      calls,
      minutes,
      warmUpCalls: warmUp.result.calls,
      noise: noiseOf([warmUp.noise, round.noise], pinning),
    })
  } finally {
    await stage.close()
  }
}

function report(
  { result }: Round<Phase>,
  before: Standing,
  after: Standing,
  run: { calls: number; minutes: number; warmUpCalls: number; noise: object },
): Report {
  return {
    benchmark: 'soak',
    figures: {
      calls: result.calls,
      core_heap_growth_mb: after.heapMb - before.heapMb,
      core_heap_growth_kb_per_call: ((after.heapMb - before.heapMb) * 1_024) / Math.max(1, result.calls),
      core_rss_slope_mb_per_minute: slope(result.coreRssMb),
      relay_rss_slope_mb_per_minute: slope(result.relayRssMb),
      core_sockets_left: after.coreDescriptors - before.coreDescriptors,
      relay_sockets_left: after.relayDescriptors - before.relayDescriptors,
      timers_left: after.timers - before.timers,
    },
    aims: {
      core_rss_slope_mb_per_minute: 0,
      relay_rss_slope_mb_per_minute: 0,
      core_sockets_left: 0,
      relay_sockets_left: 0,
      timers_left: 0,
    },
    method: `${run.calls} calls at a time for ${run.minutes} minutes, each hung up by the homeowner after one to five turns: while they speak, while the reply is made, or while it is heard. The first quarter (${run.warmUpCalls} calls) warms up. Then and at the end all calls are over and ${SETTLE_MS / 1_000} s have passed: heap after garbage collection, timers (by Node's own count), open files and sockets, each the difference between the two. Resident memory is sampled every ${SAMPLE_MS / 1_000} s and a line is laid through it; a run of minutes shows growth that a run of hours does not. ${HOW}`,
    noise: run.noise,
  }
}

/** Keeps so many calls up for so long, then lets all of them end. */
async function callOn(stage: Stage, atOnce: number, minutes: number): Promise<Phase> {
  const random = dice(11)
  const beganMs = performance.now()
  const untilMs = beganMs + minutes * 60_000
  const talks = new Set<Promise<void>>()
  const [coreRssMb, relayRssMb]: [[number, number][], [number, number][]] = [[], []]
  let [calls, launched] = [0, 0]
  const answered = (line: Line) => {
    calls++
    const talk = liveAndHangUp(stage, line, random, () => performance.now() > untilMs).catch(
      (error: unknown) => {
        process.stderr.write(`a call of the soak failed: ${String(error)}\n`)
        stage.carrier.hangUp(line)
      },
    )
    talks.add(talk)
    void talk.then(() => talks.delete(talk))
  }
  const minute = () => (performance.now() - beganMs) / 60_000
  while (performance.now() < untilMs) {
    if (launched - calls < 2 * atOnce) {
      await stage.launch(
        LAUNCH_TIMES_CALLS * atOnce,
        quickReply({ firstTokenMs: 100, firstAudioMs: 60 }),
        answered,
      )
      launched += LAUNCH_TIMES_CALLS * atOnce
    }
    coreRssMb.push([minute(), rssMbOf(stage.system.corePid) ?? Number.NaN])
    relayRssMb.push([minute(), rssMbOf(stage.system.relayPid) ?? Number.NaN])
    await pause(stage, SAMPLE_MS)
  }
  await stage.cancelCampaigns()
  await Promise.all(talks)
  await stage.hangUp([])
  return { calls, coreRssMb, relayRssMb }
}

async function liveAndHangUp(
  stage: Stage,
  line: Line,
  random: () => number,
  isOver: () => boolean,
): Promise<void> {
  await hearOpening(stage, line)
  const turns = 1 + Math.floor(random() * 5)
  for (let i = 0; i < turns && !isOver(); i++) await playTurn(stage, line, TURN)
  const moment = random()
  if (moment < 0.3) {
    void speakTurn(stage, line, TURN).catch(() => {})
    await pause(stage, 300)
  } else {
    await speakTurn(stage, line, TURN)
    await pause(stage, moment < 0.6 ? 60 : 400)
  }
  stage.carrier.hangUp(line)
}

async function standing({ system }: Stage, inspector: Inspector): Promise<Standing> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
  const timers = await inspector.evaluate(
    "process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length",
  )
  return {
    heapMb: await inspector.heapMb(),
    timers: Number(timers),
    coreDescriptors: descriptorsOf(system.corePid) ?? Number.NaN,
    relayDescriptors: descriptorsOf(system.relayPid) ?? Number.NaN,
  }
}
