/** What the mere passing of time changes: nobody waits for ever, and no line is silent for long. */
import { unreachable } from '../unreachable.ts'
import { lineEnded, replyFailed } from './agent-side.ts'
import { bargeInGate, wasNothing } from './barge-in.ts'
import { homeownerDone, reachedCeiling, settled } from './homeowner-side.ts'
import {
  commitReply,
  dropReply,
  hangUp,
  leaveWith,
  newEpoch,
  owesPurpose,
  speak,
  wakeInSameEpoch,
} from './steps.ts'
import type { Step, Turn, TurnEvent, TurnRules, WakeName } from './turn.ts'
import { words } from './utterance.ts'

type Woke = Extract<TurnEvent, { type: 'woke' }>

/** A wake of an earlier epoch is stale, but for those that are bound to something else. */
export function wokeInTime(turn: Turn, { name, epoch, atMs }: Woke, rules: TurnRules): Step {
  if (name === 'line-late') return epoch === turn.serial ? lineIsLate(turn, rules) : [turn]
  if (name === 'settle') return settled(turn, atMs, rules)
  if (name === 'ceiling') return reachedCeiling(turn, atMs, rules)
  const isLeaving = name === 'leave-anyway' && (turn.hangUpReason === 'opted-out' || !turn.line?.audible)
  if (!isLeaving && epoch !== turn.epoch) return [turn]
  return woke(name === 'idle' ? { ...turn, idleEpoch: -1 } : turn, name, atMs, rules)
}

/** Without its disclosure a call may not go on; any other line that makes no sound is passed over. */
function lineIsLate(turn: Turn, rules: TurnRules): Step {
  if (!turn.line || turn.line.audible) return [turn]
  if (turn.line.what === 'disclosure') return hangUp(turn, 'trouble')
  return lineEnded(turn, turn.line.lineId, 'nothing', rules)
}

type BoundToEpoch = Exclude<WakeName, 'line-late' | 'settle' | 'ceiling'>

function woke(turn: Turn, name: BoundToEpoch, atMs: number, rules: TurnRules): Step {
  switch (name) {
    case 'greet':
      if (turn.phase !== 'greeting') return [turn]
      if (turn.homeowner.status === 'speaking') {
        return wakeInSameEpoch(turn, 'greet-anyway', rules.greetAnywayMs - rules.greetAfterMs)
      }
      return speak({ ...turn, phase: 'talking' }, 'disclosure')
    case 'greet-anyway':
      return turn.phase === 'greeting' ? speak({ ...turn, phase: 'talking' }, 'disclosure') : [turn]
    case 'barge-in-gate':
      return bargeInGate(turn, atMs, rules)
    case 'false-interruption':
      return wasNothing(turn, rules)
    case 'reply-late':
      return waitingForReply(turn) ? speak(turn, 'filler') : [turn]
    case 'reply-very-late':
      return waitingForReply(turn) ? speak(turn, 'second-filler') : [turn]
    case 'reply-too-late':
      return turn.reply.status === 'committed' && turn.line === null && turn.paused === null
        ? giveUpOnReply(turn, turn.reply.replyId, rules)
        : [turn]
    case 'idle':
      return idle(turn, atMs, rules)
    case 'leave-anyway':
      return turn.phase === 'leaving' ? hangUp(turn, turn.hangUpReason) : [turn]
    default:
      return unreachable(name)
  }
}

const waitingForReply = (turn: Turn): boolean =>
  turn.reply.status === 'committed' &&
  turn.line === null &&
  turn.paused === null &&
  turn.homeowner.status === 'silent'

function giveUpOnReply(turn: Turn, replyId: string, rules: TurnRules): Step {
  const [next, ...effects] = replyFailed(turn, replyId, rules)
  return [next, { do: 'cancel-reply', replyId }, ...effects]
}

function idle(turn: Turn, atMs: number, rules: TurnRules): Step {
  if (turn.line !== null || (turn.reply.status === 'committed' && turn.paused === null)) return [turn]
  if (turn.phase === 'greeting') return speak({ ...turn, phase: 'talking' }, 'disclosure')
  if (turn.homeowner.status === 'speaking') {
    const quietMs = atMs - turn.homeowner.heardMs
    if (quietMs < rules.idleMs) {
      return wakeInSameEpoch({ ...turn, idleEpoch: turn.epoch }, 'idle', rules.idleMs - quietMs)
    }
    // The end of this turn was lost: what was understood of it is answered, or the silence is.
    const { text } = turn.homeowner
    const silent: Turn = { ...turn, homeowner: { status: 'silent' } }
    if (words(text).length === 0) return idle(silent, atMs, rules)
    return homeownerDone(silent, atMs, text, rules)
  }
  // A call screener that says no more may have put the call through.
  if (!turn.disclosed || turn.answeredBy === 'screener')
    return speak({ ...turn, answeredBy: 'human' }, 'disclosure')
  if (turn.unanswered !== '' || owesPurpose(turn))
    return commitReply({ ...turn, unanswered: '' }, turn.unanswered, rules)
  return reprompt(turn, rules)
}

function reprompt(turn: Turn, rules: TurnRules): Step {
  const [quiet, ...effects] = dropReply({ ...turn, paused: null })
  if (quiet.idleStep === 2) {
    const [next, ...more] = leaveWith(quiet, 'idle-goodbye', 'nobody-there', rules)
    return [next, ...effects, ...more]
  }
  const [next, ...more] =
    quiet.idleStep === 0
      ? speak({ ...quiet, idleStep: 1 }, 'reprompt')
      : speak({ ...quiet, idleStep: 2 }, 'second-reprompt')
  return [next, ...effects, ...more]
}

/** The last net: the state believed that something was going on, and the line was silent. */
export function breakSilence(turn: Turn, atMs: number, rules: TurnRules): Step {
  if (turn.phase === 'leaving') return hangUp(turn, turn.hangUpReason)
  if (turn.farewell) return hangUp(turn, turn.farewell.reason)
  const [quiet, ...dropped] = dropReply(
    newEpoch({ ...turn, line: null, paused: null, homeowner: { status: 'silent' }, unanswered: '' }),
  )
  const [next, ...effects] = idle(quiet, atMs, rules)
  return [next, { do: 'stop-speaking' }, ...dropped, ...effects]
}
