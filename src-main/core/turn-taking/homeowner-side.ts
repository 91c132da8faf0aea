/** What the homeowner's voice and words change: who has the floor, what is answered, what ends the call. */
import { judgeAnswer } from '../conversation/answering.ts'
import { isOptOut } from '../conversation/opt-out.ts'
import {
  interrupt,
  mayBeInterrupted,
  takesFloor,
  voiceEndedWhilePaused,
  wordsWhilePaused,
} from './barge-in.ts'
import { ceilingAtMs, settleDelayMs, settleMs, untaken, withCeiling } from './endpointing.ts'
import { endsSentence, isYesOrNo } from './expected-answer.ts'
import {
  commitReply,
  dropReply,
  heed,
  join,
  lateWakes,
  leaveWith,
  newEpoch,
  owesPurpose,
  resume,
  speak,
  wakeInSameEpoch,
} from './steps.ts'
import type { Homeowner, Step, Turn, TurnEffect, TurnRules } from './turn.ts'
import { isBackchannel, isGreeting, sameWords, words } from './utterance.ts'

type Speaking = Extract<Homeowner, { status: 'speaking' }>

/** The recogniser says that a turn begins; the voice it heard set in a little earlier. */
const RECOGNISER_DELAY_MS = 500
/** Half a second is left for the hang-up: the call must be over five seconds after the request (compliance.md section 17, row 13). */
const LEAVE_AFTER_OPT_OUT_MS = 4_500

export function homeownerStarted(turn: Turn, atMs: number, rules: TurnRules): Step {
  const [free, ...kept] = keepSettling(turn)
  const next: Turn = { ...free, taken: '', homeowner: newTurnOfSpeech(free, atMs), idleStep: 0 }
  if (mayBeInterrupted(next, rules)) {
    const [waiting, ...wake] = wakeInSameEpoch(next, 'barge-in-gate', rules.bargeInSpeechMs)
    return [waiting, ...kept, ...wake]
  }
  // Before the greeting the wakes that bring the legal opening must stay alive, and so must those of a pause.
  if (next.phase === 'greeting' || next.paused) return [next, ...kept]
  // Someone who speaks again keeps the floor; stale wakes of the wait must not fire.
  return [next.line === null && next.reply.status === 'none' ? newEpoch(next) : next, ...kept]
}

function newTurnOfSpeech({ voice }: Turn, atMs: number): Speaking {
  const sinceMs = voice?.voiced ? Math.max(voice.sinceMs, atMs - RECOGNISER_DELAY_MS) : atMs
  return { status: 'speaking', sinceMs, heardMs: atMs, text: '', changedMs: atMs, guesses: 0 }
}

/** Someone who goes on after the recogniser's end of turn: what they had said waits to be answered with the rest. */
function keepSettling(turn: Turn): Step {
  if (turn.homeowner.status !== 'settling') return [turn]
  const { text } = turn.homeowner
  const [next, ...effects] = dropReply({ ...turn, unanswered: join(stillUnanswered(turn), text) })
  return [next, { do: 'record-homeowner', text }, ...effects]
}

export function homeownerSaid(before: Turn, atMs: number, whole: string, rules: TurnRules): Step {
  const [turn, ...kept] =
    before.homeowner.status === 'settling' ? homeownerStarted(before, atMs, rules) : ([before] as const)
  const text = untaken(turn.taken, whole)
  if (text === '') return [turn, ...kept]
  const speaking = turn.homeowner.status === 'speaking' ? turn.homeowner : newTurnOfSpeech(turn, atMs)
  const changedMs = sameWords(speaking.text, text) ? speaking.changedMs : atMs
  const next: Turn = { ...turn, homeowner: { ...speaking, heardMs: atMs, text, changedMs } }
  const [after, ...effects] = withCeiling(weighWords(next, text, atMs, rules), atMs, rules)
  return [after, ...kept, ...effects]
}

function weighWords(turn: Turn, text: string, atMs: number, rules: TurnRules): Step {
  const spokenMs = turn.homeowner.status === 'speaking' ? atMs - turn.homeowner.sinceMs : 0
  if (mayBeInterrupted(turn, rules) && takesFloor(turn, text, spokenMs, rules)) return interrupt(turn, rules)
  if (turn.paused) return wordsWhilePaused(turn, text)
  if (thoughtAbout(turn) !== null && !isBackchannel(text))
    return dropReply(newEpoch({ ...turn, unanswered: stillUnanswered(turn) }))
  return guessEarly(turn, text, spokenMs, rules)
}

/** Words that look like a whole answer are worth a guess before the recogniser calls it one. */
function guessEarly(turn: Turn, text: string, spokenMs: number, rules: TurnRules): Step {
  const { homeowner, reply } = turn
  if (homeowner.status !== 'speaking') return [turn]
  if (reply.status === 'speculative' && !sameWords(reply.text, join(turn.unanswered, text))) {
    const [dropped, ...effects] = dropReply(turn)
    const [next, ...more] = guessEarly(dropped, text, spokenMs, rules)
    return [next, ...effects, ...more]
  }
  const isWhole = endsSentence(text) || (turn.asked === 'yes-no' && isYesOrNo(text))
  const isCheap = homeowner.guesses < rules.guessesPerTurn && spokenMs <= rules.guessWithinMs
  if (!isWhole || !isCheap || reply.status === 'speculative') return [turn]
  return guessEndOfTurn(turn, text)
}

/** A reply is begun on the guess that the turn is over; nothing of it leaves until it really is. */
export function guessEndOfTurn(turn: Turn, whole: string): Step {
  const text = untaken(turn.taken, whole)
  // What follows a call screener's words is the disclosure, never a reply.
  if (turn.answeredBy === 'screener') return [turn]
  if (turn.phase !== 'talking' || turn.line !== null || turn.reply.status === 'committed') return [turn]
  if (turn.redisclose || owesPurpose(turn)) return [turn]
  if (turn.paused && isBackchannel(text) && turn.asked === 'nothing') return [turn]
  if (words(text).length === 0) return [turn]
  const said = join(turn.unanswered, text)
  if (turn.reply.status === 'speculative' && sameWords(turn.reply.text, said)) return [turn]
  const [cleared, ...effects] = dropReply(turn)
  const replyId = `reply-${cleared.serial + 1}`
  const { homeowner } = cleared
  return [
    {
      ...cleared,
      serial: cleared.serial + 1,
      reply: { status: 'speculative', replyId, text: said },
      homeowner:
        homeowner.status === 'speaking' ? { ...homeowner, guesses: homeowner.guesses + 1 } : homeowner,
    },
    ...effects,
    { do: 'start-reply', replyId, fresh: text, speculative: true },
  ]
}

/** The recogniser calls the turn over: it is, once the floor of silence has passed. */
export function homeownerDone(before: Turn, atMs: number, whole: string, rules: TurnRules): Step {
  const [turn, ...kept] = keepSettling(before)
  const text = untaken(turn.taken, whole)
  const free: Turn = { ...turn, taken: '' }
  // All of it was answered when the ceiling was reached.
  if (turn.taken !== '' && text === '') return [{ ...free, homeowner: { status: 'silent' } }, ...kept]
  const waitMs = settleMs(free, text, atMs, rules)
  if (waitMs === 0) {
    const [next, ...effects] = turnIsOver(free, text, rules)
    return [next, ...kept, ...effects]
  }
  // The reply is thought of meanwhile.
  const [guessed, ...effects] = guessEndOfTurn(free, text)
  return [
    { ...guessed, homeowner: { status: 'settling', text, dueMs: atMs + waitMs } },
    ...kept,
    ...effects,
    { do: 'wake-after', delayMs: waitMs, name: 'settle', epoch: guessed.epoch },
  ]
}

/** The floor of silence has passed. */
export function settled(turn: Turn, atMs: number, rules: TurnRules): Step {
  if (turn.homeowner.status !== 'settling') return [turn]
  const delayMs = Math.max(turn.homeowner.dueMs - atMs, settleDelayMs(turn, atMs))
  if (delayMs <= 0) return turnIsOver(turn, turn.homeowner.text, rules)
  const { text } = turn.homeowner
  const next: Turn = { ...turn, homeowner: { status: 'settling', text, dueMs: atMs + delayMs } }
  return wakeInSameEpoch(next, 'settle', delayMs)
}

/** The ceiling of silence may have been reached: then the turn is over without the recogniser's word for it. */
export function reachedCeiling(before: Turn, atMs: number, rules: TurnRules): Step {
  const turn: Turn = { ...before, ceilingAtMs: null }
  const dueMs = ceilingAtMs(turn, rules)
  if (dueMs === null) return [turn]
  if (atMs < dueMs) return withCeiling([turn], atMs, rules)
  const text = turn.homeowner.status === 'speaking' ? turn.homeowner.text : ''
  // Only without a recogniser does a turn come to its ceiling with no word understood.
  if (words(text).length === 0)
    return speak(newEpoch({ ...turn, homeowner: { status: 'silent' } }), 'say-again')
  const whole = join(turn.taken, text)
  if (isOptOut(whole)) return optOut({ ...turn, taken: whole }, text, rules)
  return turnIsOver({ ...turn, taken: whole }, text, rules)
}

export function voiceEnded(turn: Turn, atMs: number, sinceMs: number, rules: TurnRules): Step {
  const next: Turn = { ...turn, voice: { voiced: false, sinceMs } }
  const [after, ...effects] = withCeiling([next], atMs, rules)
  return [after, ...effects, ...voiceEndedWhilePaused(after, atMs - sinceMs, rules)]
}

function turnIsOver(turn: Turn, text: string, rules: TurnRules): Step {
  const silent: Turn = { ...heed(turn), homeowner: { status: 'silent' } }
  if (words(text).length === 0) return homeownerSaidNothing(silent, rules)
  const record: TurnEffect = { do: 'record-homeowner', text }
  if (silent.phase === 'leaving') return [silent, record]
  if (silent.phase === 'greeting') return greet(silent, { text, unanswered: isGreeting(text) ? '' : text })
  // Whoever answers after a call screener is a person who has heard no disclosure yet. What was said so far was the
  // screener's, or asks who calls and why, which disclosure and opening tell.
  if (silent.answeredBy === 'screener') {
    if (judgeAnswer(text) === 'screener') return [silent, record]
    return greet(newEpoch({ ...silent, answeredBy: 'human' }), { text, unanswered: '' })
  }
  if (silent.line && !(silent.line.interruptible && rules.bargeIn)) {
    // A legal line is not cut, and no line where nobody may interrupt: what was said is kept and answered after it.
    const heard = isBackchannel(text) || isGreeting(text) ? '' : text
    return [{ ...silent, unanswered: join(silent.unanswered, heard) }, record]
  }
  const isListening = isBackchannel(text) && silent.asked === 'nothing'
  if (silent.line?.audible && isListening) return [silent, record]
  if (isListening && thoughtAbout(silent) !== null) {
    // The same words are being answered, and how late the answer is counts from here.
    const thinking = newEpoch(silent)
    return [thinking, record, ...lateWakes(thinking, rules)]
  }
  if (silent.paused && isListening && !silent.paused.spent) {
    const [next, ...effects] = resume(silent, rules)
    return [next, record, ...effects]
  }
  if (silent.line) {
    const [quiet, ...effects] = interrupt(silent, rules)
    const [next, ...more] = answer(quiet, text, rules)
    return [next, ...effects.filter((effect) => effect.do !== 'wake-after'), ...more]
  }
  return answer(silent, text, rules)
}

/** A turn without words: the interruption was none, the guess at an end was wrong, or it was only noise. */
function homeownerSaidNothing(turn: Turn, rules: TurnRules): Step {
  if (turn.paused) return resume(turn, rules)
  const [next, ...effects] = turn.reply.status === 'speculative' ? dropReply(turn) : ([turn] as const)
  const waits = next.unanswered !== '' && next.phase === 'talking' && next.disclosed
  if (next.line !== null || !waits) return [next, ...effects]
  const [answering, ...more] = commitReply({ ...next, unanswered: '' }, next.unanswered, rules)
  return [answering, ...effects, ...more]
}

function greet(turn: Turn, { text, unanswered }: { text: string; unanswered: string }): Step {
  const [next, ...effects] = speak({ ...turn, phase: 'talking', unanswered }, 'disclosure')
  return [next, { do: 'record-homeowner', text }, ...effects]
}

/** The words whose answer is on its way while nothing of it was heard; null when there is no such answer. */
const thoughtAbout = ({ reply, line, paused }: Turn): string | null =>
  reply.status === 'committed' && line === null && paused === null ? reply.text : null

/** A reply that is being made has answered nothing yet. */
const stillUnanswered = (turn: Turn): string => join(thoughtAbout(turn) ?? '', turn.unanswered)

function answer(turn: Turn, text: string, rules: TurnRules): Step {
  const whole = join(stillUnanswered(turn), text)
  const record: TurnEffect = { do: 'record-homeowner', text }
  if (turn.redisclose) {
    const [cleared, ...dropped] = dropReply(newEpoch({ ...turn, paused: null, redisclose: false }))
    const [next, ...effects] = speak({ ...cleared, unanswered: whole }, 'disclosure')
    return [next, record, ...dropped, ...effects]
  }
  const ready: Turn = newEpoch({ ...turn, unanswered: '', paused: null, idleStep: 0 })
  if (ready.reply.status === 'speculative' && sameWords(ready.reply.text, whole)) {
    const { replyId } = ready.reply
    const next: Turn = { ...ready, reply: { status: 'committed', replyId, text: whole, retried: false } }
    return [next, record, { do: 'confirm-reply', replyId }, ...lateWakes(next, rules)]
  }
  const [cleared, ...effects] = dropReply(ready)
  const [next, ...more] = commitReply(cleared, whole, rules)
  return [next, record, ...effects, ...more]
}

export function optOut(turn: Turn, text: string, rules: TurnRules): Step {
  if (turn.phase === 'leaving' && turn.hangUpReason === 'opted-out') return [turn]
  const leaveAnywayMs = LEAVE_AFTER_OPT_OUT_MS
  const [next, ...effects] = leaveWith(turn, 'opt-out-confirmation', 'opted-out', { ...rules, leaveAnywayMs })
  return [
    { ...next, homeowner: { status: 'silent' } },
    { do: 'suppress', words: text },
    { do: 'record-homeowner', text },
    ...effects,
  ]
}

/** The recogniser is gone: what was understood of the turn counts, and the local detector ends the next ones. */
export function recognitionLost(turn: Turn): Step {
  const [next, ...effects] = keepSettling(turn)
  return [{ ...next, recognising: false, taken: '' }, ...effects]
}
