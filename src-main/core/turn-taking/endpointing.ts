/**
 * When a turn of the homeowner's is over. The recogniser's end of turn commits, but not before a floor of silence;
 * and where it says nothing, a ceiling of silence does, by what kind of answer is expected
 * (realtime-techniques section 3).
 */
import { isHalfSpelled, isMidThought, isYesOrNo } from './expected-answer.ts'
import type { Step, Turn, TurnRules } from './turn.ts'
import { words } from './utterance.ts'

/** Words the recogniser still has to come with are this far behind the voice. */
const RECOGNISER_LAG_MS = 300
/** A voice that sets in while a turn settles gets this long to become a turn of its own. */
const SETTLING_GRACE_MS = 1_000

/** How much longer to wait after the recogniser's end of turn, in milliseconds. */
export function settleMs(turn: Turn, text: string, atMs: number, rules: TurnRules): number {
  if (turn.phase !== 'talking' || turn.line !== null || turn.voice === null) return 0
  if (words(text).length === 0 || turn.answeredBy === 'screener') return 0
  const patienceMs = isStillSpelling(turn, text) ? rules.ceilingMs['spelled-out'] : rules.floorMs
  const quietSinceMs = turn.voice.voiced ? atMs : turn.voice.sinceMs
  return Math.max(0, quietSinceMs + patienceMs - atMs)
}

/** A turn that settles is over now, unless a voice has just set in again: then the recogniser has a moment to say so. */
export function settleDelayMs(turn: Turn, atMs: number): number {
  if (turn.homeowner.status !== 'settling' || !turn.voice?.voiced) return 0
  return Math.max(0, turn.voice.sinceMs + SETTLING_GRACE_MS - atMs)
}

/** Asks for a wake at the ceiling of the turn that is going on, if none comes before it. */
export function withCeiling([turn, ...effects]: Step, atMs: number, rules: TurnRules): Step {
  const dueMs = ceilingAtMs(turn, rules)
  if (dueMs === null || (turn.ceilingAtMs !== null && turn.ceilingAtMs <= dueMs)) return [turn, ...effects]
  const delayMs = Math.max(0, dueMs - atMs)
  return [
    { ...turn, ceilingAtMs: dueMs },
    ...effects,
    { do: 'wake-after', delayMs, name: 'ceiling', epoch: turn.epoch },
  ]
}

/** When the turn that is going on ends without the recogniser's word for it; null while nobody can tell. */
export function ceilingAtMs(turn: Turn, rules: TurnRules): number | null {
  if (turn.phase !== 'talking' || turn.line !== null || turn.answeredBy === 'screener') return null
  if (turn.voice === null || turn.voice.voiced || turn.reply.status === 'committed') return null
  const { homeowner, voice } = turn
  if (!turn.recognising) return voice.heeded ? null : voice.sinceMs + rules.ceilingMs.open
  if (homeowner.status !== 'speaking' || words(homeowner.text).length === 0) return null
  const quietSinceMs = Math.max(voice.sinceMs, homeowner.changedMs - RECOGNISER_LAG_MS)
  return quietSinceMs + rules.ceilingMs[patienceFor(turn, homeowner.text)]
}

function patienceFor(turn: Turn, text: string): keyof TurnRules['ceilingMs'] {
  if (isMidThought(text) || isStillSpelling(turn, text)) return 'spelled-out'
  if (turn.asked === 'yes-no') return isYesOrNo(text) ? 'yes-no' : 'open'
  return turn.asked
}

const isStillSpelling = (turn: Turn, text: string): boolean =>
  turn.asked === 'spelled-out' && isHalfSpelled(text)

/** What of the recogniser's whole turn has not been answered yet. */
export function untaken(taken: string, whole: string): string {
  if (taken === '') return whole
  const known = words(taken).length
  if (words(whole).length <= known) return ''
  let seen = 0
  return whole
    .split(/\s+/)
    .filter((word) => words(word).length === 0 || ++seen > known)
    .join(' ')
    .trim()
}
