/** The small steps that the decisions about the floor are made of. */
import type { FixedLine, HangUpReason, Step, Turn, TurnEffect, TurnRules, WakeName } from './turn.ts'
import { isBackchannel, isGreeting } from './utterance.ts'

/** The voice so far waits for no answer any more. */
export const heed = (turn: Turn): Turn => ({
  ...turn,
  voice: turn.voice && { ...turn.voice, heeded: true },
})

/** What the law wants heard, what tells that the line is back, and last words: they are said to their end. */
const SAID_TO_THE_END: ReadonlySet<FixedLine> = new Set([
  'disclosure',
  'screening',
  'line-back',
  'idle-goodbye',
  'trouble-goodbye',
  'opt-out-confirmation',
  'time-is-up',
])

export function speak(turn: Turn, line: FixedLine): Step {
  const lineId = `line-${turn.serial + 1}`
  const next: Turn = {
    ...heed(turn),
    serial: turn.serial + 1,
    line: {
      lineId,
      what: line,
      interruptible: !SAID_TO_THE_END.has(line),
      audible: false,
      startedMs: 0,
    },
  }
  return [next, { do: 'speak', lineId, line }]
}

interface ReplyStart {
  /** It is the second try: when it fails too, the call is ended. */
  readonly retried?: boolean
  /** Words that are not on record yet. */
  readonly fresh?: string
}

/** Whether it must still be told why they are called, before anything else. */
export const owesPurpose = ({ purpose, disclosed, phase, answeredBy }: Turn): boolean =>
  purpose !== 'told' && disclosed && phase === 'talking' && answeredBy !== 'screener'

/** The opening again; where words wait for an answer, its first sentence and then that answer. */
function tellPurpose(turn: Turn, text: string): Step {
  const unanswered = isGreeting(text) || isBackchannel(text) ? '' : text
  const purpose = turn.purpose === 'owed' ? 'told-again' : 'told'
  return speak({ ...turn, purpose, unanswered }, unanswered === '' ? 'opening' : 'purpose')
}

/** The model is asked for the answer to these words, once the homeowner has heard why they are called. */
export function commitReply(
  turn: Turn,
  text: string,
  rules: TurnRules,
  { retried = false, fresh = '' }: ReplyStart = {},
): Step {
  if (owesPurpose(turn)) return tellPurpose(turn, text)
  const replyId = `reply-${turn.serial + 1}`
  const next: Turn = {
    ...turn,
    serial: turn.serial + 1,
    reply: { status: 'committed', replyId, text, retried },
  }
  return [next, { do: 'start-reply', replyId, fresh, speculative: false }, ...lateWakes(next, rules)]
}

export const lateWakes = (turn: Turn, rules: TurnRules): TurnEffect[] => [
  { do: 'wake-after', delayMs: rules.replyLateMs, name: 'reply-late', epoch: turn.epoch },
  { do: 'wake-after', delayMs: rules.replyVeryLateMs, name: 'reply-very-late', epoch: turn.epoch },
  { do: 'wake-after', delayMs: rules.replyTooLateMs, name: 'reply-too-late', epoch: turn.epoch },
]

export function dropReply(turn: Turn): Step {
  if (turn.reply.status === 'none') return [turn]
  const { replyId } = turn.reply
  return [
    { ...turn, reply: { status: 'none' } },
    { do: 'cancel-reply', replyId },
  ]
}

/**
 * Ends the call with a last line. Nobody is spoken to before they have heard who calls: the opening that is being said
 * is said to its end first, and where it has not begun the call ends without a word.
 */
export function leaveWith(turn: Turn, line: FixedLine, reason: HangUpReason, rules: TurnRules): Step {
  if (turn.disclosed) return takeLeave(turn, line, reason, rules)
  if (turn.line?.what !== 'disclosure' || !turn.line.audible) return hangUp(turn, reason)
  // Whoever asks for no more calls need not hear the rest of it.
  if (reason === 'opted-out') return takeLeave(turn, line, reason, rules)
  return [{ ...turn, farewell: turn.farewell ?? { line, reason } }]
}

function takeLeave(turn: Turn, line: FixedLine, reason: HangUpReason, rules: TurnRules): Step {
  const stop: TurnEffect[] = turn.line ? [{ do: 'stop-speaking' }] : []
  const [quiet, ...dropped] = dropReply(newEpoch({ ...turn, line: null, paused: null }))
  const [next, ...effects] = speak({ ...quiet, phase: 'leaving', hangUpReason: reason }, line)
  return [next, ...stop, ...dropped, ...effects, leaveAnyway(next, rules.leaveAnywayMs)]
}

export const leaveAnyway = (turn: Turn, delayMs: number): TurnEffect => ({
  do: 'wake-after',
  delayMs,
  name: 'leave-anyway',
  epoch: turn.epoch,
})

export function hangUp(turn: Turn, reason: HangUpReason): Step {
  const [next, ...effects] = dropReply({ ...turn, phase: 'over', hangUpReason: reason })
  return [next, ...effects, { do: 'hang-up', reason }]
}

/** The agent goes on with the line that a barge-in had silenced, if there is anything left of it. */
export function resume(turn: Turn, rules: TurnRules): Step {
  if (turn.paused === null) return [turn]
  const { spent, ...line } = turn.paused
  const free: Turn = newEpoch({ ...turn, paused: null })
  // Its rest failed to come: what it was to answer is still open.
  if (spent && turn.unanswered !== '')
    return commitReply({ ...free, unanswered: '' }, turn.unanswered, rules, { retried: true })
  // What was to be said is not wanted any more, and what was said instead was not understood.
  if (spent) return speak(free, 'say-again')
  return [newEpoch({ ...turn, paused: null, line }), { do: 'resume-line', lineId: line.lineId }]
}

export const newEpoch = (turn: Turn): Turn => ({ ...turn, epoch: turn.epoch + 1 })

export const wakeInSameEpoch = (turn: Turn, name: WakeName, delayMs: number): Step => [
  turn,
  { do: 'wake-after', delayMs, name, epoch: turn.epoch },
]

export const join = (earlier: string, later: string): string =>
  [earlier, later].filter((part) => part !== '').join(' ')
