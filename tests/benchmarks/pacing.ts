import { FRAME_MS } from '../../src-main/core/audio/pcmu.ts'
import { percentile, slope, spread } from './live/figures.ts'
import type { Line, Reply, ReplyPlan } from './live/line.ts'
import { pinDriver } from './live/machine.ts'
import { noiseOf, playRound, type Round } from './live/rounds.ts'
import { openStage, type Stage } from './live/stage.ts'
import { HOW, hearOpening, pause, quickReply, speakTurn, unlessOver, untilSo } from './live/talk.ts'
import type { Report, Wishes } from './report.ts'

/** The most that a contractor may set is 50 calls at once. */
const LEVELS = [25, 50]
const MINUTES = 0.5
const LINE_MS = 15_000
/** The first frames of a line leave at once, to fill the lead; the beat is measured behind them. */
const LEAD_FRAMES = 20

const PLAN: ReplyPlan = {
  ...quickReply({ firstTokenMs: 100, firstAudioMs: 60 }),
  // The first clause is the long line; what follows it is one frame a piece.
  audioMs: (text) => (text.startsWith('Thanks') ? LINE_MS : FRAME_MS),
}

/** When each frame of one spoken line reached the phone, by number. */
interface HeardLine {
  readonly reply: Reply
  readonly arrivedMs: Map<number, number>
}

interface Level {
  readonly streams: number
  readonly lines: readonly HeardLine[]
}

/** B10: long lines on many streams: is each frame there when it should be, and all of them? */
export async function pacing(wishes: Wishes): Promise<Report> {
  const pinning = pinDriver()
  const levels = wishes.calls === undefined ? LEVELS : [wishes.calls]
  const linesEach = Math.max(1, Math.round(((wishes.minutes ?? MINUTES) * 60_000) / LINE_MS))
  const stage = await openStage({ maxConcurrentCalls: Math.max(...levels) })
  const rounds: Round<Level>[] = []
  try {
    for (let i = 0; i < (wishes.rounds ?? 1); i++)
      for (const streams of levels)
        rounds.push(await playRound(stage, () => playLevel(stage, streams, linesEach)))
  } finally {
    await stage.close()
  }
  return {
    benchmark: 'pacing',
    figures: Object.assign(
      figuresOf('', rounds),
      ...levels.map((streams) =>
        figuresOf(
          `streams_${streams}_`,
          rounds.filter(({ result }) => result.streams === streams),
        ),
      ),
    ),
    aims: { late_p99_ms: 2, missing_frames: 0, underrun_frames: 0, drift_ms_per_minute: 0.5 },
    method: `${levels.join(', ')} streams, each ${linesEach} lines of ${LINE_MS / 1_000} s, begun one after the other over the length of a line. Lateness of a frame at the phone against an even beat of ${FRAME_MS} ms laid through the earliest frames of its line, behind the first ${LEAD_FRAMES} that fill the lead; drift is the slope of lateness within a line, the median of all lines. Missing: sent by the voice and never received. Underrun: received after the moment at which a phone that began with the first frame would have played it. ${HOW}`,
    noise: noiseOf(
      rounds.map(({ noise }) => noise),
      pinning,
    ),
  }
}

function figuresOf(prefix: string, rounds: readonly Round<Level>[]): Record<string, number> {
  const lines = rounds.flatMap(({ result }) => result.lines)
  const measured = lines.map(beatOf)
  const sum = (of: (beat: Beat) => number) => measured.reduce((total, beat) => total + of(beat), 0)
  return {
    ...spread(
      `${prefix}late`,
      'ms',
      measured.flatMap(({ lateMs }) => lateMs),
    ),
    [`${prefix}late_max_ms`]: measured.reduce(
      (most, { lateMs }) => lateMs.reduce((a, b) => Math.max(a, b), most),
      0,
    ),
    [`${prefix}missing_frames`]: sum(({ missing }) => missing),
    [`${prefix}underrun_frames`]: sum(({ underruns }) => underruns),
    [`${prefix}drift_ms_per_minute`]: Math.abs(
      percentile(
        measured.map(({ driftMsPerMinute }) => driftMsPerMinute),
        0.5,
      ),
    ),
    [`${prefix}lines`]: lines.length,
  }
}

interface Beat {
  readonly lateMs: readonly number[]
  readonly missing: number
  readonly underruns: number
  readonly driftMsPerMinute: number
}

function beatOf({ reply, arrivedMs }: HeardLine): Beat {
  const frames = [...arrivedMs].sort(([a], [b]) => a - b)
  const paced = frames.filter(([number]) => number >= LEAD_FRAMES)
  const offsets = paced.map(([number, atMs]) => atMs - number * FRAME_MS)
  const earliest = offsets.reduce((least, offset) => Math.min(least, offset), Number.POSITIVE_INFINITY)
  const lateMs = offsets.map((offset) => offset - earliest)
  const beganMs = frames[0]?.[1] ?? 0
  return {
    lateMs,
    missing: reply.framesSent - arrivedMs.size,
    underruns: frames.filter(([number, atMs]) => atMs > beganMs + (number + 1) * FRAME_MS).length,
    driftMsPerMinute: slope(paced.map(([, atMs], i) => [atMs / 60_000, lateMs[i] as number] as const)),
  }
}

async function playLevel(stage: Stage, streams: number, linesEach: number): Promise<Level> {
  const lines = await stage.callHomeowners(streams, PLAN)
  const heard = await Promise.all(
    lines.map(async (line, index) => {
      await hearOpening(stage, line)
      // Calls do not speak in step.
      await pause(stage, (index * LINE_MS) / streams)
      return hearLines(stage, line, linesEach)
    }),
  )
  await stage.hangUp(lines)
  return { streams, lines: heard.flat() }
}

async function hearLines(stage: Stage, line: Line, count: number): Promise<HeardLine[]> {
  const heard = new Map<Reply, HeardLine>()
  line.onFrame = (reply, number, atMs) => {
    const known = heard.get(reply) ?? { reply, arrivedMs: new Map<number, number>() }
    heard.set(reply, known)
    known.arrivedMs.set(number, atMs)
  }
  for (let i = 0; i < count; i++) {
    const before = line.replies.length
    const spoken = await speakTurn(stage, line, {
      words: 'Tell me all about it, please.',
      speechMs: 400,
      endOfTurnMs: 260,
    }).catch(unlessOver)
    if (spoken === null) break
    const isOver = () => {
      if (!line.phone?.isUp) return true
      const reply = line.replies[before]
      return reply?.spoken === true && reply.framesHeard >= reply.framesSent && !line.phone?.isPlaying
    }
    await untilSo(stage, isOver, LINE_MS * 2)
  }
  line.onFrame = null
  return [...heard.values()]
}
