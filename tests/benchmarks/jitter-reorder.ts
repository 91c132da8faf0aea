import { FRAME_MS } from '../../src-main/core/audio/pcmu.ts'
import { dice } from '../../src-main/practice/chance.ts'
import { spread } from './live/figures.ts'
import type { Line } from './live/line.ts'
import { pinDriver } from './live/machine.ts'
import { CallOver, type Impairment } from './live/outside/phone.ts'
import { noiseOf, playRound, type Round } from './live/rounds.ts'
import { openStage, type Stage } from './live/stage.ts'
import { earsOf, HOW, hearOpening, pause, quickReply } from './live/talk.ts'
import type { Report, Wishes } from './report.ts'

const JITTER_MS = 60
const SWAPPED = 0.01
const LOST = 0.005
const SECONDS_PER_ROUND = 30
const ROUNDS = 2
const TALK_EVERY_MS = 3_000
/** Longer than any frame can still be on its way. */
const DRAIN_MS = 400

interface Heard {
  readonly frames: number
  readonly lost: number
  readonly outOfOrder: number
  readonly neverArrived: number
  /** From the moment at which a frame could have been passed on in order to its arrival. */
  readonly addedMs: readonly number[]
}

/** B11: a bad way between phone and relay; what the recogniser gets of it. */
export async function jitterReorder(wishes: Wishes): Promise<Report> {
  const pinning = pinDriver()
  const lost = new Set<number>()
  const stage = await openStage({ maxConcurrentCalls: 1, impairment: badWay(lost) })
  const seconds = wishes.minutes === undefined ? SECONDS_PER_ROUND : wishes.minutes * 60
  const rounds: Round<Heard>[] = []
  try {
    for (let i = 0; i < (wishes.rounds ?? ROUNDS); i++)
      rounds.push(await playRound(stage, () => listen(stage, lost, seconds)))
  } finally {
    await stage.close()
  }
  const sum = (of: (heard: Heard) => number) => rounds.reduce((total, { result }) => total + of(result), 0)
  return {
    benchmark: 'jitter-reorder',
    figures: {
      out_of_order_frames: sum(({ outOfOrder }) => outOfOrder),
      ...spread(
        'added',
        'ms',
        rounds.flatMap(({ result }) => result.addedMs),
      ),
      frames: sum(({ frames }) => frames),
      lost_on_the_way_frames: sum((heard) => heard.lost),
      never_arrived_frames: sum(({ neverArrived }) => neverArrived),
    },
    aims: { out_of_order_frames: 0, added_p99_ms: FRAME_MS },
    method: `Frames between phone and relay are 0 to ${JITTER_MS} ms late each, ${SWAPPED * 100} % a further frame and a half, ${LOST * 100} % are lost (the same dice in every run). Added: from the moment at which a frame and all before it that are not lost had been sent, to its arrival at the recogniser; a frame behind a lost one is waited for by the relay and counted so. Never arrived: not lost on the way, but too late for the relay to put in order. ${HOW}`,
    noise: noiseOf(
      rounds.map(({ noise }) => noise),
      pinning,
    ),
  }
}

function badWay(lost: Set<number>): Impairment {
  const random = dice(7)
  return (number) => {
    const jitterMs = random() * JITTER_MS
    const swapMs = random() < SWAPPED ? 1.5 * FRAME_MS : 0
    if (random() >= LOST) return jitterMs + swapMs
    lost.add(number)
    return 'lost'
  }
}

async function listen(stage: Stage, lost: Set<number>, seconds: number): Promise<Heard> {
  lost.clear()
  const [line] = await stage.callHomeowners(1, quickReply({ firstTokenMs: 100, firstAudioMs: 60 }))
  const phone = line?.phone
  if (!line || !phone) throw new Error('nobody was called')
  await hearOpening(stage, line)
  const heardMs = new Map<number, number>()
  const sentMs = new Map<number, number>()
  const order: number[] = []
  line.onHeard = (number, atMs) => {
    order.push(number)
    heardMs.set(number, atMs)
    sentMs.set(number, phone.sentMs.get(number) ?? Number.NaN)
  }
  await keepTalking(stage, line, seconds * 1_000)
  const lastSent = Math.max(...order)
  await pause(stage, DRAIN_MS)
  line.onHeard = null
  await stage.hangUp([line])
  const first = Math.min(...order)
  return judge(first, lastSent, order, heardMs, sentMs, lost)
}

/** Somebody who says nothing for long is said goodbye to. */
async function keepTalking(stage: Stage, line: Line, durationMs: number): Promise<void> {
  const untilMs = stage.timer.nowMs() + durationMs
  while (stage.timer.nowMs() < untilMs) {
    earsOf(line).say('StartOfTurn', 'Go')
    earsOf(line).say('EndOfTurn', 'Go on, please.')
    await pause(stage, TALK_EVERY_MS)
  }
  if (!line.phone?.isUp) throw new CallOver()
}

function judge(
  first: number,
  last: number,
  order: readonly number[],
  heardMs: ReadonlyMap<number, number>,
  sentMs: ReadonlyMap<number, number>,
  lost: ReadonlySet<number>,
): Heard {
  const addedMs: number[] = []
  let possibleMs = 0
  let [neverArrived, lostHere] = [0, 0]
  for (let number = first; number <= last; number++) {
    const arrivedMs = heardMs.get(number)
    if (lost.has(number)) lostHere++
    else if (arrivedMs === undefined) neverArrived++
    else {
      possibleMs = Math.max(possibleMs, sentMs.get(number) ?? 0)
      addedMs.push(arrivedMs - possibleMs)
    }
  }
  return {
    frames: last - first + 1,
    lost: lostHere,
    outOfOrder: order.filter((number, i) => i > 0 && number < (order[i - 1] as number)).length,
    neverArrived,
    addedMs,
  }
}
