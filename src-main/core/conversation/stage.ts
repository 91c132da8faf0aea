import type { Script } from '../../../src-preload/contract/campaigns.ts'

import { guidanceAbout, type TalkAbout } from './follow-up-talk.ts'
import { withoutMarks } from './history.ts'
import type { Language } from './language.ts'
import {
  asksToRepeat,
  colleagueAsked,
  fixedLineHeard,
  homeownerTold,
  lineCut,
  lineHeard,
  lineTaken,
  nextQuestion,
  type Qualification,
  qualification,
} from './qualification.ts'

/**
 * Where a talk stands. Code decides that, from what was said, heard and done; how it is put into words is the model's
 * part. The model is told the stage with every request, behind everything that a prompt cache holds.
 */
export type Stage = 'opening' | 'qualify' | 'objection' | 'offer' | 'confirm' | 'close'

export interface Talk {
  readonly stage: Stage
  /** Where the talk goes on once an objection has been answered. */
  readonly resumes: 'qualify' | 'offer'
  /** What the script asks, as far as it is not known. */
  readonly qualification: Qualification
  readonly objections: number
  /** The homeowner has heard who calls. What is said before that is a hello, not an answer. */
  readonly introduced: boolean
  /** Now does not suit them: nothing is asked but when to call back. */
  readonly badTime: boolean
  /** The agent's last whole line, also where they spoke into it; '' before the first. */
  readonly lastLine: string
  /** They did not catch it and ask for it again. */
  readonly asksAgain: boolean
  /** The desk has just handed the call back: the agent has said nothing since. */
  readonly handedBack: boolean
}

export type TalkEvent =
  | { readonly by: 'homeowner'; readonly text: string }
  /**
   * A line that the homeowner heard to its end; with `cut` as far as they heard it, and `whole` as it was to be. A `fixed`
   * one has words of code.
   */
  | {
      readonly by: 'agent'
      readonly text: string
      readonly cut?: boolean
      readonly whole?: string
      readonly fixed?: boolean
    }
  /** The person at the desk, in a call that they took over. */
  | { readonly by: 'colleague'; readonly text: string }
  | { readonly by: 'hand-back' }
  /** A tool that did its work. */
  | { readonly by: 'tool'; readonly name: string }

/** After so many objections a no is a no. */
const MOST_OBJECTIONS = 2

export const newTalk = (script: Script): Talk => ({
  stage: 'opening',
  resumes: 'qualify',
  qualification: qualification(script),
  objections: 0,
  introduced: false,
  badTime: false,
  lastLine: '',
  asksAgain: false,
  handedBack: false,
})

/** Where the talk stands after what was said, heard or done. */
export function advance(talk: Talk, event: TalkEvent): Talk {
  switch (event.by) {
    case 'homeowner':
      return { ...heardHomeowner(talk, event.text), asksAgain: asksToRepeat(event.text) }
    case 'agent':
      return {
        ...(event.cut
          ? { ...talk, qualification: lineCut(talk.qualification, event.text) }
          : heardAgent(talk, event)),
        ...saidSince(talk, event),
      }
    case 'colleague':
      return { ...talk, qualification: colleagueAsked(talk.qualification, event.text) }
    case 'hand-back':
      return {
        ...talk,
        handedBack: true,
        asksAgain: false,
        qualification: lineTaken(talk.qualification, talk.lastLine),
      }
    case 'tool':
      return afterTool(talk, event.name)
  }
}

function heardHomeowner(before: Talk, text: string): Talk {
  if (before.stage === 'confirm' || before.stage === 'close') return before
  const talk: Talk = { ...before, qualification: homeownerTold(before.qualification, text) }
  if (talk.stage === 'opening' && !talk.introduced) return talk
  if (talk.stage === 'opening' && saysBadTime(text))
    return { ...talk, stage: 'objection', objections: talk.objections + 1, badTime: true }
  // Asked when to call back, they named a time: that is for the callback, unless they would rather talk now.
  if (talk.badTime && !saysGoOn(text)) return talk
  if (isObjection(text))
    return { ...talk, stage: 'objection', objections: talk.objections + 1, badTime: false }
  return talk.stage === 'opening' || talk.stage === 'objection'
    ? { ...talk, stage: talk.resumes, badTime: false }
    : talk
}

type AgentEvent = Extract<TalkEvent, { by: 'agent' }>

/** A filler, or "Are you still there?", is nothing that anybody wants to hear again; the opening is. */
const saidSince = (talk: Talk, { text, whole = text, fixed }: AgentEvent): Partial<Talk> =>
  fixed && talk.stage !== 'opening' ? {} : { lastLine: whole, asksAgain: false, handedBack: false }

function heardAgent(before: Talk, { text, fixed = false }: AgentEvent): Talk {
  const talk: Talk = { ...before, introduced: true }
  if (talk.stage === 'confirm') return { ...talk, stage: 'close' }
  if (talk.badTime || (talk.stage !== 'qualify' && talk.stage !== 'objection')) return talk
  const heard = fixed ? fixedLineHeard : lineHeard
  return { ...talk, stage: talk.resumes, qualification: heard(talk.qualification, text) }
}

function afterTool(talk: Talk, name: string): Talk {
  switch (name) {
    case 'find_inspection_slots':
      return talk.stage === 'confirm' || talk.stage === 'close'
        ? talk
        : { ...talk, stage: 'offer', resumes: 'offer' }
    case 'book_inspection':
      return { ...talk, stage: 'confirm' }
    case 'schedule_callback':
    case 'mark_not_interested':
    case 'add_to_do_not_call':
      return { ...talk, stage: 'close' }
    default:
      return talk
  }
}

const WANTS_NONE = /\b(not interested|don't need|do not need|no,? thanks?|no,? thank you|no me interesa)\b/

const OBJECTIONS = [
  /\b(how much|what does it cost|price|expensive|afford|cheap|discount)\b/,
  /\b(busy|bad time|not a good time|in a meeting|at work|driving)\b/,
  WANTS_NONE,
  /\bnot now\b/,
  /\b(insurance|deductible|adjuster)\b/,
  /\b(scam|trust|robot|real person|who gave you)\b/,
  /\b(think about it|talk to my|ask my|already (have|had|got)|just had)\b/,
  /\b(cu[áa]nto cuesta|caro|ocupad[oa]|no me interesa|(el|mi|su|del) seguro|asegura(nza|dora)|deducible)\b/,
]

/** Something that stands between the homeowner and an inspection, by the words that people use for it. */
export const isObjection = (text: string): boolean => {
  const said = text.toLowerCase()
  return OBJECTIONS.some((objection) => objection.test(said))
}

/** "No" to whether now is a good time, and what people say for it. "No, go ahead" is none. */
const saysBadTime = (text: string): boolean =>
  !saysGoOn(text) &&
  !WANTS_NONE.test(text.toLowerCase()) &&
  /^\W*(?:(?:um|uh|oh|well|sorry|actually),? )*(?:no|nope|nah|not (?:really|now|right now|today|at the moment))\b|\b(?:busy|bad time|not a good (?:time|moment)|can'?t talk|in a meeting|at work|driving|ocupad[oa]|mal momento)\b/i.test(
    text,
  )

const saysGoOn = (text: string): boolean =>
  /\b(?:go ahead|go on|no problem|no worries|(?:it|that)(?:'s| is) (?:fine|okay|ok)|you'?re (?:fine|good)|i have a (?:minute|moment|second)|make it quick|adelante|d[íi]game)\b/i.test(
    text,
  )

/** What the model is to do now, in one or two sentences. */
export function guidance(talk: Talk, about: TalkAbout | null = null): string {
  if (talk.handedBack) return `${HANDED_BACK} Where the note leaves it open: ${inStage(talk, about)}`
  if (talk.asksAgain && talk.lastLine !== '')
    return `They did not catch it. Say all of it again, in the same words: "${bounded(withoutMarks(talk.lastLine))}"`
  return inStage(talk, about)
}

function inStage(talk: Talk, about: TalkAbout | null): string {
  switch (talk.stage) {
    case 'opening':
      return 'The opening is being spoken. Answer what they say.'
    case 'qualify':
      return (about && guidanceAbout(about)) ?? `Answer what they said, then ${goOn(talk, null)}`
    case 'objection':
      if (talk.badTime)
        return 'Now is not a good time for them. Do not go on and ask nothing about the roof: ask when to call back, then schedule_callback with their words. If they do not want a call at all: mark_not_interested.'
      return talk.objections > MOST_OBJECTIONS
        ? 'They have objected often enough. Accept it, thank them, call mark_not_interested, and end the call.'
        : `Answer the objection in one sentence from the script, then ${goOn(talk, about)}`
    case 'offer':
      return 'Offer two of the times you were given, or book the one they chose.'
    case 'confirm':
      return 'It is booked. Repeat the day, the time and the address, and thank them.'
    case 'close':
      return 'Everything is settled. Say goodbye in one short sentence and call end_call.'
  }
}

const HANDED_BACK =
  'A colleague has handed the call back to you. Go on from what they said and from their note. What you were saying before is done with: do not say it again.'

const MOST_REPEATED_CHARS = 400

/** The last sentences of a long line, for nobody listens to a speech twice. */
function bounded(line: string): string {
  let kept = ''
  for (const sentence of line.split(/(?<=[.!?])\s+/).toReversed()) {
    if (kept !== '' && kept.length + sentence.length > MOST_REPEATED_CHARS) break
    kept = `${sentence} ${kept}`
  }
  return kept.trim()
}

/** The rest of a sentence that says what comes next. */
function goOn(talk: Talk, about: TalkAbout | null): string {
  if (talk.resumes === 'offer' || (about && guidanceAbout(about) !== null)) return 'go on.'
  const next = nextQuestion(talk.qualification)
  if (!next) return 'call find_inspection_slots and offer two times: you know enough.'
  return next.again
    ? `ask once more, in other words, as it is not answered yet: "${next.question}"`
    : `ask: "${next.question}"`
}

/** The stage as the model reads it. */
export const stageNote = (talk: Talk, language: Language, about: TalkAbout | null = null): string =>
  `<stage name="${talk.stage}" language="${language}">${guidance(talk, about)}</stage>`
