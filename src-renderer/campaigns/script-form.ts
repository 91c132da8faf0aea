import { Script } from '../../src-preload/contract/campaigns.ts'
import { issueWords, type SchemaIssue } from '../../src-preload/contract/issue-words.ts'

/** A script as text fields hold it: lists are lines, answers are lines of "objection → answer". */
export interface ScriptForm {
  purpose: string
  objectives: string
  questions: string
  answers: string
  booking: string
  forbidden: string
  closing: string
}

const ARROW = '→'

export const isEdited = (form: ScriptForm, before: Script): boolean => {
  const written = formOf(before)
  return (Object.keys(written) as (keyof ScriptForm)[]).some((field) => form[field] !== written[field])
}

export function formOf(script: Script): ScriptForm {
  return {
    purpose: script.purpose,
    objectives: script.objectives.join('\n'),
    questions: script.qualification_questions.map((each) => each.question).join('\n'),
    answers: script.objection_answers.map((each) => `${each.objection} ${ARROW} ${each.answer}`).join('\n'),
    booking: script.booking_rules.join('\n'),
    forbidden: script.forbidden_claims.join('\n'),
    closing: script.closing,
  }
}

export type ScriptOrProblems =
  | { ok: true; script: Script }
  | { ok: false; problems: Partial<Record<keyof ScriptForm, string>> }

/** Reads the form back. Questions that were only reordered or reworded keep their ids and kinds where they can. */
export function scriptOf(form: ScriptForm, before: Script): ScriptOrProblems {
  const answers = linesOf(form.answers).map((line) => {
    const [objection = '', ...answer] = line.split(/\s*(?:→|->)\s*/)
    return { objection, answer: answer.join(' ') }
  })
  if (answers.some(({ answer }) => answer === ''))
    return {
      ok: false,
      problems: { answers: `Write each as: what they say ${ARROW} what the agent answers` },
    }
  const questions = linesOf(form.questions)
  const read = Script.safeParse({
    purpose: form.purpose.trim(),
    objectives: linesOf(form.objectives),
    qualification_questions: questions.map((question, at) => knownQuestion(question, at, before)),
    objection_answers: answers,
    booking_rules: linesOf(form.booking),
    forbidden_claims: linesOf(form.forbidden),
    closing: form.closing.trim(),
  })
  if (read.success) return { ok: true, script: read.data }
  const problems: Partial<Record<keyof ScriptForm, string>> = {}
  for (const issue of read.error.issues)
    problems[fieldOf[String(issue.path[0])] ?? 'purpose'] ??= atField(issue)
  return { ok: false, problems }
}

function knownQuestion(question: string, at: number, { qualification_questions: known }: Script) {
  const same = known.find((each) => each.question === question)
  if (same) return same
  const taken = known[at]
  return { id: taken?.id ?? `question_${at + 1}`, question, expects: expectsOf(question, taken) }
}

/** A question that was reworded expects what it did, unless it has become one that a yes answers, or no longer is one. */
function expectsOf(question: string, before: Script['qualification_questions'][number] | undefined) {
  if (before && YES_ANSWERS.test(before.question) === YES_ANSWERS.test(question)) return before.expects
  return YES_ANSWERS.test(question) ? 'yes_no' : 'open'
}

const YES_ANSWERS =
  /^(?:(?:so|and|just to be sure|may i ask|by the way),? )*(?:is|are|was|were|do|does|did|have|has|had|can|could|would|will|should)\b/i

/** Shown under the text field: of a list, the line is named. */
function atField(issue: SchemaIssue & { readonly path: readonly PropertyKey[] }): string {
  const words = issueWords(issue)
  const [, line] = issue.path
  return typeof line === 'number'
    ? `Line ${line + 1} ${words}`
    : `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

const fieldOf: Record<string, keyof ScriptForm> = {
  purpose: 'purpose',
  objectives: 'objectives',
  qualification_questions: 'questions',
  objection_answers: 'answers',
  booking_rules: 'booking',
  forbidden_claims: 'forbidden',
  closing: 'closing',
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
