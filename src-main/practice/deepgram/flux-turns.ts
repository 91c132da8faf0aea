import type { Heard } from '../ears/listener.ts'

/**
 * Flux's turn-taking as a pure reducer: heard words and the length of the audio received in, turn events out.
 * Only audio moves time: when none arrives, nothing happens.
 */
export interface FluxSettings {
  readonly eotThreshold: number
  readonly eagerEotThreshold: number | null
  readonly eotTimeoutMs: number
}

export interface FluxWord {
  readonly word: string
  readonly startMs: number
  readonly endMs: number
}

export type FluxEventName = 'StartOfTurn' | 'Update' | 'EagerEndOfTurn' | 'TurnResumed' | 'EndOfTurn'

export interface FluxEvent {
  readonly event: FluxEventName
  readonly turnIndex: number
  readonly windowStartMs: number
  readonly windowEndMs: number
  readonly words: readonly FluxWord[]
  readonly confidence: number
  readonly trigger?: 'model' | 'timeout' | 'manual'
}

export interface FluxTurns {
  readonly turnIndex: number
  readonly status: 'no-turn' | 'in-turn' | 'eager'
  readonly words: readonly FluxWord[]
  readonly windowStartMs: number
  readonly lastUpdateMs: number
  /** Until when somebody is known to be in the middle of a word. */
  readonly voiceUntilMs: number
}

const UPDATE_EVERY_MS = 240
/** A finished sentence reaches the default threshold of 0.7 after 260 ms of quiet. */
const FINISHED_TAU_MS = 216
/** An open sentence never convinces the model; patience decides. */
const OPEN_CEILING = 0.62
const OPEN_TAU_MS = 1_500

export const noTurns: FluxTurns = {
  turnIndex: 0,
  status: 'no-turn',
  words: [],
  windowStartMs: 0,
  lastUpdateMs: 0,
  voiceUntilMs: 0,
}

export function hearFlux(
  state: FluxTurns,
  heard: readonly Heard[],
  receivedMs: number,
  settings: FluxSettings,
): [FluxTurns, ...FluxEvent[]] {
  const words = heard.flatMap((event) =>
    event.type === 'word' ? [{ word: event.word, startMs: event.startMs, endMs: event.endMs }] : [],
  )
  const begun = heard.flatMap((event) => (event.type === 'word-started' ? [event.endMs] : []))
  const current: FluxTurns = { ...state, voiceUntilMs: Math.max(state.voiceUntilMs, ...begun) }
  if (words.length > 0) return hearWords(current, words, receivedMs, settings)
  if (current.status === 'no-turn') return updateNow(current, receivedMs, 0)
  if (begun.length > 0 && current.status === 'eager') return resume(current, receivedMs)
  return wait(current, receivedMs, settings)
}

function resume(state: FluxTurns, receivedMs: number): [FluxTurns, ...FluxEvent[]] {
  const resumed: FluxTurns = { ...state, status: 'in-turn', lastUpdateMs: receivedMs }
  return [resumed, describe(resumed, 'TurnResumed', receivedMs, 0.05)]
}

/** Quiet grows, and with it the belief that the turn is over. */
function wait(state: FluxTurns, receivedMs: number, settings: FluxSettings): [FluxTurns, ...FluxEvent[]] {
  const confidence = endConfidence(state, receivedMs)
  const quietMs = receivedMs - quietSinceMs(state)
  if (confidence >= settings.eotThreshold) return endTurn(state, receivedMs, confidence, 'model')
  if (quietMs >= settings.eotTimeoutMs) return endTurn(state, receivedMs, confidence, 'timeout')
  const eager = settings.eagerEotThreshold
  if (state.status === 'in-turn' && eager !== null && confidence >= eager) {
    return [
      { ...state, status: 'eager', lastUpdateMs: receivedMs },
      describe(state, 'EagerEndOfTurn', receivedMs, confidence),
    ]
  }
  return state.status === 'eager' ? [state] : updateNow(state, receivedMs, confidence)
}

function hearWords(
  state: FluxTurns,
  words: readonly FluxWord[],
  receivedMs: number,
  settings: FluxSettings,
): [FluxTurns, ...FluxEvent[]] {
  const grown: FluxTurns = { ...state, status: 'in-turn', words: [...state.words, ...words] }
  const confidence = endConfidence(grown, receivedMs)
  const name = { 'no-turn': 'StartOfTurn', eager: 'TurnResumed', 'in-turn': 'Update' } as const
  if (state.status !== 'in-turn') {
    const event = describe(
      grown,
      name[state.status],
      receivedMs,
      Math.min(confidence, settings.eotThreshold - 0.05),
    )
    return [{ ...grown, lastUpdateMs: receivedMs }, event]
  }
  return updateNow(grown, receivedMs, Math.min(confidence, settings.eotThreshold - 0.05))
}

export function endTurn(
  state: FluxTurns,
  receivedMs: number,
  confidence: number,
  trigger: 'model' | 'timeout' | 'manual',
): [FluxTurns, ...FluxEvent[]] {
  const next: FluxTurns = {
    turnIndex: state.turnIndex + 1,
    status: 'no-turn',
    words: [],
    windowStartMs: receivedMs,
    lastUpdateMs: receivedMs,
    voiceUntilMs: state.voiceUntilMs,
  }
  return [next, { ...describe(state, 'EndOfTurn', receivedMs, confidence), trigger }]
}

function updateNow(state: FluxTurns, receivedMs: number, confidence: number): [FluxTurns, ...FluxEvent[]] {
  if (receivedMs - state.lastUpdateMs < UPDATE_EVERY_MS) return [state]
  return [{ ...state, lastUpdateMs: receivedMs }, describe(state, 'Update', receivedMs, confidence)]
}

const describe = (
  state: FluxTurns,
  event: FluxEventName,
  receivedMs: number,
  confidence: number,
): FluxEvent => ({
  event,
  turnIndex: state.turnIndex,
  windowStartMs: state.windowStartMs,
  windowEndMs: receivedMs,
  words: state.words,
  confidence: Math.round(confidence * 1_000) / 1_000,
})

function endConfidence(state: FluxTurns, receivedMs: number): number {
  const quietMs = Math.max(0, receivedMs - quietSinceMs(state))
  return isFinished(state.words)
    ? 1 - Math.exp(-quietMs / FINISHED_TAU_MS)
    : OPEN_CEILING * (1 - Math.exp(-quietMs / OPEN_TAU_MS))
}

const quietSinceMs = (state: FluxTurns): number =>
  Math.max(state.voiceUntilMs, state.words.at(-1)?.endMs ?? 0)

const isFinished = (words: readonly FluxWord[]): boolean => /[.?!]["')]?$/.test(words.at(-1)?.word ?? '')

export const transcriptOf = (words: readonly FluxWord[]): string => words.map(({ word }) => word).join(' ')
