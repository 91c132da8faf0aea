import type { Script } from '../../../src-preload/contract/campaigns.ts'

import { guidanceAbout, type TalkAbout } from './follow-up-talk.ts'
import type { Language } from './language.ts'

/**
 * Where a talk stands. Code decides that, from what was said, heard and done; how it is put into words is the model's
 * part. The model is told the stage with every request, behind everything that a prompt cache holds.
 */
export type Stage = 'opening' | 'qualify' | 'objection' | 'offer' | 'confirm' | 'close'

export interface Talk {
  readonly stage: Stage
  /** Where the talk goes on once an objection has been answered. */
  readonly resumes: 'qualify' | 'offer'
  readonly questionsHeard: number
  readonly objections: number
}

export type TalkEvent =
  | { readonly by: 'homeowner'; readonly text: string }
  /** A line that the homeowner heard to its end. */
  | { readonly by: 'agent'; readonly text: string }
  /** A tool that did its work. */
  | { readonly by: 'tool'; readonly name: string }

/** Nobody is asked more than this before times are offered. */
const MOST_QUESTIONS = 2
/** After so many objections a no is a no. */
const MOST_OBJECTIONS = 2

export const newTalk = (): Talk => ({
  stage: 'opening',
  resumes: 'qualify',
  questionsHeard: 0,
  objections: 0,
})

export function advance(talk: Talk, event: TalkEvent): Talk {
  switch (event.by) {
    case 'homeowner':
      return heardHomeowner(talk, event.text)
    case 'agent':
      return heardAgent(talk, event.text)
    case 'tool':
      return afterTool(talk, event.name)
  }
}

function heardHomeowner(talk: Talk, text: string): Talk {
  if (talk.stage === 'confirm' || talk.stage === 'close') return talk
  if (isObjection(text)) return { ...talk, stage: 'objection', objections: talk.objections + 1 }
  return talk.stage === 'opening' || talk.stage === 'objection' ? { ...talk, stage: talk.resumes } : talk
}

function heardAgent(talk: Talk, text: string): Talk {
  const asked = /\?\s*$/.test(text)
  if (talk.stage === 'confirm') return { ...talk, stage: 'close' }
  if (talk.stage !== 'qualify' && talk.stage !== 'objection') return talk
  const next: Talk = { ...talk, stage: talk.resumes }
  return asked && next.stage === 'qualify' ? { ...next, questionsHeard: talk.questionsHeard + 1 } : next
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

const OBJECTIONS = [
  /\b(how much|what does it cost|price|expensive|afford|cheap|discount)\b/,
  /\b(busy|bad time|not a good time|in a meeting|at work|driving)\b/,
  /\b(not interested|don't need|do not need|no thanks?|no thank you|not now)\b/,
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

/** What the model is to do now, in one or two sentences. */
export function guidance(talk: Talk, script: Script, about: TalkAbout | null = null): string {
  switch (talk.stage) {
    case 'opening':
      return 'The opening is being spoken. Answer what they say.'
    case 'qualify':
      return (about && guidanceAbout(about)) ?? nextQuestion(talk, script)
    case 'objection':
      return talk.objections > MOST_OBJECTIONS
        ? 'They have objected often enough. Accept it, thank them, call mark_not_interested, and end the call.'
        : 'Answer the objection in one sentence from the script, then go on.'
    case 'offer':
      return 'Offer two of the times you were given, or book the one they chose.'
    case 'confirm':
      return 'It is booked. Repeat the day, the time and the address, and thank them.'
    case 'close':
      return 'Everything is settled. Say goodbye in one short sentence and call end_call.'
  }
}

function nextQuestion(talk: Talk, script: Script): string {
  const question = script.qualification_questions[talk.questionsHeard]
  if (!question || talk.questionsHeard >= MOST_QUESTIONS)
    return 'You know enough. Call find_inspection_slots, then offer two times.'
  return `Answer what they said, then ask: "${question.question}"`
}

/** The stage as the model reads it. */
export const stageNote = (
  talk: Talk,
  script: Script,
  language: Language,
  about: TalkAbout | null = null,
): string => `<stage name="${talk.stage}" language="${language}">${guidance(talk, script, about)}</stage>`
