/** Whether the homeowner's voice takes the floor from the agent: pause, decide, go on or give way. */
import { dropReply, newEpoch, resume, speak, wakeInSameEpoch } from './steps.ts'
import type { Step, Turn, TurnEffect, TurnRules } from './turn.ts'
import { isBackchannel, isCommand, words } from './utterance.ts'

export function mayBeInterrupted(turn: Turn, rules: TurnRules): boolean {
  if (turn.phase === 'leaving' || !rules.bargeIn) return false
  return turn.line?.interruptible === true && turn.line.audible
}

/** Duration, words and command phrases together; a listening noise counts only as an answer to a question. */
export function takesFloor(turn: Turn, text: string, spokenMs: number, rules: TurnRules): boolean {
  if (isCommand(text)) return true
  if (isBackchannel(text))
    return turn.asked !== 'nothing' && words(text).length > 0 && spokenMs >= rules.bargeInSpeechMs
  return words(text).length >= rules.bargeInWords || spokenMs >= rules.bargeInSpeechMs
}

/** The agent falls silent. `stop-speaking` comes first: nothing may stand between the decision and the wire. */
function pauseLine(turn: Turn, rules: TurnRules): Step {
  if (turn.line === null) return [turn]
  const next = newEpoch({ ...turn, line: null, paused: { ...turn.line, spent: false } })
  return [
    next,
    { do: 'stop-speaking' },
    { do: 'wake-after', delayMs: rules.falseInterruptionMs, name: 'false-interruption', epoch: next.epoch },
  ]
}

/** The agent falls silent for words that are meant for it: what it was going to say is not wanted any more. */
export function interrupt(turn: Turn, rules: TurnRules): Step {
  const [paused, stop, ...effects] = pauseLine(turn, rules)
  const [next, ...dropped] = spend(paused)
  return stop ? [next, stop, ...dropped, ...effects] : [next, ...dropped]
}

/** The reply that a silenced line belongs to is not wanted any more, nor is the rest of the line. */
function spend(turn: Turn): Step {
  if (turn.reply.status === 'none' || turn.paused === null) return dropReply(turn)
  return dropReply({ ...turn, paused: { ...turn.paused, spent: true } })
}

/**
 * A voice sets in. In the first moments of the agent's speech it is the homeowner going on with their own sentence,
 * so the agent stops at once; later it must last, since a listening noise is over by then.
 */
export function voiceBegan(turn: Turn, atMs: number, sinceMs: number, rules: TurnRules): Step {
  const next: Turn = { ...turn, voice: { voiced: true, sinceMs } }
  if (next.line === null || !mayBeInterrupted(next, rules)) return [next]
  const isAnswer = next.line.what === 'reply' || next.line.what === 'opening'
  if (isAnswer && sinceMs - next.line.startedMs < rules.earlyBargeInMs) return pauseLine(next, rules)
  return wakeInSameEpoch(next, 'barge-in-gate', Math.max(0, sinceMs + rules.bargeInVoiceMs - atMs))
}

/** The gate opens: whoever still speaks by now has the floor, with words or without. */
export function bargeInGate(turn: Turn, atMs: number, rules: TurnRules): Step {
  if (!mayBeInterrupted(turn, rules)) return [turn]
  const { homeowner, voice } = turn
  const text = homeowner.status === 'speaking' ? homeowner.text : ''
  if (words(text).length === 0) {
    const voicedMs = voice?.voiced ? atMs - voice.sinceMs : 0
    return voicedMs >= rules.bargeInVoiceMs ? pauseLine(turn, rules) : [turn]
  }
  const spokenMs = homeowner.status === 'speaking' ? atMs - homeowner.sinceMs : 0
  return takesFloor(turn, text, spokenMs, rules) ? interrupt(turn, rules) : [turn]
}

/** Words while the line is silenced: real ones end what the agent was saying, a listening noise does not. */
export function wordsWhilePaused(turn: Turn, text: string): Step {
  return isBackchannel(text) && turn.asked === 'nothing' ? [turn] : spend(turn)
}

/** The voice that silenced the agent has ended: without words it was nothing. */
export function voiceEndedWhilePaused(turn: Turn, quietMs: number, rules: TurnRules): TurnEffect[] {
  if (turn.paused === null) return []
  const delayMs = Math.max(0, rules.noWordsMs - quietMs)
  return [{ do: 'wake-after', delayMs, name: 'false-interruption', epoch: turn.epoch }]
}

/** Nothing was said after all: the agent goes on. Without a recogniser nobody can know, so it asks. */
export function wasNothing(turn: Turn, rules: TurnRules): Step {
  if (turn.paused === null) return [turn]
  const { homeowner, voice } = turn
  if (!turn.recognising && voice?.voiced === false) {
    const [quiet, ...dropped] = dropReply(newEpoch({ ...turn, paused: null }))
    const [next, ...effects] = speak(quiet, 'say-again')
    return [next, ...dropped, ...effects]
  }
  // Words that took the floor are answered when their turn is over.
  if (turn.paused.spent && homeowner.status !== 'silent') return [turn]
  const saidNothing =
    homeowner.status === 'silent' ||
    (homeowner.status === 'speaking' && !voice?.voiced && isBackchannel(homeowner.text))
  return saidNothing ? resume(turn, rules) : [turn]
}
