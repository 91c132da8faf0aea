import { spread } from './live/figures.ts'
import type { Line, Reply, ReplyPlan } from './live/line.ts'
import { pinDriver } from './live/machine.ts'
import { noiseOf, playRound, type Round } from './live/rounds.ts'
import { openStage, type Stage } from './live/stage.ts'
import { arrivalOf, earsOf, endTurn, HOW, hearOpening, quickReply, untilSo } from './live/talk.ts'
import type { Report, Wishes } from './report.ts'

const CALLS = 4
const TRIALS_PER_CALL = 50
const SPEECH_MS = 700
const START_OF_TURN_MS = 40
/** A recogniser this slow leaves the first word to the local detector. */
const LATE_START_OF_TURN_MS = 400
const END_OF_TURN_MS = 260
const CLEARED_WITHIN_MS = 2_000
const ANSWERED_WITHIN_MS = 10_000
const WORDS = 'Actually, I have a question about that.'
const FIRST_WORDS = 'Actually, I'

/** Answers long enough to be interrupted anywhere. */
const PLAN: ReplyPlan = {
  ...quickReply({ firstTokenMs: 100, firstAudioMs: 60 }),
  audioMs: (text) => text.length * 110,
}

interface Trial {
  readonly recogniser: 'prompt' | 'late'
  /** When the first loud frame went out. */
  readonly onsetMs: number
  readonly startOfTurnSentMs: number
  readonly clearMs: number | null
  /** Frames of the interrupted line that reached the phone behind the `clear`. */
  readonly staleFrames: number
}

/** B6: the homeowner speaks up in the middle of a sentence; how long until the carrier is told to be silent. */
export async function bargeIn(wishes: Wishes): Promise<Report> {
  const pinning = pinDriver()
  const calls = wishes.calls ?? CALLS
  const stage = await openStage({ maxConcurrentCalls: 1 })
  const rounds: Round<Trial[]>[] = []
  try {
    for (let i = 0; i < calls; i++)
      rounds.push(await playRound(stage, () => oneCall(stage, wishes.turns ?? TRIALS_PER_CALL)))
  } finally {
    await stage.close()
  }
  const trials = rounds.flatMap(({ result }) => result)
  const waits = (recogniser: Trial['recogniser'], from: (trial: Trial) => number) =>
    trials.flatMap((trial) =>
      trial.recogniser === recogniser && trial.clearMs !== null ? [trial.clearMs - from(trial)] : [],
    )
  return {
    benchmark: 'barge-in',
    figures: {
      ...spread(
        'start_of_turn_to_clear',
        'ms',
        waits('prompt', ({ startOfTurnSentMs }) => startOfTurnSentMs),
      ),
      ...spread(
        'onset_to_clear_prompt_recogniser',
        'ms',
        waits('prompt', ({ onsetMs }) => onsetMs),
      ),
      ...spread(
        'onset_to_clear',
        'ms',
        waits('late', ({ onsetMs }) => onsetMs),
      ),
      stale_frames: trials.reduce((sum, { staleFrames }) => sum + staleFrames, 0),
      trials: trials.length,
      not_silenced: trials.filter(({ clearMs }) => clearMs === null).length,
    },
    aims: {
      start_of_turn_to_clear_p50_ms: 3,
      start_of_turn_to_clear_p99_ms: 10,
      onset_to_clear_p50_ms: 80,
      stale_frames: 0,
      not_silenced: 0,
    },
    method: `${trials.length} interruptions at varied places of an answer, in ${calls} calls. In every other one the recogniser says StartOfTurn ("${FIRST_WORDS}") ${START_OF_TURN_MS} ms after the first loud frame arrived: StartOfTurn sent to clear received by the carrier. A StartOfTurn that comes before the local detector's clear is counted as it is, also when the clear was first (then negative). In the others it says nothing for ${LATE_START_OF_TURN_MS} ms, so that only the local detector can be quick: first loud frame sent to clear received (onset_to_clear). ${HOW}`,
    noise: noiseOf(
      rounds.map(({ noise }) => noise),
      pinning,
    ),
  }
}

async function oneCall(stage: Stage, trials: number): Promise<Trial[]> {
  const [line] = await stage.callHomeowners(1, PLAN)
  if (!line) throw new Error('nobody was called')
  await hearOpening(stage, line)
  let reply = await answered(stage, line, () => interject(stage, line, 'prompt'))
  const done: Trial[] = []
  for (let i = 0; i < trials; i++) {
    // Places that are spread over the first seconds of the answer without being in step with anything.
    await stage.timer.until((reply.heardMs ?? stage.timer.nowMs()) + 500 + ((i * 377) % 1_500))
    const before = reply
    let trial: Trial | undefined
    reply = await answered(stage, line, async () => {
      trial = await interrupt(stage, line, before, i % 2 === 0 ? 'prompt' : 'late')
    })
    if (trial) done.push(trial)
  }
  await stage.hangUp([line])
  return done
}

/** Lets the homeowner speak and waits for the first frame of the answer. */
async function answered(stage: Stage, line: Line, speak: () => Promise<unknown>): Promise<Reply> {
  const before = line.replies.length
  await speak()
  const heard = () => line.replies.slice(before).find((reply) => reply.heardMs !== null)
  await untilSo(stage, () => heard() !== undefined, ANSWERED_WITHIN_MS)
  const reply = heard()
  if (!reply) throw new Error('an interruption was never answered')
  return reply
}

async function interrupt(
  stage: Stage,
  line: Line,
  reply: Reply,
  recogniser: Trial['recogniser'],
): Promise<Trial> {
  let clearMs: number | null = null
  let staleFrames = 0
  line.onClear = (atMs) => {
    clearMs ??= atMs
  }
  line.onFrame = (from) => {
    if (clearMs !== null && from === reply) staleFrames++
  }
  const { onsetMs, startOfTurnSentMs } = await interject(stage, line, recogniser)
  await untilSo(stage, () => clearMs !== null, CLEARED_WITHIN_MS)
  line.onClear = null
  line.onFrame = null
  return { recogniser, onsetMs, startOfTurnSentMs, clearMs, staleFrames }
}

/** Speaks up, with the recogniser's news of it, up to the end of the turn. */
async function interject(
  stage: Stage,
  line: Line,
  recogniser: Trial['recogniser'],
): Promise<{ onsetMs: number; startOfTurnSentMs: number }> {
  const { phone } = line
  if (!phone) throw new Error('the line has no phone')
  const ears = earsOf(line)
  const arrivals = new Map<number, number>()
  const waitMs = recogniser === 'prompt' ? START_OF_TURN_MS : LATE_START_OF_TURN_MS
  let startOfTurnSentMs = 0
  line.onHeard = (number, atMs) => {
    arrivals.set(number, atMs)
    if (startOfTurnSentMs !== 0 || !phone.isSpeaking(number)) return
    startOfTurnSentMs = atMs + waitMs
    stage.timer.at(startOfTurnSentMs, () => {
      startOfTurnSentMs = stage.timer.nowMs()
      ears.say('StartOfTurn', FIRST_WORDS)
    })
  }
  const spoke = await phone.speak(SPEECH_MS)
  const heardMs = await arrivalOf(stage, line, arrivals, spoke.lastNumber)
  line.onHeard = null
  ears.say('Update', WORDS)
  await endTurn(stage, line, WORDS, heardMs + END_OF_TURN_MS)
  return { onsetMs: spoke.firstMs, startOfTurnSentMs }
}
