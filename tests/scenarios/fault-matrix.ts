import type { CallLogEntry } from '../../src-main/core/call/log/call-log.ts'
import { replay } from '../../src-main/core/call/log/replay.ts'
import { dice } from '../../src-main/practice/chance.ts'
import type { Character } from '../../src-main/practice/homeowners/character.ts'
import { CHARACTERS } from '../../src-main/practice/homeowners/directory.ts'
import { FAULTS, FaultyEngines, VENDORS, type VendorFault } from './faulty-engines.ts'
import { type CallResult, simulateCallWith } from './simulated-call.ts'

/** Where the call stands when the vendor breaks. */
export const STATES = ['greeting', 'listening', 'thinking', 'speaking', 'interrupted', 'leaving'] as const
export type CallState = (typeof STATES)[number]

/** One square of the matrix: which vendor breaks how, for whom, and when. */
export interface Square extends VendorFault {
  readonly state: CallState
}

export const SQUARES: readonly Square[] = VENDORS.flatMap((vendor) =>
  (['first', 'all'] as const).flatMap((scope) =>
    FAULTS.flatMap((fault) => STATES.map((state) => ({ vendor, scope, fault, state }))),
  ),
)

export interface Played {
  readonly square: Square
  readonly seed: number
  readonly homeowner: string
  /** When the fault set in, on the call's clock; null when the call never came to that state. */
  readonly brokeAtMs: number | null
  readonly lastsMs: number | null
  readonly owedSilenceMs: number
  readonly framesAfterClear: number
  readonly endedBy: CallResult['endedBy']
  /** The agent decided to hang up, and the line stayed open. */
  readonly hangUpForgotten: boolean
  /** From the agent's first word of leaving to the end of the call; null when it never left. */
  readonly leavingMs: number | null
  readonly durationMs: number
  readonly divergences: number
  readonly troubles: readonly string[]
  /** From a turn that was taken while the vendor was broken: until any sound of the agent's, until its reply. */
  readonly untilSoundMs: readonly number[]
  readonly untilReplyMs: readonly number[]
  /** From such a turn until the call was given up over it; null when it was not. */
  readonly untilHangUpMs: number | null
  readonly log: readonly CallLogEntry[]
}

const LONGEST_OWED_SILENCE_MS = 3_000
/** With every engine dead: from the end of a turn that will not be answered to the end of the call, goodbye included. */
const LONGEST_GIVING_UP_MS = 10_000
/** The longest goodbye, an answer to it, and the deadline behind both. */
const LONGEST_LEAVING_MS = 30_000
const PEOPLE = CHARACTERS.filter(({ kind, pickUp }) => kind === 'person' && pickUp.how === 'answers')
const INTERRUPTERS = PEOPLE.filter(({ id }) => /interrupt/.test(id))

/** What must hold in every call, whatever breaks: the rules that this one broke, in words. */
export function brokenRules(played: Played): string[] {
  return [
    played.endedBy === 'nobody' && 'the call never ended',
    played.hangUpForgotten && 'the agent never hung up though it had decided to',
    (played.leavingMs ?? 0) > LONGEST_LEAVING_MS && `${played.leavingMs} ms from the goodbye to the end`,
    played.owedSilenceMs > LONGEST_OWED_SILENCE_MS &&
      `${played.owedSilenceMs} ms of silence that the agent owed`,
    played.square.scope === 'all' &&
      played.lastsMs === null &&
      (played.untilHangUpMs ?? 0) > LONGEST_GIVING_UP_MS &&
      `given up only after ${played.untilHangUpMs} ms`,
    played.framesAfterClear > 0 && `${played.framesAfterClear} frames of a cleared line`,
    played.divergences > 0 && `${played.divergences} decisions that the log does not explain`,
  ].filter((rule): rule is string => rule !== false)
}

/**
 * Plays one call of one square. The seed decides who answers, at which time of that state it breaks, and for how long.
 * Not every talk comes to every state, so others are tried until one does.
 */
export async function play(square: Square, seed: number): Promise<Played> {
  const chance = dice(seed * 104_729 + SQUARES.indexOf(square))
  const people = square.state === 'interrupted' ? INTERRUPTERS : PEOPLE
  const first = Math.floor(chance() * people.length)
  const often = square.state !== 'greeting' && square.state !== 'leaving'
  const breaking: Breaking = {
    skipped: often ? Math.floor(chance() * 3) : 0,
    delayMs: Math.floor(chance() * 400),
    lastsMs: chance() < 0.5 ? null : 2_000 + Math.floor(chance() * 10_000),
  }
  let played = await playWith(people[first] as Character, square, seed, breaking)
  for (let i = 0; played.brokeAtMs === null && i < people.length; i++) {
    const homeowner = people[(first + i) % people.length] as Character
    played = await playWith(homeowner, square, seed, { ...breaking, skipped: 0 })
  }
  return played
}

interface Breaking {
  /** How often the state passes by before it breaks there. */
  readonly skipped: number
  readonly delayMs: number
  /** Null: for the rest of the call. */
  readonly lastsMs: number | null
}

async function playWith(
  homeowner: Character,
  square: Square,
  seed: number,
  { skipped, delayMs, lastsMs }: Breaking,
): Promise<Played> {
  let brokeAtMs: number | null = null
  let leftAtMs: number | null = null
  const stops: (() => void)[] = []
  const call = await simulateCallWith(homeowner, seed, (clock, lines) => {
    const engines = new FaultyEngines(clock, lines, seed)
    stops.push(() => engines.stop())
    const enters = entersState(square.state, skipped)
    return {
      transcriber: engines.transcriber,
      voice: engines.voice,
      model: engines.model,
      hears: engines.hears,
      watches(entry, state) {
        if (state === 'leaving') leftAtMs ??= entry.atMs
        if (!enters(entry, state)) return
        clock.wakeAfter(delayMs, () => {
          brokeAtMs = entry.atMs + delayMs
          engines.breaks(square)
        })
        if (lastsMs !== null) clock.wakeAfter(delayMs + lastsMs, () => engines.recovers())
      },
    }
  })
  for (const stop of stops) stop()
  const leavingMs = leftAtMs === null ? null : Math.round(call.durationMs - leftAtMs)
  return {
    ...judged(call, brokeAtMs, lastsMs),
    leavingMs,
    square,
    seed,
    homeowner: homeowner.id,
    brokeAtMs,
    lastsMs,
  }
}

/** True once: when the call comes to the state after it was passed by often enough. */
function entersState(wanted: CallState, skipped: number) {
  let left = skipped
  let before: string | null = null
  let done = false
  return (entry: CallLogEntry, agentState: string): boolean => {
    const now = entry.kind === 'clear' ? 'interrupted' : agentState
    const entered = now === wanted && before !== wanted
    before = now
    if (done || !entered || left-- > 0) return false
    done = true
    return true
  }
}

function judged(call: CallResult, brokeAtMs: number | null, lastsMs: number | null) {
  const untilMs = brokeAtMs === null ? 0 : brokeAtMs + (lastsMs ?? Number.POSITIVE_INFINITY)
  const whileBroken = (atMs: number) => brokeAtMs !== null && atMs >= brokeAtMs && atMs < untilMs
  return {
    owedSilenceMs: call.homeowner.longestOwedSilenceMs,
    framesAfterClear: call.homeowner.framesAfterClear,
    endedBy: call.endedBy,
    hangUpForgotten: call.hangUps.length === 0 && call.log.some(decidesToHangUp),
    durationMs: call.durationMs,
    divergences: replay(call.log).divergences.length,
    troubles: call.log.flatMap((entry) =>
      entry.kind === 'trouble' ? [`${Math.round(entry.atMs)} ${entry.what}: ${entry.detail}`] : [],
    ),
    ...answersWhile(call.log, whileBroken),
    log: call.log,
  }
}

const decidesToHangUp = (entry: CallLogEntry): boolean =>
  entry.kind === 'turn' && entry.effects.some((effect) => effect.do === 'hang-up')

/** How long it took to answer the turns that were taken while the vendor was broken. */
function answersWhile(log: readonly CallLogEntry[], whileBroken: (atMs: number) => boolean) {
  const untilSoundMs: number[] = []
  const untilReplyMs: number[] = []
  let sinceMs: number | null = null
  let heardSound = false
  let untilHangUpMs: number | null = null
  for (const entry of log) {
    if (entry.kind === 'hang-up' && entry.reason === 'trouble' && sinceMs !== null)
      untilHangUpMs = entry.atMs - sinceMs
    if (entry.kind !== 'turn') continue
    const { event, effects } = entry
    if (event.type === 'line-started' && sinceMs !== null) {
      if (!heardSound) untilSoundMs.push(event.atMs - sinceMs)
      heardSound = true
      if (!event.lineId.startsWith('reply-')) continue
      untilReplyMs.push(event.atMs - sinceMs)
      sinceMs = null
    }
    const isTaken = effects.some(
      (effect) => (effect.do === 'start-reply' && !effect.speculative) || effect.do === 'confirm-reply',
    )
    const isRetry = event.type === 'reply-failed' || event.type === 'woke'
    if (!isTaken || isRetry) continue
    sinceMs = whileBroken(event.atMs) ? event.atMs : null
    heardSound = false
  }
  return { untilSoundMs, untilReplyMs, untilHangUpMs }
}
