import { unreachable } from '../unreachable.ts'
import { lineEnded, lineStarted, replyFailed, replyFinished } from './agent-side.ts'
import { voiceBegan } from './barge-in.ts'
import { lineBroke, whileLineIsBroken } from './broken-line.ts'
import { deskActed, isOfDesk, whileDeskHolds } from './desk-side.ts'
import { withCeiling } from './endpointing.ts'
import {
  guessEndOfTurn,
  homeownerDone,
  homeownerSaid,
  homeownerStarted,
  optOut,
  recognitionLost,
  voiceEnded,
} from './homeowner-side.ts'
import { breakSilence, wokeInTime } from './passing-time.ts'
import { dropReply, hangUp, leaveWith, speak, wakeInSameEpoch } from './steps.ts'
import type { DeskEvent, Step, Turn, TurnEvent, TurnRules } from './turn.ts'

/**
 * Decides who may speak now. Pure: an event comes in, the next state and the effects come out.
 * Whatever touches a socket, a clock or a vendor happens in the call loop that performs the effects.
 */
export function takeTurn(turn: Turn, event: TurnEvent, rules: TurnRules): Step {
  if (turn.phase === 'over') return [turn]
  if (event.type === 'line-broke') return turn.lineUp ? lineBroke(turn) : [turn]
  if (isOfDesk(event)) return neverStuck(turn, deskActed(turn, event, rules), rules)
  if (!turn.lineUp) return neverStuck(turn, whileLineIsBroken(turn, event, rules), rules)
  if (turn.desk !== 'watching') return neverStuck(turn, whileDeskHolds(turn, event, rules), rules)
  return neverStuck(turn, decide(turn, event, rules), rules)
}

/**
 * Whatever was decided, something must come next: whoever waits for the homeowner has an `idle` wake pending in
 * the present epoch, and a line that makes no sound is given up.
 */
function neverStuck(before: Turn, [turn, ...effects]: Step, rules: TurnRules): Step {
  if (turn.desk !== 'watching' || !turn.lineUp) return [turn, ...effects]
  const waiting = turn.line === null && (turn.reply.status !== 'committed' || turn.paused !== null)
  if ((turn.phase === 'talking' || turn.phase === 'greeting') && waiting && turn.idleEpoch !== turn.epoch) {
    const patience = turn.answeredBy === 'screener' ? rules.idleMs * 4 : rules.idleMs
    const armed: Turn = { ...turn, idleEpoch: turn.epoch }
    return [armed, ...effects, { do: 'wake-after', delayMs: patience, name: 'idle', epoch: turn.epoch }]
  }
  const isNew = turn.line?.lineId !== before.line?.lineId || !before.lineUp
  if (turn.line && !turn.line.audible && isNew) {
    return [
      turn,
      ...effects,
      { do: 'wake-after', delayMs: rules.lineLateMs, name: 'line-late', epoch: turn.serial },
    ]
  }
  return [turn, ...effects]
}

type Decided = Exclude<TurnEvent, DeskEvent | { type: 'line-broke' }>

function decide(turn: Turn, event: Decided, rules: TurnRules): Step {
  switch (event.type) {
    case 'stream-opened':
      return wakeInSameEpoch(turn, 'greet', rules.greetAfterMs)
    case 'voice-began':
      return voiceBegan(turn, event.atMs, event.sinceMs, rules)
    case 'voice-ended':
      return voiceEnded(turn, event.atMs, event.sinceMs, rules)
    case 'purpose-heard':
      return [{ ...turn, purpose: 'told' }]
    case 'recognition-lost':
      return withCeiling(recognitionLost(turn), event.atMs, rules)
    case 'recognition-back':
      return [{ ...turn, recognising: true }]
    case 'homeowner-started':
      return homeownerStarted(turn, event.atMs, rules)
    case 'homeowner-words':
      return homeownerSaid(turn, event.atMs, event.text, rules)
    case 'homeowner-may-be-done':
      return guessEndOfTurn(turn, event.text)
    case 'homeowner-resumed':
      return turn.reply.status === 'speculative' ? dropReply(turn) : [turn]
    case 'homeowner-done':
      return homeownerDone(turn, event.atMs, event.text, rules)
    case 'language-changed':
      return [{ ...turn, redisclose: turn.phase === 'talking', purpose: 'owed' }]
    case 'homeowner-opted-out':
      return optOut(turn, event.text, rules)
    case 'screener-answered':
      return turn.answeredBy === 'screener'
        ? [turn]
        : speak({ ...turn, answeredBy: 'screener', phase: 'talking', purpose: 'owed' }, 'screening')
    case 'machine-answered':
      return hangUp(turn, 'machine')
    case 'line-started':
      return lineStarted(turn, event.atMs, event.lineId, rules)
    case 'line-ended':
      return withCeiling(lineEnded(turn, event.lineId, event.asks, rules), event.atMs, rules)
    case 'reply-finished':
      return replyFinished(turn, event, rules)
    case 'reply-failed':
      return replyFailed(turn, event.replyId, rules)
    case 'time-ran-out':
      return turn.phase === 'leaving' ? [turn] : leaveWith(turn, 'time-is-up', 'time-limit', rules)
    // It never broke off here.
    case 'line-back':
      return [turn]
    case 'dead-air':
      return breakSilence(turn, event.atMs, rules)
    case 'vendor-gone':
      return turn.phase === 'leaving' ? [turn] : leaveWith(turn, 'trouble-goodbye', 'trouble', rules)
    case 'woke':
      return wokeInTime(turn, event, rules)
    default:
      return unreachable(event)
  }
}
