import { unreachable } from '../unreachable.ts'
import type {
  FixedLine,
  HangUpReason,
  Step,
  Turn,
  TurnEffect,
  TurnEvent,
  TurnRules,
  WakeName,
} from './turn.ts'
import { isBackchannel, isCommand, isGreeting, sameWords, words } from './utterance.ts'

/**
 * Decides who may speak now. Pure: an event comes in, the next state and the effects come out.
 * Whatever touches a socket, a clock or a vendor happens in the call loop that performs the effects.
 */
export function takeTurn(turn: Turn, event: TurnEvent, rules: TurnRules): Step {
  if (turn.phase === 'over') return [turn]
  return neverStuck(turn, decide(turn, event, rules), rules)
}

/**
 * Whatever was decided, something must come next: whoever waits for the homeowner has an `idle` wake pending in
 * the present epoch, and a line that makes no sound is given up.
 */
function neverStuck(before: Turn, [turn, ...effects]: Step, rules: TurnRules): Step {
  const waiting = turn.line === null && turn.reply.status !== 'committed'
  if ((turn.phase === 'talking' || turn.phase === 'greeting') && waiting && turn.idleEpoch !== turn.epoch) {
    const patience = turn.answeredBy === 'screener' ? rules.idleMs * 4 : rules.idleMs
    const armed: Turn = { ...turn, idleEpoch: turn.epoch }
    return [armed, ...effects, { do: 'wake-after', delayMs: patience, name: 'idle', epoch: turn.epoch }]
  }
  if (turn.line && !turn.line.audible && turn.line.lineId !== before.line?.lineId) {
    return [
      turn,
      ...effects,
      { do: 'wake-after', delayMs: rules.lineLateMs, name: 'line-late', epoch: turn.serial },
    ]
  }
  return [turn, ...effects]
}

function decide(turn: Turn, event: TurnEvent, rules: TurnRules): Step {
  switch (event.type) {
    case 'stream-opened':
      return wakeInSameEpoch(turn, 'greet', rules.greetAfterMs)
    case 'homeowner-started':
      return homeownerStarted(turn, event.atMs, rules)
    case 'homeowner-words':
      return homeownerSaid(turn, event.atMs, event.text, rules)
    case 'homeowner-may-be-done':
      return guessEndOfTurn(turn, event.text)
    case 'homeowner-resumed':
      return turn.reply.status === 'speculative' ? dropReply(turn) : [turn]
    case 'homeowner-done':
      return homeownerDone(turn, event.text, rules)
    case 'homeowner-opted-out':
      return optOut(turn, event.text, rules)
    case 'screener-answered':
      return turn.answeredBy === 'screener'
        ? [turn]
        : speak({ ...turn, answeredBy: 'screener', phase: 'talking' }, 'screening', false)
    case 'machine-answered':
      return hangUp(turn, 'machine')
    case 'line-started':
      return lineStarted(turn, event.lineId, rules)
    case 'line-ended':
      return lineEnded(turn, event.lineId, event.asks, rules)
    case 'reply-finished':
      return replyFinished(turn, event, rules)
    case 'reply-failed':
      return replyFailed(turn, event.replyId, rules)
    case 'operator-spoke':
      return operatorSpoke(turn, event.lineId)
    case 'operator-hung-up':
      return hangUp(turn, 'operator')
    case 'time-ran-out':
      return turn.phase === 'leaving' ? [turn] : leaveWith(turn, 'time-is-up', 'time-limit', rules)
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

// The homeowner's side of the floor

function homeownerStarted(turn: Turn, atMs: number, rules: TurnRules): Step {
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

function homeownerSaid(turn: Turn, atMs: number, text: string, rules: TurnRules): Step {
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
function takesFloor(turn: Turn, text: string, spokenMs: number, rules: TurnRules): boolean {
  if (isCommand(text)) return true
  if (isBackchannel(text)) return turn.asked && words(text).length > 0 && spokenMs >= rules.bargeInSpeechMs
  return words(text).length >= rules.bargeInWords || spokenMs >= rules.bargeInSpeechMs
}

function mayBeInterrupted(turn: Turn, rules: TurnRules): boolean {
  if (turn.phase === 'leaving' || !rules.bargeIn) return false
  return turn.line?.interruptible === true && turn.line.audible
}

/** The agent falls silent. `stop-speaking` comes first: nothing may stand between the decision and the wire. */
function interrupt(turn: Turn, atMs: number, rules: TurnRules): Step {
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

function guessEndOfTurn(turn: Turn, text: string): Step {
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

function homeownerDone(turn: Turn, text: string, rules: TurnRules): Step {
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

function commitReply(turn: Turn, text: string, retried: boolean, rules: TurnRules, fresh = ''): Step {
  const replyId = `reply-${turn.serial + 1}`
  const next: Turn = {
    ...turn,
    serial: turn.serial + 1,
    reply: { status: 'committed', replyId, text, retried },
  }
  return [next, { do: 'start-reply', replyId, fresh, speculative: false }, ...lateWakes(next, rules)]
}

const lateWakes = (turn: Turn, rules: TurnRules): TurnEffect[] => [
  { do: 'wake-after', delayMs: rules.replyLateMs, name: 'reply-late', epoch: turn.epoch },
  { do: 'wake-after', delayMs: rules.replyVeryLateMs, name: 'reply-very-late', epoch: turn.epoch },
  { do: 'wake-after', delayMs: rules.replyTooLateMs, name: 'reply-too-late', epoch: turn.epoch },
]

function resume(turn: Turn): Step {
  if (turn.paused === null) return [turn]
  const { lineId } = turn.paused
  return [
    newEpoch({ ...turn, paused: null, line: { lineId, what: 'reply', interruptible: true, audible: true } }),
    { do: 'resume-line', lineId },
  ]
}

// The agent's side of the floor

function lineStarted(turn: Turn, lineId: string, rules: TurnRules): Step {
  const line = turn.line?.lineId === lineId ? { ...turn.line, audible: true } : replyLine(turn, lineId)
  const next = newEpoch({ ...turn, line, asked: false })
  // The opt-out's own deadline stands: the call ends within five seconds whatever is still being said.
  if (next.phase !== 'leaving' || next.hangUpReason === 'opted-out') return [next]
  return [next, leaveAnyway(next, rules.leaveAnywayMs)]
}

const replyLine = (turn: Turn, lineId: string) => ({
  lineId,
  what: 'reply' as const,
  interruptible: turn.phase !== 'leaving',
  audible: true,
})

/** A person at the desk speaks through the agent: whatever was being said or thought gives way. */
function operatorSpoke(turn: Turn, lineId: string): Step {
  const stop: TurnEffect[] = turn.line ? [{ do: 'stop-speaking' }] : []
  const [quiet, ...dropped] = dropReply(newEpoch({ ...turn, paused: null }))
  return [
    { ...quiet, line: { lineId, what: 'operator', interruptible: true, audible: false } },
    ...stop,
    ...dropped,
  ]
}

function lineEnded(turn: Turn, lineId: string, asks: boolean, rules: TurnRules): Step {
  if (turn.line?.lineId !== lineId) return [turn]
  const { what } = turn.line
  const next: Turn = { ...turn, line: null, asked: asks }
  if (next.phase === 'leaving') return next.reply.status === 'none' ? hangUp(next, next.hangUpReason) : [next]
  if (what === 'disclosure') {
    if (next.unanswered === '') return speak(next, 'opening', true)
    return commitReply({ ...next, unanswered: '' }, next.unanswered, false, rules, next.unanswered)
  }
  if (next.reply.status === 'committed') return [newEpoch(next), ...lateWakes(newEpoch(next), rules)]
  return [newEpoch(next)]
}

type ReplyFinished = Extract<TurnEvent, { type: 'reply-finished' }>

function replyFinished(turn: Turn, event: ReplyFinished, rules: TurnRules): Step {
  if (turn.reply.status === 'none' || turn.reply.replyId !== event.replyId) return [turn]
  const next: Turn = { ...turn, reply: { status: 'none' } }
  if (event.hangUp) {
    const leaving: Turn = newEpoch({ ...next, phase: 'leaving', hangUpReason: 'agent-finished' })
    if (leaving.line === null && !event.spoke) return hangUp(leaving, 'agent-finished')
    // Its last line is about to begin, or is being heard; if neither, there is nothing to wait for.
    return [leaving, leaveAnyway(leaving, leaving.line ? rules.leaveAnywayMs : rules.lineLateMs)]
  }
  if (event.spoke) return [next]
  return speak(newEpoch(next), 'say-again', true)
}

/** First a second try under cover of an apology, then an honest goodbye. */
function replyFailed(turn: Turn, replyId: string, rules: TurnRules): Step {
  if (turn.reply.status === 'none' || turn.reply.replyId !== replyId) return [turn]
  if (turn.reply.status === 'speculative') return [{ ...turn, reply: { status: 'none' } }]
  const { text, retried } = turn.reply
  if (retried) return leaveWith({ ...turn, reply: { status: 'none' } }, 'trouble-goodbye', 'trouble', rules)
  const [spoken, ...effects] = speak(newEpoch({ ...turn, reply: { status: 'none' } }), 'trouble', true)
  const [next, ...more] = commitReply(spoken, text, true, rules)
  return [next, ...effects, ...more]
}

function optOut(turn: Turn, text: string, rules: TurnRules): Step {
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

function leaveWith(turn: Turn, line: FixedLine, reason: HangUpReason, rules: TurnRules): Step {
  const stop: TurnEffect[] = turn.line ? [{ do: 'stop-speaking' }] : []
  const [quiet, ...dropped] = dropReply(newEpoch({ ...turn, line: null, paused: null }))
  const [next, ...effects] = speak({ ...quiet, phase: 'leaving', hangUpReason: reason }, line, false)
  return [next, ...stop, ...dropped, ...effects, leaveAnyway(next, rules.leaveAnywayMs)]
}

const leaveAnyway = (turn: Turn, delayMs: number): TurnEffect => ({
  do: 'wake-after',
  delayMs,
  name: 'leave-anyway',
  epoch: turn.epoch,
})

function hangUp(turn: Turn, reason: HangUpReason): Step {
  const [next, ...effects] = dropReply({ ...turn, phase: 'over', hangUpReason: reason })
  return [next, ...effects, { do: 'hang-up', reason }]
}

// Time

type Woke = Extract<TurnEvent, { type: 'woke' }>

/** A wake of an earlier epoch is stale, but for the two that are bound to something else. */
function wokeInTime(turn: Turn, { name, epoch, atMs }: Woke, rules: TurnRules): Step {
  if (name === 'line-late') return epoch === turn.serial ? lineIsLate(turn, rules) : [turn]
  const isLeaving = name === 'leave-anyway' && (turn.hangUpReason === 'opted-out' || !turn.line?.audible)
  if (!isLeaving && epoch !== turn.epoch) return [turn]
  return woke(name === 'idle' ? { ...turn, idleEpoch: -1 } : turn, name, atMs, rules)
}

/** Without its disclosure a call may not go on; any other line that makes no sound is passed over. */
function lineIsLate(turn: Turn, rules: TurnRules): Step {
  if (!turn.line || turn.line.audible) return [turn]
  if (turn.line.what === 'disclosure') return hangUp(turn, 'trouble')
  return lineEnded(turn, turn.line.lineId, false, rules)
}

function woke(turn: Turn, name: Exclude<WakeName, 'line-late'>, atMs: number, rules: TurnRules): Step {
  switch (name) {
    case 'greet':
      if (turn.phase !== 'greeting') return [turn]
      if (turn.homeowner.status === 'speaking') {
        return wakeInSameEpoch(turn, 'greet-anyway', rules.greetAnywayMs - rules.greetAfterMs)
      }
      return speak({ ...turn, phase: 'talking' }, 'disclosure', false)
    case 'greet-anyway':
      return turn.phase === 'greeting' ? speak({ ...turn, phase: 'talking' }, 'disclosure', false) : [turn]
    case 'barge-in-gate':
      return bargeInGate(turn, atMs, rules)
    case 'false-interruption':
      return turn.paused && turn.homeowner.status === 'silent' ? resume(turn) : [turn]
    case 'reply-late':
      return waitingForReply(turn) ? speak(turn, 'filler', true) : [turn]
    case 'reply-very-late':
      return waitingForReply(turn) ? speak(turn, 'second-filler', true) : [turn]
    case 'reply-too-late':
      return turn.reply.status === 'committed' && turn.line === null
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
  turn.reply.status === 'committed' && turn.line === null && turn.homeowner.status === 'silent'

function giveUpOnReply(turn: Turn, replyId: string, rules: TurnRules): Step {
  const [next, ...effects] = replyFailed(turn, replyId, rules)
  return [next, { do: 'cancel-reply', replyId }, ...effects]
}

function bargeInGate(turn: Turn, atMs: number, rules: TurnRules): Step {
  if (turn.homeowner.status !== 'speaking' || !mayBeInterrupted(turn, rules)) return [turn]
  const { text, sinceMs } = turn.homeowner
  if (words(text).length === 0 || !takesFloor(turn, text, atMs - sinceMs, rules)) return [turn]
  return interrupt(turn, atMs, rules)
}

function idle(turn: Turn, atMs: number, rules: TurnRules): Step {
  if (turn.line !== null || turn.reply.status === 'committed') return [turn]
  if (turn.phase === 'greeting') return speak({ ...turn, phase: 'talking' }, 'disclosure', false)
  if (turn.homeowner.status === 'speaking') {
    const quietMs = atMs - turn.homeowner.heardMs
    if (quietMs < rules.idleMs) {
      return wakeInSameEpoch({ ...turn, idleEpoch: turn.epoch }, 'idle', rules.idleMs - quietMs)
    }
    // The end of this turn was lost: what was understood of it is answered, or the silence is.
    const { text } = turn.homeowner
    const silent: Turn = { ...turn, homeowner: { status: 'silent' } }
    if (words(text).length === 0) return idle(silent, atMs, rules)
    return homeownerDone(silent, text, rules)
  }
  if (turn.unanswered !== '') return commitReply({ ...turn, unanswered: '' }, turn.unanswered, false, rules)
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
      ? speak({ ...quiet, idleStep: 1 }, 'reprompt', true)
      : speak({ ...quiet, idleStep: 2 }, 'second-reprompt', true)
  return [next, ...effects, ...more]
}

/** The last net: the state believed that something was going on, and the line was silent. */
function breakSilence(turn: Turn, atMs: number, rules: TurnRules): Step {
  if (turn.phase === 'leaving') return hangUp(turn, turn.hangUpReason)
  const [quiet, ...dropped] = dropReply(
    newEpoch({ ...turn, line: null, paused: null, homeowner: { status: 'silent' }, unanswered: '' }),
  )
  const [next, ...effects] = idle(quiet, atMs, rules)
  return [next, { do: 'stop-speaking' }, ...dropped, ...effects]
}

// Small steps

function speak(turn: Turn, line: FixedLine, interruptible: boolean): Step {
  const lineId = `line-${turn.serial + 1}`
  const next: Turn = {
    ...turn,
    serial: turn.serial + 1,
    line: { lineId, what: line, interruptible, audible: false },
  }
  return [next, { do: 'speak', lineId, line, interruptible }]
}

function dropReply(turn: Turn): Step {
  if (turn.reply.status === 'none') return [turn]
  const { replyId } = turn.reply
  return [
    { ...turn, reply: { status: 'none' } },
    { do: 'cancel-reply', replyId },
  ]
}

const newEpoch = (turn: Turn): Turn => ({ ...turn, epoch: turn.epoch + 1 })

const wakeInSameEpoch = (turn: Turn, name: WakeName, delayMs: number): Step => [
  turn,
  { do: 'wake-after', delayMs, name, epoch: turn.epoch },
]

const join = (earlier: string, later: string): string =>
  [earlier, later].filter((part) => part !== '').join(' ')
