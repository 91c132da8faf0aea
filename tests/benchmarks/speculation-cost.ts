import type { Line, Reply } from './live/line.ts'
import { pinDriver } from './live/machine.ts'
import { noiseOf, playRound, type Round } from './live/rounds.ts'
import { openStage, type Stage } from './live/stage.ts'
import {
  arrivalOf,
  earsOf,
  endTurn,
  HOW,
  hearOpening,
  pause,
  quickReply,
  untilSo,
  utter,
} from './live/talk.ts'
import type { Report, Wishes } from './report.ts'

/** Fast enough that the audio of a speculative reply is there before the homeowner goes on. */
const VENDORS = { firstTokenMs: 60, firstAudioMs: 60 }
const END_OF_TURN_MS = 260
const EAGER_MS = 40
const ROUNDS = 3
const TURNS = 20
/** Three of ten turns go on after the recogniser thought that they were over. */
const GOES_ON = [false, true, false, false, true, false, false, true, false, false]
/** How long after the eager end of turn the homeowner goes on: before, while and after audio is made. */
const GOES_ON_AFTER_MS = [60, 150, 210]
const FIRST_WORDS = 'We replaced a few shingles last summer'
const MORE_WORDS = 'but the flashing was never done.'
const ANSWERED_WITHIN_MS = 10_000

interface SpentTurn {
  readonly modelCalls: number
  readonly wastedChars: number
  /** Frames at the phone that answer something else than what was finally said, or that came before its end. */
  readonly leakedFrames: number
  readonly answered: boolean
}

/** B5: what early replies cost when a homeowner goes on, and whether anything of a dropped one is ever heard. */
export async function speculationCost(wishes: Wishes): Promise<Report> {
  const pinning = pinDriver()
  const stage = await openStage({ maxConcurrentCalls: 1 })
  const rounds: Round<SpentTurn[]>[] = []
  try {
    for (let i = 0; i < (wishes.rounds ?? ROUNDS); i++)
      rounds.push(await playRound(stage, () => oneCall(stage, wishes.turns ?? TURNS)))
  } finally {
    await stage.close()
  }
  const turns = rounds.flatMap(({ result }) => result)
  const sum = (of: (turn: SpentTurn) => number) => turns.reduce((total, turn) => total + of(turn), 0)
  return {
    benchmark: 'speculation-cost',
    figures: {
      model_calls_per_turn: sum(({ modelCalls }) => modelCalls) / turns.length,
      wasted_model_calls: sum(({ modelCalls }) => Math.max(0, modelCalls - 1)),
      wasted_voice_chars: sum(({ wastedChars }) => wastedChars),
      leaked_frames: sum(({ leakedFrames }) => leakedFrames),
      turns: turns.length,
      unanswered_turns: sum(({ answered }) => (answered ? 0 : 1)),
    },
    aims: { model_calls_per_turn: 1.7, leaked_frames: 0, unanswered_turns: 0 },
    method: `In three of ten turns the homeowner goes on ${GOES_ON_AFTER_MS.join(', ')} ms after an EagerEndOfTurn (TurnResumed, more words, then the same again). Eager ${EAGER_MS} ms, end of turn ${END_OF_TURN_MS} ms after the speech, first token ${VENDORS.firstTokenMs} ms, first audio ${VENDORS.firstAudioMs} ms. Every frame of audio says which reply it belongs to: leaked is what the phone receives of a reply to other words than the final ones, or before the turn is over. The voice keeps sending audio of replies that were let go. ${rounds.length} calls. ${HOW}`,
    noise: noiseOf(
      rounds.map(({ noise }) => noise),
      pinning,
    ),
  }
}

async function oneCall(stage: Stage, turns: number): Promise<SpentTurn[]> {
  const [line] = await stage.callHomeowners(1, quickReply(VENDORS))
  if (!line) throw new Error('nobody was called')
  await hearOpening(stage, line)
  const spent: SpentTurn[] = []
  for (let i = 0; i < turns; i++) {
    const goesOn = GOES_ON[i % GOES_ON.length]
      ? (GOES_ON_AFTER_MS[i % GOES_ON_AFTER_MS.length] as number)
      : null
    spent.push(await spendTurn(stage, line, goesOn))
  }
  await stage.hangUp([line])
  return spent
}

async function spendTurn(stage: Stage, line: Line, goesOnAfterMs: number | null): Promise<SpentTurn> {
  const before = line.replies.length
  const frames: { reply: Reply; atMs: number }[] = []
  line.onFrame = (reply, _, atMs) => frames.push({ reply, atMs })
  const ears = earsOf(line)
  let words = `${FIRST_WORDS}.`
  let { heardMs } = await utter(stage, line, { words, speechMs: 400 })
  await stage.timer.until(heardMs + EAGER_MS)
  ears.say('EagerEndOfTurn', words)
  if (goesOnAfterMs !== null) {
    await pause(stage, goesOnAfterMs)
    words = `${FIRST_WORDS}, ${MORE_WORDS}`
    heardMs = await goOn(stage, line, words)
    await stage.timer.until(heardMs + EAGER_MS)
    ears.say('EagerEndOfTurn', words)
  }
  const endedMs = await endTurn(stage, line, words, heardMs + END_OF_TURN_MS)
  const asked = () => line.replies.slice(before)
  const heard = () => asked().find((reply) => answersTo(words, reply) && reply.framesHeard > 0)
  const isOver = () => {
    const reply = heard()
    return reply?.spoken === true && reply.framesHeard >= reply.framesSent && !line.phone?.isPlaying
  }
  await untilSo(stage, isOver, ANSWERED_WITHIN_MS)
  await pause(stage, 240)
  line.onFrame = null
  const answer = heard()
  return {
    modelCalls: asked().length,
    wastedChars: asked().reduce((sum, reply) => sum + (reply === answer ? 0 : reply.charsSpoken), 0),
    leakedFrames: frames.filter(({ reply, atMs }) => !answersTo(words, reply) || atMs < endedMs).length,
    answered: answer !== undefined,
  }
}

/** Only a reply whose request held all of the final words answers them. */
const answersTo = (words: string, reply: Reply): boolean => reply.toldText.includes(words)

/** The homeowner was not done: the recogniser says so with the first new word. */
async function goOn(stage: Stage, line: Line, words: string): Promise<number> {
  const { phone } = line
  if (!phone) throw new Error('the line has no phone')
  const arrivals = new Map<number, number>()
  line.onHeard = (number, atMs) => arrivals.set(number, atMs)
  earsOf(line).say('TurnResumed', `${FIRST_WORDS}, but`)
  const spoke = await phone.speak(400)
  earsOf(line).say('Update', words)
  const heardMs = await arrivalOf(stage, line, arrivals, spoke.lastNumber)
  line.onHeard = null
  return heardMs
}
