/**
 * The state of the floor in one call, the events that change it and the effects it asks for.
 * `atMs` is the call's monotonic clock: milliseconds since the carrier opened the audio stream.
 */

import type { ExpectedAnswer } from './expected-answer.ts'

/** Lines whose words are fixed by code and rendered before the dial. */
export type FixedLine =
  | 'disclosure'
  | 'opening'
  /** The opening's first sentence, before the answer to words that came in between. */
  | 'purpose'
  | 'screening'
  | 'filler'
  | 'second-filler'
  | 'reprompt'
  | 'second-reprompt'
  | 'idle-goodbye'
  | 'say-again'
  | 'trouble'
  | 'trouble-goodbye'
  | 'opt-out-confirmation'
  | 'time-is-up'
  | 'line-back'
  | 'line-lost'

export type HangUpReason =
  | 'agent-finished'
  | 'opted-out'
  | 'nobody-there'
  | 'machine'
  | 'trouble'
  | 'time-limit'
  | 'operator'

/** A line on its way to the phone. What it asks is known only when it ends. */
export interface SpokenLine {
  readonly lineId: string
  readonly what: FixedLine | 'reply' | 'operator'
  readonly interruptible: boolean
  readonly audible: boolean
  /** When it became audible; 0 before. */
  readonly startedMs: number
}

/** `spent`: the rest of it is not wanted any more and will not come. */
export type PausedLine = SpokenLine & { readonly spent: boolean }

export type Homeowner =
  | { readonly status: 'silent' }
  | {
      readonly status: 'speaking'
      readonly sinceMs: number
      /** When the recogniser last said so: a turn whose end never comes must not hold the floor for ever. */
      readonly heardMs: number
      readonly text: string
      /** When the words last became others. */
      readonly changedMs: number
      /** Replies that were begun in this turn on a guess. */
      readonly guesses: number
    }
  /** The recogniser calls the turn over; our own floor of silence has not passed yet. */
  | { readonly status: 'settling'; readonly text: string; readonly dueMs: number }

export type Reply =
  | { readonly status: 'none' }
  /** Started on a likely end of turn; nothing of it may leave until the turn is really over. */
  | { readonly status: 'speculative'; readonly replyId: string; readonly text: string }
  | {
      readonly status: 'committed'
      readonly replyId: string
      readonly text: string
      readonly retried: boolean
    }

export interface Turn {
  readonly phase: 'greeting' | 'talking' | 'leaving' | 'over'
  readonly line: SpokenLine | null
  readonly homeowner: Homeowner
  /** What the local detector hears: voice or quiet, and since when; null before it has said anything. */
  readonly voice: {
    readonly voiced: boolean
    readonly sinceMs: number
    /** It was understood, or the agent has said something since: this voice waits for no answer any more. */
    readonly heeded?: boolean
  } | null
  /** Whether there is a recogniser at this moment. */
  readonly recognising: boolean
  /** Words of the recogniser's present turn that were answered before it called the turn over. */
  readonly taken: string
  /** When the pending `ceiling` wake comes. */
  readonly ceilingAtMs: number | null
  readonly reply: Reply
  /** Words of the homeowner that nobody has answered yet. */
  readonly unanswered: string
  /** The line that fell silent for a barge-in that may turn out to be nothing. */
  readonly paused: PausedLine | null
  /** What the last thing the homeowner heard asks for: after a question "yeah" is an answer. */
  readonly asked: ExpectedAnswer
  readonly idleStep: 0 | 1 | 2
  /** The opening that the law asks for was heard to its end: until then nothing else may be said (compliance.md section 3). */
  readonly disclosed: boolean
  /**
   * Whether the homeowner has heard why they are called. While it is owed it is told before anything is answered; whoever
   * keeps talking over it is not told for ever.
   */
  readonly purpose: 'owed' | 'told-again' | 'told'
  /** The call must end, and the opening is being said: what is said after it. */
  readonly farewell: { readonly line: FixedLine; readonly reason: HangUpReason } | null
  /** The homeowner speaks another language than the one in which they were told who calls: they are told again. */
  readonly redisclose: boolean
  readonly answeredBy: 'unknown' | 'human' | 'screener'
  /** Whether audio reaches the phone and comes from it. While it does not, nothing is said and nothing is waited for. */
  readonly lineUp: boolean
  /** What the person at the desk does: watches, has muted the agent, or speaks with the homeowner themselves. */
  readonly desk: 'watching' | 'muted' | 'speaking'
  readonly hangUpReason: HangUpReason
  /** Wakes carry the epoch they were set in; a later epoch makes them stale. */
  readonly epoch: number
  /** The epoch in which an `idle` wake is pending: whoever waits for the homeowner must have one. */
  readonly idleEpoch: number
  readonly serial: number
}

export type WakeName =
  | 'greet'
  | 'greet-anyway'
  | 'barge-in-gate'
  | 'false-interruption'
  | 'settle'
  | 'ceiling'
  | 'reply-late'
  | 'reply-very-late'
  | 'reply-too-late'
  | 'idle'
  | 'line-late'
  | 'leave-anyway'

/** What the person at the desk does. */
export type DeskEvent =
  | { readonly type: 'operator-spoke'; readonly atMs: number; readonly lineId: string }
  | { readonly type: 'operator-hung-up'; readonly atMs: number }
  | { readonly type: 'desk-whispered'; readonly atMs: number }
  | { readonly type: 'desk-muted-agent'; readonly atMs: number }
  | { readonly type: 'desk-took-over'; readonly atMs: number }
  /** The agent is unmuted, or the desk hands the call back to it. */
  | { readonly type: 'desk-gave-back'; readonly atMs: number }

export type TurnEvent =
  | { readonly type: 'stream-opened'; readonly atMs: number }
  /** The local detector's hint, for the recogniser's own comes later. `sinceMs` is when the voice really began or ended. */
  | { readonly type: 'voice-began'; readonly atMs: number; readonly sinceMs: number }
  | { readonly type: 'voice-ended'; readonly atMs: number; readonly sinceMs: number }
  /** A line that was cut had told why we call. */
  | { readonly type: 'purpose-heard'; readonly atMs: number }
  | { readonly type: 'recognition-lost'; readonly atMs: number }
  | { readonly type: 'recognition-back'; readonly atMs: number }
  | { readonly type: 'homeowner-started'; readonly atMs: number }
  | { readonly type: 'homeowner-words'; readonly atMs: number; readonly text: string }
  | { readonly type: 'homeowner-may-be-done'; readonly atMs: number; readonly text: string }
  | { readonly type: 'homeowner-resumed'; readonly atMs: number }
  | { readonly type: 'homeowner-done'; readonly atMs: number; readonly text: string }
  | { readonly type: 'language-changed'; readonly atMs: number }
  | {
      readonly type: 'homeowner-opted-out'
      readonly atMs: number
      readonly text: string
      /** By key: nothing was said. */
      readonly byKey?: true
    }
  | { readonly type: 'screener-answered'; readonly atMs: number }
  | { readonly type: 'machine-answered'; readonly atMs: number }
  | { readonly type: 'line-started'; readonly atMs: number; readonly lineId: string }
  /** Every word of the line was heard. */
  | {
      readonly type: 'line-ended'
      readonly atMs: number
      readonly lineId: string
      readonly asks: ExpectedAnswer
    }
  | {
      readonly type: 'reply-finished'
      readonly atMs: number
      readonly replyId: string
      readonly spoke: boolean
      readonly hangUp: boolean
    }
  | { readonly type: 'reply-failed'; readonly atMs: number; readonly replyId: string }
  | DeskEvent
  /** The audio between here and the carrier broke off; the call itself may well be up. */
  | { readonly type: 'line-broke'; readonly atMs: number }
  /** The audio is there again after `gapMs` of nothing. */
  | { readonly type: 'line-back'; readonly atMs: number; readonly gapMs: number }
  | { readonly type: 'time-ran-out'; readonly atMs: number }
  /** Neither side has made a sound for too long, whatever the state says (design invariant 5). */
  | { readonly type: 'dead-air'; readonly atMs: number }
  /** The recogniser or the voice is gone for good. */
  | { readonly type: 'vendor-gone'; readonly atMs: number }
  | { readonly type: 'woke'; readonly atMs: number; readonly name: WakeName; readonly epoch: number }

export type TurnEffect =
  | { readonly do: 'speak'; readonly lineId: string; readonly line: FixedLine }
  | { readonly do: 'stop-speaking' }
  | { readonly do: 'resume-line'; readonly lineId: string }
  /** `fresh` are words that no `record-homeowner` has put on record yet. */
  | {
      readonly do: 'start-reply'
      readonly replyId: string
      readonly fresh: string
      readonly speculative: boolean
    }
  | { readonly do: 'confirm-reply'; readonly replyId: string }
  | { readonly do: 'cancel-reply'; readonly replyId: string }
  | { readonly do: 'record-homeowner'; readonly text: string }
  | { readonly do: 'suppress'; readonly words: string }
  | { readonly do: 'wake-after'; readonly delayMs: number; readonly name: WakeName; readonly epoch: number }
  | { readonly do: 'hang-up'; readonly reason: HangUpReason }

export type Step = readonly [Turn, ...TurnEffect[]]

/** Settings of the floor, all in milliseconds. Sources: realtime-techniques sections 3 to 6 and 10. */
export interface TurnRules {
  /** How long to let the person say hello before speaking anyway; first audio within 2 s (47 CFR 64.1200(a)(7)). */
  readonly greetAfterMs: number
  readonly greetAnywayMs: number
  readonly bargeIn: boolean
  readonly bargeInSpeechMs: number
  readonly bargeInWords: number
  /** Voice without any recognised word takes the floor after so long. */
  readonly bargeInVoiceMs: number
  /** In the first moments of the agent's speech any voice stops it at once: people go on with their own sentence. */
  readonly earlyBargeInMs: number
  readonly falseInterruptionMs: number
  /** After a voice without words has ended, so long until the agent goes on with its line. */
  readonly noWordsMs: number
  /** Silence that must pass before a turn may be over, whatever the recogniser says. */
  readonly floorMs: number
  /** Silence after which a turn is over though the recogniser has not said so, by what was asked. */
  readonly ceilingMs: Readonly<Record<ExpectedAnswer, number>>
  /** A reply is begun on an early guess at most so often in one turn, and not in a turn longer than this. */
  readonly guessesPerTurn: number
  readonly guessWithinMs: number
  readonly replyLateMs: number
  readonly replyVeryLateMs: number
  readonly replyTooLateMs: number
  readonly idleMs: number
  /** A line that has made no sound for so long never will. */
  readonly lineLateMs: number
  readonly leaveAnywayMs: number
  /** A gap in the audio longer than this is excused before the talk goes on (reliability.md C3). */
  readonly excuseGapMs: number
}

export const defaultTurnRules = {
  greetAfterMs: 900,
  greetAnywayMs: 1_700,
  bargeIn: true,
  bargeInSpeechMs: 450,
  bargeInWords: 2,
  bargeInVoiceMs: 900,
  earlyBargeInMs: 1_000,
  falseInterruptionMs: 2_000,
  noWordsMs: 700,
  floorMs: 250,
  ceilingMs: { nothing: 900, open: 900, 'yes-no': 300, 'spelled-out': 2_200 },
  guessesPerTurn: 3,
  guessWithinMs: 10_000,
  replyLateMs: 1_200,
  replyVeryLateMs: 4_000,
  replyTooLateMs: 8_000,
  idleMs: 6_000,
  lineLateMs: 3_000,
  leaveAnywayMs: 20_000,
  excuseGapMs: 1_200,
} as const satisfies TurnRules

export const newTurn = (): Turn => ({
  phase: 'greeting',
  line: null,
  homeowner: { status: 'silent' },
  voice: null,
  recognising: true,
  taken: '',
  ceilingAtMs: null,
  reply: { status: 'none' },
  unanswered: '',
  paused: null,
  asked: 'nothing',
  idleStep: 0,
  disclosed: false,
  purpose: 'owed',
  farewell: null,
  redisclose: false,
  answeredBy: 'unknown',
  lineUp: true,
  desk: 'watching',
  hangUpReason: 'agent-finished',
  epoch: 0,
  idleEpoch: -1,
  serial: 0,
})
