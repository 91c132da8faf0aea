import type { Script } from '../../../src-preload/contract/campaigns.ts'

/** Being taken for a person, and money nobody may promise: compliance.md sections 4 and 15. */
const FORBIDDEN = {
  'claims-to-be-human':
    /\b(i'?m|i am|this is) (a |an )?(real |actual |live )?(human|person)\b|\bnot (a|an) (robot|a\.?i\.?|machine|computer|bot)\b|\bsoy (una persona|human[oa])\b/i,
  'promises-money':
    /\b(waive|cover|absorb|pay|take care of|eat|rebate)\b[^.?!]{0,40}?\bdeductible\b|\binsurance (will|is going to|would)? ?pays?\b|\binsurance (will|is going to|would) cover\b|\bguarantee(d|s)?\b|\bfree (roof|replacement)\b(?! (inspection|check|look))|\b\d+ ?(%|percent) (off|discount)\b|\bdiscount (of|for you)\b/i,
} as const

export type Forbidden = keyof typeof FORBIDDEN

/** Stands right before such words when they are refused, which is what the agent owes whoever asks for them. */
const REFUSED =
  /\b(?:can['’]?t|cannot|can not|not able to|unable to|not allowed to)(?: (?:promise|offer|say|tell you|give you|get you|a|an|any|to|that|whether|if|we|your|the))* $/i

/** What the agent may never say, whoever wrote it; null when the text is harmless. */
export function forbiddenIn(text: string): Forbidden | null {
  if (FORBIDDEN['claims-to-be-human'].test(text)) return 'claims-to-be-human'
  const promises = [...text.matchAll(new RegExp(FORBIDDEN['promises-money'], 'gi'))]
  return promises.some(({ index }) => !REFUSED.test(text.slice(0, index))) ? 'promises-money' : null
}

const WHY: Record<Forbidden, string> = {
  'claims-to-be-human': 'the agent may not pass for a person',
  'promises-money': 'the agent may not promise money, insurance payments or guarantees',
}

/** What a script may not contain, sentence by sentence with its place; empty when it may be used. */
export function scriptProblems(script: Script): string[] {
  const places: [string, string][] = [
    ['Purpose', script.purpose],
    ...script.objectives.map((text): [string, string] => ['Aims', text]),
    ...script.qualification_questions.map(({ question }): [string, string] => ['Questions', question]),
    ...script.objection_answers.map(({ answer }): [string, string] => ['Answers to objections', answer]),
    ...script.booking_rules.map((text): [string, string] => ['Booking', text]),
    ['Closing', script.closing],
  ]
  return places.flatMap(([place, text]) => {
    const what = forbiddenIn(text)
    const hole = /\{\{[^}]*\}?\}?/.exec(text)?.[0]
    return [
      ...(what ? [`${place}: "${text}" cannot stay, because ${WHY[what]}.`] : []),
      ...(hole
        ? [`${place}: nothing is filled in for "${hole}", so it would be read out as it stands.`]
        : []),
    ]
  })
}
