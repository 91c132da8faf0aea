/** What the homeowner's voice and words change: who has the floor, what is answered, what ends the call. */
import {
  commitReply,
  dropReply,
  join,
  lateWakes,
  leaveWith,
  newEpoch,
  resume,
  speak,
  wakeInSameEpoch,
} from './steps.ts'
import type { Step, Turn, TurnEffect, TurnRules } from './turn.ts'
import { isBackchannel, isCommand, isGreeting, sameWords, words } from './utterance.ts'

export function homeownerStarted(turn: Turn, atMs: number, rules: TurnRules): Step {
  const next: Turn = {
    ...turn,
    homeowner: { status: 'speaking', sinceMs: atMs, heardMs: atMs, text: '' },
    idleStep: 0,
  }
  if (mayBeInterrupted(next, rules)) return wakeInSameEpoch(next, 'barge-in-gate', rules.bargeInSpeechMs)
  // Before the greeting the wakes that bring the legal opening must stay alive.
  if (next.phase === 'greeting') return [next]
  // Someone who speaks again keeps the floor; stale wakes of the wait must not fire.
  return next.line === null && next.reply.status === 'none' ? [newEpoch(next)] : [next]
}

export function homeownerSaid(turn: Turn, atMs: number, text: string, rules: TurnRules): Step {
  const sinceMs = turn.homeowner.status === 'speaking' ? turn.homeowner.sinceMs : atMs
  const next: Turn = { ...turn, homeowner: { status: 'speaking', sinceMs, heardMs: atMs, text } }
  if (mayBeInterrupted(next, rules) && takesFloor(next, text, atMs - sinceMs, rules)) {
    return interrupt(next, atMs, rules)
  }
  if (next.reply.status === 'committed' && next.line === null && !isBackchannel(text)) {
    return dropReply(newEpoch({ ...next, unanswered: next.reply.text }))
  }
  return [next]
}

/** Duration, words and command phrases together; a listening noise counts only as an answer to a question. */
export function takesFloor(turn: Turn, text: string, spokenMs: number, rules: TurnRules): boolean {
  if (isCommand(text)) return true
  if (isBackchannel(text)) return turn.asked && words(text).length > 0 && spokenMs >= rules.bargeInSpeechMs
  return words(text).length >= rules.bargeInWords || spokenMs >= rules.bargeInSpeechMs
}

export function mayBeInterrupted(turn: Turn, rules: TurnRules): boolean {
  if (turn.phase === 'leaving' || !rules.bargeIn) return false
  return turn.line?.interruptible === true && turn.line.audible
}

/** The agent falls silent. `stop-speaking` comes first: nothing may stand between the decision and the wire. */
export function interrupt(turn: Turn, atMs: number, rules: TurnRules): Step {
  if (turn.line === null) return [turn]
  const quiet: Turn = newEpoch({ ...turn, line: null, paused: { lineId: turn.line.lineId, sinceMs: atMs } })
  const [next, ...effects] = dropReply(quiet)
  return [
    next,
    { do: 'stop-speaking' },
    ...effects,
    { do: 'wake-after', delayMs: rules.falseInterruptionMs, name: 'false-interruption', epoch: next.epoch },
  ]
}

export function guessEndOfTurn(turn: Turn, text: string): Step {
  // What follows a call screener's words is the disclosure, never a reply.
  if (turn.answeredBy === 'screener') return [turn]
  if (turn.phase !== 'talking' || turn.line !== null || turn.reply.status === 'committed') return [turn]
  if (words(text).length === 0) return [turn]
  const whole = join(turn.unanswered, text)
  if (turn.reply.status === 'speculative' && sameWords(turn.reply.text, whole)) return [turn]
  const [cleared, ...effects] = dropReply(turn)
  const replyId = `reply-${cleared.serial + 1}`
  return [
    { ...cleared, serial: cleared.serial + 1, reply: { status: 'speculative', replyId, text: whole } },
    ...effects,
    { do: 'start-reply', replyId, fresh: text, speculative: true },
  ]
}

export function homeownerDone(turn: Turn, text: string, rules: TurnRules): Step {
  const silent: Turn = { ...turn, homeowner: { status: 'silent' } }
  if (words(text).length === 0) return homeownerSaidNothing(silent, rules)
  if (silent.phase === 'leaving') return [silent, { do: 'record-homeowner', text, answered: false }]
  if (silent.phase === 'greeting') return greetAfterHello(silent, text)
  // Whoever answers after a call screener is a person who has heard no disclosure yet.
  if (silent.answeredBy === 'screener')
    return greetAfterHello(newEpoch({ ...silent, answeredBy: 'human' }), text)
  if (silent.line?.interruptible === false) {
    // A legal line is being spoken: it is not cut, but what was said is kept and answered after it.
    const heard = isBackchannel(text) || isGreeting(text) ? '' : text
    return [
      { ...silent, unanswered: join(silent.unanswered, heard) },
      { do: 'record-homeowner', text, answered: false },
    ]
  }
  if (silent.line?.audible && isBackchannel(text) && !silent.asked) {
    return [silent, { do: 'record-homeowner', text, answered: false }]
  }
  if (silent.paused && isBackchannel(text) && !silent.asked) {
    const [next, ...effects] = resume(silent)
    return [next, { do: 'record-homeowner', text, answered: false }, ...effects]
  }
  if (silent.line) {
    const [quiet, ...effects] = interrupt(silent, 0, rules)
    const [next, ...more] = answer(quiet, text, rules)
    return [next, ...effects.filter((effect) => effect.do !== 'wake-after'), ...more]
  }
  return answer(silent, text, rules)
}

/** A turn without words: the interruption was none, the guess at an end was wrong, or it was only noise. */
function homeownerSaidNothing(turn: Turn, rules: TurnRules): Step {
  if (turn.paused) return resume(turn)
  const [next, ...effects] = turn.reply.status === 'speculative' ? dropReply(turn) : ([turn] as const)
  if (next.line !== null || next.unanswered === '' || next.phase !== 'talking') return [next, ...effects]
  const [answering, ...more] = commitReply({ ...next, unanswered: '' }, next.unanswered, false, rules)
  return [answering, ...effects, ...more]
}

function greetAfterHello(turn: Turn, text: string): Step {
  const substantive = isGreeting(text) ? '' : text
  const [next, ...effects] = speak(
    { ...turn, phase: 'talking', unanswered: substantive },
    'disclosure',
    false,
  )
  return [next, { do: 'record-homeowner', text, answered: true }, ...effects]
}

function answer(turn: Turn, text: string, rules: TurnRules): Step {
  const whole = join(turn.unanswered, text)
  const record: TurnEffect = { do: 'record-homeowner', text, answered: true }
  const ready: Turn = newEpoch({ ...turn, unanswered: '', paused: null, idleStep: 0 })
  if (ready.reply.status === 'speculative' && sameWords(ready.reply.text, whole)) {
    const { replyId } = ready.reply
    const next: Turn = { ...ready, reply: { status: 'committed', replyId, text: whole, retried: false } }
    return [next, record, { do: 'confirm-reply', replyId }, ...lateWakes(next, rules)]
  }
  const [cleared, ...effects] = dropReply(ready)
  const [next, ...more] = commitReply(cleared, whole, false, rules)
  return [next, record, ...effects, ...more]
}

export function optOut(turn: Turn, text: string, rules: TurnRules): Step {
  if (turn.phase === 'leaving' && turn.hangUpReason === 'opted-out') return [turn]
  const [next, ...effects] = leaveWith(turn, 'opt-out-confirmation', 'opted-out', {
    ...rules,
    leaveAnywayMs: 4_500,
  })
  return [
    { ...next, homeowner: { status: 'silent' } },
    { do: 'suppress', words: text },
    { do: 'record-homeowner', text, answered: true },
    ...effects,
  ]
}
