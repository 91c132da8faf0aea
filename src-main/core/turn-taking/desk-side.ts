/** What the person at the desk changes: a line through the agent, a hint, a muted agent, the call in their own hands. */
import { unreachable } from '../unreachable.ts'
import { commitReply, dropReply, hangUp, join, leaveWith, newEpoch } from './steps.ts'
import type { DeskEvent, Step, Turn, TurnEffect, TurnEvent, TurnRules } from './turn.ts'
import { words } from './utterance.ts'

const EVENTS: ReadonlySet<string> = new Set<DeskEvent['type']>([
  'operator-spoke',
  'operator-hung-up',
  'desk-whispered',
  'desk-muted-agent',
  'desk-took-over',
  'desk-gave-back',
])

export const isOfDesk = (event: TurnEvent): event is DeskEvent => EVENTS.has(event.type)

export function deskActed(turn: Turn, event: DeskEvent, rules: TurnRules): Step {
  switch (event.type) {
    case 'operator-spoke':
      return operatorSpoke(turn, event.lineId)
    case 'operator-hung-up':
      return hangUp(turn, 'operator')
    case 'desk-whispered':
      return whispered(turn, rules)
    case 'desk-muted-agent':
      return silenceAgent(turn, 'muted')
    case 'desk-took-over':
      // Whoever speaks themselves tells why.
      return silenceAgent({ ...turn, purpose: 'told' }, 'speaking')
    case 'desk-gave-back':
      return giveBack(turn, rules)
    default:
      return unreachable(event)
  }
}

/** A person at the desk speaks through the agent: whatever was being said or thought gives way. */
function operatorSpoke(turn: Turn, lineId: string): Step {
  const stop: TurnEffect[] = turn.line ? [{ do: 'stop-speaking' }] : []
  const [quiet, ...dropped] = dropReply(newEpoch({ ...turn, paused: null }))
  return [
    { ...quiet, line: { lineId, what: 'operator', interruptible: true, audible: false, startedMs: 0 } },
    ...stop,
    ...dropped,
  ]
}

/** A hint that the homeowner does not hear. A reply of which nothing was heard yet is thought of again with it. */
function whispered(turn: Turn, rules: TurnRules): Step {
  const { reply } = turn
  if (reply.status === 'none' || turn.line !== null || turn.paused !== null) return [turn]
  const [next, ...effects] = dropReply(turn)
  if (reply.status === 'speculative') return [next, ...effects]
  const [again, ...more] = commitReply(newEpoch(next), reply.text, rules, { retried: reply.retried })
  return [again, ...effects, ...more]
}

/** The agent says nothing more by itself until it is given the floor back; never before a person has heard who calls. */
function silenceAgent(turn: Turn, desk: 'muted' | 'speaking'): Step {
  if (turn.phase !== 'talking' || turn.answeredBy === 'screener' || turn.desk === desk) return [turn]
  const stop: TurnEffect[] = turn.line ? [{ do: 'stop-speaking' }] : []
  const waits = turn.reply.status === 'committed' && turn.line === null ? turn.reply.text : ''
  const [quiet, ...dropped] = dropReply(newEpoch({ ...turn, line: null, paused: null }))
  return [{ ...quiet, desk, unanswered: join(quiet.unanswered, waits) }, ...stop, ...dropped]
}

/** The agent has the floor back: it answers what waits, and after the desk has spoken it goes on from there. */
function giveBack(turn: Turn, rules: TurnRules): Step {
  if (turn.desk === 'watching') return [turn]
  const stop: TurnEffect[] = turn.line ? [{ do: 'stop-speaking' }] : []
  const next = newEpoch({ ...turn, desk: 'watching', line: null, unanswered: '', idleStep: 0 })
  if (turn.unanswered === '' && turn.desk === 'muted') return [next, ...stop]
  const [replying, ...effects] = commitReply(next, turn.unanswered, rules)
  return [replying, ...stop, ...effects]
}

/**
 * While the desk has the floor the agent only listens: what is said is put on record, and a request to stop calling
 * counts at once. Money and time still end the call.
 */
export function whileDeskHolds(turn: Turn, event: TurnEvent, rules: TurnRules): Step {
  switch (event.type) {
    case 'voice-began':
      return [{ ...turn, voice: { voiced: true, sinceMs: event.sinceMs } }]
    case 'voice-ended':
      return [{ ...turn, voice: { voiced: false, sinceMs: event.sinceMs } }]
    case 'homeowner-done':
      return heardByDesk(turn, event.text)
    case 'homeowner-opted-out':
      return [turn, { do: 'suppress', words: event.text }, { do: 'record-homeowner', text: event.text }]
    case 'line-started':
      return [turn.line ? { ...turn, line: { ...turn.line, audible: true, startedMs: event.atMs } } : turn]
    case 'line-ended':
      return [turn.line?.lineId === event.lineId ? { ...turn, line: null, asked: event.asks } : turn]
    case 'recognition-lost':
    case 'recognition-back':
      return [{ ...turn, recognising: event.type === 'recognition-back' }]
    case 'time-ran-out':
      return leaveWith({ ...turn, desk: 'watching' }, 'time-is-up', 'time-limit', rules)
    default:
      return [turn]
  }
}

/** What the homeowner said to a muted agent waits for it; what they said to the desk the desk answers. */
function heardByDesk(turn: Turn, text: string): Step {
  const next: Turn = { ...turn, homeowner: { status: 'silent' } }
  if (words(text).length === 0) return [next]
  const unanswered = turn.desk === 'muted' ? join(turn.unanswered, text) : ''
  return [
    { ...next, unanswered },
    { do: 'record-homeowner', text },
  ]
}
