import type { Line, Reply, ReplyPlan } from './line.ts'
import { CallOver, type Spoke } from './outside/phone.ts'
import type { Ears } from './outside/recogniser.ts'
import type { Stage } from './stage.ts'

/** One turn of the homeowner, and when the recogniser tells what of it. */
export interface TurnScript {
  readonly words: string
  readonly speechMs: number
  /** From the last loud frame's arrival at the recogniser to its EndOfTurn. */
  readonly endOfTurnMs: number
  /** The same for its EagerEndOfTurn; none when left out. */
  readonly eagerMs?: number
  /** An Update with all of the words goes out so long before the last loud frame. */
  readonly earlyUpdateMs?: number
}

/** One answered turn. Moments are on the driver's clock. */
export interface TurnStamps {
  readonly spoke: Spoke
  readonly heardMs: number
  readonly endOfTurnSentMs: number
  /** The reply whose audio was heard first. */
  readonly reply: Reply
}

/** How all live benchmarks are played, for their reports. */
export const HOW =
  'Phone, carrier and vendors live in the driver, over real sockets, with fixed delays; the built relay and the built desktop (headless host, live mode, wall clock shifted to a working morning) run in processes of their own. Simulated vendors say nothing about real ones.'

const START_OF_TURN_AFTER_MS = 40
const UPDATE_EVERY_MS = 240
const ANSWERED_WITHIN_MS = 10_000
const LOOK_MS = 20
/** Marks come back and are applied before the next turn begins. */
const PAUSE_AFTER_REPLY_MS = 240
/** Fixed lines of a call: who is calling, and the opening. */
const OPENING_LINES = 2

/** Lets the agent say its opening lines; resolves when they have been heard. */
export async function hearOpening(stage: Stage, line: Line): Promise<void> {
  const heard = new Set<number>()
  line.onFixedFrame = (serial) => heard.add(serial)
  const isOver = () => heard.size >= OPENING_LINES && line.phone?.isPlaying === false
  if (!(await untilSo(stage, isOver, ANSWERED_WITHIN_MS))) throw new Error('the opening was not heard')
  line.onFixedFrame = null
  await pause(stage, PAUSE_AFTER_REPLY_MS)
}

/** Plays one turn and waits until its reply has been heard. Null when nobody answered in time. */
export async function playTurn(stage: Stage, line: Line, script: TurnScript): Promise<TurnStamps | null> {
  const repliesBefore = line.replies.length
  const spoken = await speakTurn(stage, line, script).catch(unlessOver)
  if (spoken === null) return null
  const { spoke, heardMs, endOfTurnSentMs } = spoken
  const heardReply = () => line.replies.slice(repliesBefore).find((reply) => reply.heardMs !== null)
  const isOver = () => {
    const reply = heardReply()
    if (line.phone?.isUp === false) return true
    return reply?.spoken === true && reply.framesHeard >= reply.framesSent && !line.phone?.isPlaying
  }
  await untilSo(stage, isOver, ANSWERED_WITHIN_MS)
  await pause(stage, PAUSE_AFTER_REPLY_MS)
  const reply = heardReply()
  return reply ? { spoke, heardMs, endOfTurnSentMs, reply } : null
}

/** A call that the desktop ended leaves its turns unanswered; anything else is a fault of the benchmark. */
export function unlessOver(error: unknown): null {
  if (error instanceof CallOver) return null
  throw error
}

/** The homeowner's side of a turn, up to the recogniser's EndOfTurn. */
export async function speakTurn(
  stage: Stage,
  line: Line,
  script: TurnScript,
): Promise<{ spoke: Spoke; heardMs: number; endOfTurnSentMs: number }> {
  const { spoke, heardMs } = await utter(stage, line, script)
  const ears = earsOf(line)
  const { eagerMs } = script
  if (eagerMs !== undefined) stage.timer.at(heardMs + eagerMs, () => ears.say('EagerEndOfTurn', script.words))
  const endOfTurnSentMs = await endTurn(stage, line, script.words, heardMs + script.endOfTurnMs)
  return { spoke, heardMs, endOfTurnSentMs }
}

/** Says the words, with the recogniser's StartOfTurn and Updates; resolves when the last loud frame has arrived. */
export async function utter(
  stage: Stage,
  line: Line,
  script: Pick<TurnScript, 'words' | 'speechMs' | 'earlyUpdateMs'>,
): Promise<{ spoke: Spoke; heardMs: number }> {
  const { timer } = stage
  const { phone } = line
  if (!phone) throw new Error('the line has no phone')
  const ears = earsOf(line)
  const arrivals = new Map<number, number>()
  line.onHeard = (number, atMs) => arrivals.set(number, atMs)
  const beganMs = timer.nowMs()
  const words = script.words.split(' ')
  timer.at(beganMs + START_OF_TURN_AFTER_MS, () => ears.say('StartOfTurn', words[0] ?? ''))
  const wholeAtMs = script.speechMs - (script.earlyUpdateMs ?? 0)
  const updates = Math.floor((script.speechMs - START_OF_TURN_AFTER_MS) / UPDATE_EVERY_MS)
  for (let i = 1; i <= updates; i++) {
    const afterMs = START_OF_TURN_AFTER_MS + i * UPDATE_EVERY_MS
    const known = words.slice(0, Math.ceil((words.length * i) / (updates + 1))).join(' ')
    // Words that are known once are not forgotten.
    if (afterMs < wholeAtMs) timer.at(beganMs + afterMs, () => ears.say('Update', known))
  }
  if (script.earlyUpdateMs !== undefined)
    timer.at(beganMs + wholeAtMs, () => ears.say('Update', script.words))
  const spoke = await phone.speak(script.speechMs)
  const heardMs = await arrivalOf(stage, line, arrivals, spoke.lastNumber)
  line.onHeard = null
  return { spoke, heardMs }
}

/** When the recogniser got that frame. */
export async function arrivalOf(
  stage: Stage,
  line: Line,
  arrivals: ReadonlyMap<number, number>,
  number: number,
): Promise<number> {
  for (let atMs = arrivals.get(number); ; atMs = arrivals.get(number)) {
    if (atMs !== undefined) return atMs
    if (!line.phone?.isUp) throw new CallOver()
    await pause(stage, 1)
  }
}

/** The recogniser's EndOfTurn at that moment; resolves with when it really went out. */
export const endTurn = (stage: Stage, line: Line, words: string, atMs: number): Promise<number> =>
  new Promise((resolve) => {
    stage.timer.at(atMs, () => {
      const sentMs = stage.timer.nowMs()
      earsOf(line).say('EndOfTurn', words)
      resolve(sentMs)
    })
  })

export function earsOf(line: Line): Ears {
  if (!line.ears) throw new Error('the line has no recogniser')
  return line.ears
}

export const pause = (stage: Stage, ms: number): Promise<void> => stage.timer.until(stage.timer.nowMs() + ms)

export async function untilSo(stage: Stage, isSo: () => boolean, withinMs: number): Promise<boolean> {
  const untilMs = stage.timer.nowMs() + withinMs
  while (!isSo()) {
    if (stage.timer.nowMs() > untilMs) return false
    await pause(stage, LOOK_MS)
  }
  return true
}

/**
 * A step of 0 to 19 ms, another in each turn: speech ends on a 20 ms frame, and with delays that are whole frames
 * long every audio of a call would meet the desktop's own 20 ms beat at the same point.
 */
export const offBeatMs = (turn: number): number => (turn * 7) % 20

/** A reply whose first token completes its first clause, for figures that should not contain the clause's length. */
export const quickReply = (plan: { firstTokenMs: number; firstAudioMs: number }): ReplyPlan => ({
  ...plan,
  perTokenMs: 15,
  tokens: (word) => [`Thanks for telling me ${word}, that `, 'helps ', 'us ', 'a ', 'lot.'],
  realTimeFactor: 0.15,
  audioMs: (text) => text.length * 12,
})
