/** The audio to the phone broke off: nothing is said into the void, and afterwards the talk goes on where it was. */
import {
  commitReply,
  dropReply,
  hangUp,
  join,
  lateWakes,
  newEpoch,
  resume,
  speak,
  wakeInSameEpoch,
} from './steps.ts'
import type { Step, Turn, TurnEffect, TurnEvent, TurnRules } from './turn.ts'
import { words } from './utterance.ts'

/** What was being said falls silent at the last word that was heard, and waits there. */
export function lineBroke(turn: Turn): Step {
  const stop: TurnEffect[] = turn.line ? [{ do: 'stop-speaking' }] : []
  const paused = turn.line?.audible ? { ...turn.line, spent: false } : turn.paused
  return [newEpoch({ ...turn, lineUp: false, line: null, paused }), ...stop]
}

/**
 * Nobody hears anybody. Money, time and a request to stop calling still count; what the homeowner had just said waits
 * for its answer, and a reply that is being made is kept.
 */
export function whileLineIsBroken(turn: Turn, event: TurnEvent, rules: TurnRules): Step {
  switch (event.type) {
    case 'line-back':
      return lineBack({ ...turn, lineUp: true }, event.gapMs, rules)
    case 'homeowner-done': {
      const silent: Turn = { ...turn, homeowner: { status: 'silent' } }
      if (words(event.text).length === 0) return [silent]
      return [
        { ...silent, unanswered: join(turn.unanswered, event.text) },
        { do: 'record-homeowner', text: event.text },
      ]
    }
    case 'homeowner-opted-out':
      return [
        { ...turn, phase: 'leaving', hangUpReason: 'opted-out' },
        { do: 'suppress', words: event.text },
        { do: 'record-homeowner', text: event.text },
        { do: 'hang-up', reason: 'opted-out' },
      ]
    case 'recognition-lost':
    case 'recognition-back':
      return [{ ...turn, recognising: event.type === 'recognition-back' }]
    case 'time-ran-out':
      return hangUp(turn, 'time-limit')
    case 'machine-answered':
      return hangUp(turn, 'machine')
    case 'vendor-gone':
      return hangUp(turn, 'trouble')
    case 'reply-finished':
    case 'reply-failed':
      return replyEnded(turn, event)
    case 'woke':
      return event.name === 'leave-anyway' && turn.phase === 'leaving'
        ? hangUp(turn, turn.hangUpReason)
        : [turn]
    default:
      return [turn]
  }
}

function lineBack(turn: Turn, gapMs: number, rules: TurnRules): Step {
  if (turn.phase === 'leaving') return hangUp(turn, turn.hangUpReason)
  if (turn.desk !== 'watching') return [newEpoch({ ...turn, paused: null })]
  const next = newEpoch({ ...turn, homeowner: { status: 'silent' }, idleStep: 0 })
  if (next.phase === 'greeting') return wakeInSameEpoch(next, 'greet', rules.greetAfterMs)
  // A call screener is told no more than who calls.
  if (!next.disclosed && next.answeredBy === 'screener') return resume(next, rules)
  // The law's opening is said whole, or the call is none.
  if (!next.disclosed || next.paused?.what === 'disclosure')
    return speak({ ...next, paused: null }, 'disclosure')
  // A whole answer that waits needs no excuse before it.
  const answerWaits = next.paused === null && next.reply.status === 'committed'
  if (gapMs > rules.excuseGapMs && !answerWaits) return speak(next, 'line-back')
  return goOn(next, rules)
}

type ReplyEnded = Extract<TurnEvent, { type: 'reply-finished' | 'reply-failed' }>

/** A reply is complete, or failed, while nobody could hear it: what it was to answer stays open if it brought nothing. */
function replyEnded(turn: Turn, event: ReplyEnded): Step {
  const { reply, paused } = turn
  if (reply.status === 'none' || reply.replyId !== event.replyId) return [turn]
  const next: Turn = { ...turn, reply: { status: 'none' } }
  if (event.type === 'reply-finished' && event.hangUp) return [{ ...next, phase: 'leaving' }]
  if (event.type === 'reply-finished' && event.spoke) return [next]
  if (reply.status === 'speculative') return [next]
  return [
    { ...next, unanswered: join(turn.unanswered, reply.text), paused: paused && { ...paused, spent: true } },
  ]
}

/** On with what was being said, or with what waits for an answer. */
export function goOn(turn: Turn, rules: TurnRules): Step {
  if (turn.paused) return resume(turn, rules)
  if (turn.reply.status === 'committed') return [turn, ...lateWakes(turn, rules)]
  const [quiet, ...dropped] = dropReply(turn)
  if (quiet.unanswered === '') return [quiet, ...dropped]
  const [next, ...effects] = commitReply({ ...quiet, unanswered: '' }, quiet.unanswered, rules)
  return [next, ...dropped, ...effects]
}
