/** What the agent's own lines and replies change: they begin, end, finish or fail. */
import { goOn } from './broken-line.ts'
import type { ExpectedAnswer } from './expected-answer.ts'
import {
  commitReply,
  hangUp,
  heed,
  join,
  lateWakes,
  leaveAnyway,
  leaveWith,
  newEpoch,
  speak,
} from './steps.ts'
import type { Step, Turn, TurnEvent, TurnRules } from './turn.ts'

export function lineStarted(turn: Turn, atMs: number, lineId: string, rules: TurnRules): Step {
  const line =
    turn.line?.lineId === lineId
      ? { ...turn.line, audible: true, startedMs: atMs }
      : replyLine(turn, atMs, lineId)
  const next = newEpoch({ ...heed(turn), line, asked: 'nothing' })
  // The opt-out's own deadline stands: the call ends within five seconds whatever is still being said.
  if (next.phase !== 'leaving' || next.hangUpReason === 'opted-out') return [next]
  return [next, leaveAnyway(next, rules.leaveAnywayMs)]
}

const replyLine = (turn: Turn, atMs: number, lineId: string) => ({
  lineId,
  what: 'reply' as const,
  interruptible: turn.phase !== 'leaving',
  audible: true,
  startedMs: atMs,
})

export function lineEnded(turn: Turn, lineId: string, asks: ExpectedAnswer, rules: TurnRules): Step {
  if (turn.line?.lineId !== lineId) return [turn]
  const { what } = turn.line
  const disclosed = turn.disclosed || what === 'disclosure'
  const tells = what === 'opening' || what === 'purpose'
  const next: Turn = { ...turn, line: null, asked: asks, disclosed, purpose: tells ? 'told' : turn.purpose }
  if (next.phase === 'leaving') return next.reply.status === 'none' ? hangUp(next, next.hangUpReason) : [next]
  if (next.farewell) return leaveWith(next, next.farewell.line, next.farewell.reason, rules)
  if (what === 'disclosure') {
    if (next.redisclose) return speak({ ...next, redisclose: false }, 'disclosure')
    if (next.unanswered === '') return speak(next, 'opening')
    return commitReply({ ...next, unanswered: '' }, next.unanswered, rules, { fresh: next.unanswered })
  }
  if (what === 'purpose' && next.unanswered !== '')
    return commitReply({ ...next, unanswered: '' }, next.unanswered, rules, { fresh: next.unanswered })
  if (what === 'line-back') return goOn(newEpoch(next), rules)
  if (next.reply.status === 'committed') return [newEpoch(next), ...lateWakes(newEpoch(next), rules)]
  // Who may not interrupt is answered when the line is over.
  if (!rules.bargeIn && next.unanswered !== '' && next.homeowner.status === 'silent')
    return commitReply(newEpoch({ ...next, unanswered: '' }), next.unanswered, rules)
  return [newEpoch(next)]
}

type ReplyFinished = Extract<TurnEvent, { type: 'reply-finished' }>

export function replyFinished(turn: Turn, event: ReplyFinished, rules: TurnRules): Step {
  if (turn.reply.status === 'none' || turn.reply.replyId !== event.replyId) return [turn]
  const next: Turn = { ...turn, reply: { status: 'none' } }
  if (event.hangUp) {
    const leaving: Turn = newEpoch({ ...next, phase: 'leaving', hangUpReason: 'agent-finished' })
    if (leaving.line === null && !event.spoke) return hangUp(leaving, 'agent-finished')
    // Its last line is about to begin, or is being heard; if neither, there is nothing to wait for.
    return [leaving, leaveAnyway(leaving, leaving.line ? rules.leaveAnywayMs : rules.lineLateMs)]
  }
  if (event.spoke) return [next]
  return speak(newEpoch(next), 'say-again')
}

/** First a second try under cover of an apology, then an honest goodbye. */
export function replyFailed(turn: Turn, replyId: string, rules: TurnRules): Step {
  if (turn.reply.status === 'none' || turn.reply.replyId !== replyId) return [turn]
  if (turn.reply.status === 'speculative') return [{ ...turn, reply: { status: 'none' } }]
  const { text, retried } = turn.reply
  if (turn.paused) {
    // A silenced line is not apologised for: the homeowner has the floor, and its answer is still open.
    const paused = { ...turn.paused, spent: true }
    return [{ ...turn, reply: { status: 'none' }, paused, unanswered: join(turn.unanswered, text) }]
  }
  if (retried) return leaveWith({ ...turn, reply: { status: 'none' } }, 'trouble-goodbye', 'trouble', rules)
  const [spoken, ...effects] = speak(newEpoch({ ...turn, reply: { status: 'none' } }), 'trouble')
  const [next, ...more] = commitReply(spoken, text, rules, { retried: true })
  return [next, ...effects, ...more]
}
