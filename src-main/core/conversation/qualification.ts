import type { Script } from '../../../src-preload/contract/campaigns.ts'
import { answersHalfAsked, askedAbout, type Topic, toldOfRoof } from './roof-topics.ts'

type ScriptQuestion = Script['qualification_questions'][number]

interface OpenQuestion extends ScriptQuestion {
  readonly topic: Topic | null
  /** How often the homeowner has heard it to its end. */
  readonly heard: number
}

/** What a script wants to know of the homeowner, as far as they have not told it. */
export interface Qualification {
  /** In the script's order. */
  readonly open: readonly OpenQuestion[]
  /** The question whose answer is awaited: the last line asked it and was heard to its end. */
  readonly awaited: string | null
  /** What the question was about that they spoke into; null when the last line was heard to its end. */
  readonly halfAsked: Topic | null
}

/** Who does not answer a question twice does not want to: it is left. */
const MOST_ASKED = 2

export const qualification = (script: Script): Qualification => ({
  open: script.qualification_questions.map((each) => ({
    ...each,
    topic: askedAbout(each.question),
    heard: 0,
  })),
  awaited: null,
  halfAsked: null,
})

/** The question that comes next, and whether it was heard before; null when nothing is left to ask. */
export function nextQuestion({ open }: Qualification): { question: string; again: boolean } | null {
  const next = open.find(({ heard }) => heard < MOST_ASKED)
  return next ? { question: next.question, again: next.heard > 0 } : null
}

/** A line that the homeowner heard to its end, while the script's questions are asked. */
export function lineHeard(before: Qualification, line: string): Qualification {
  const asked = asks(line) ? questionIn(before, line) : undefined
  return {
    open: before.open.map((each) => (each === asked ? { ...each, heard: each.heard + 1 } : each)),
    awaited: asked?.question ?? null,
    halfAsked: null,
  }
}

/** A yes to "Are you still there?" is not one to the question before it. */
export const fixedLineHeard = (before: Qualification, line: string): Qualification =>
  asks(line) ? { ...before, awaited: null } : before

const asks = (line: string): boolean => /\?\s*$/.test(line)

/** The model asks in words of its own: what they name decides, else it asked what it was told to. */
function questionIn({ open }: Qualification, line: string): OpenQuestion | undefined {
  const said = line.toLowerCase()
  const topic = askedAbout(line)
  return (
    open.find(({ question }) => said.includes(question.toLowerCase())) ??
    (topic === null
      ? open.find(({ heard }) => heard < MOST_ASKED)
      : open.find((each) => each.topic === topic))
  )
}

/** A line that the homeowner spoke into. */
export const lineCut = (before: Qualification, line: string): Qualification => ({
  ...before,
  awaited: null,
  halfAsked: askedAbout(line),
})

/**
 * The last line before a colleague took the call over, which may have cut it off. Its question counts as asked: whoever
 * asks it after that does so in other words.
 */
export function lineTaken(before: Qualification, whole: string): Qualification {
  const asked = asks(whole) ? questionIn(before, whole) : undefined
  return {
    ...before,
    open: before.open.map((each) => (each === asked ? { ...each, heard: Math.max(1, each.heard) } : each)),
  }
}

/** What a colleague asked of the script's matters is answered by what the homeowner says next. */
export function colleagueAsked(before: Qualification, line: string): Qualification {
  const topic = asks(line) ? askedAbout(line) : null
  const asked = topic === null ? undefined : before.open.find((each) => each.topic === topic)
  return { ...before, awaited: asked?.question ?? null, halfAsked: null }
}

/** What the homeowner said: it may answer what was asked, and what was not asked yet. */
export function homeownerTold(before: Qualification, words: string): Qualification {
  const half =
    before.halfAsked !== null && answersHalfAsked(before.halfAsked, words) ? before.halfAsked : null
  const told = toldOfRoof(words)
  const isSettled = (each: OpenQuestion): boolean =>
    (each.topic !== null && (each.topic === half || told.includes(each.topic))) ||
    (each.question === before.awaited && answers(each, words))
  return { ...before, open: before.open.filter((each) => !isSettled(each)), halfAsked: null }
}

const MURMUR =
  /(?<!\p{L})(?:mm+|hm+|mhm|uh|huh|um|er|oh|ah|well|so|right|okay|ok|alright|all right|i see|got it|aj[áa]|eh|este)(?!\p{L})/giu
const YES = /(?<!\p{L})(?:yes|yeah|yep|yup|sure|of course|please|claro|s[íi])(?!\p{L})/giu
/** Whether they ask to hear the last thing once more. */
export const asksToRepeat = (words: string): boolean => ASKS_AGAIN.test(words)

const ASKS_AGAIN =
  /\b(say (that|it|this) (one more time|once more|again)|(can|could|would) you (please )?repeat|repeat (that|it|what you)|(didn'?t|did not) (quite )?(catch|hear|get) (that|you|it|what)|come again\?|what was that\?|(what|how) did you say\?|(me lo )?(puede|podr[íi]a) repetir|repita|no le (escuch|entend))|^\W*(pardon( me)?|perd[óo]n)\?/i
const NOT_UNDERSTOOD =
  /\b(say (that|it) again|repeat|didn'?t (catch|hear|get|understand)|can'?t hear|speak up|breaking up|pardon|puede repetir|no le (escuch|entend))/i

/**
 * Whether words answer a question. A murmur shows only that somebody listens, and a bare yes says nothing of how old or
 * of what; what is asked back is no answer.
 */
function answers({ expects }: ScriptQuestion, words: string): boolean {
  const told = words.replace(/[^.!?]*\?/g, '')
  if (NOT_UNDERSTOOD.test(told)) return false
  const withoutMurmurs = told.replace(MURMUR, '')
  return hasWords(expects === 'yes_no' ? withoutMurmurs : withoutMurmurs.replace(YES, ''))
}

const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)
