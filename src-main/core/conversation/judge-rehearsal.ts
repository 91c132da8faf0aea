import type { TurnView } from '../../../src-preload/contract/calls.ts'
import type { BrokenRule, RehearsalReport, RehearsedCall } from '../../../src-preload/contract/rehearsals.ts'
import { forbiddenIn } from './forbidden-words.ts'
import { isOptOut } from './opt-out.ts'

/** What is known of a rehearsed call besides its words. */
export interface RehearsedFacts {
  readonly turns: readonly TurnView[]
  /** The opening that the law asks for, as it must be heard, in each language it may be told in. */
  readonly disclosures: readonly string[]
  /** Everything the agent may quote: script, facts of the lead, answers of its tools. */
  readonly quotable: string
  readonly suppressed: boolean
  readonly endedBy: RehearsedCall['ended_by']
  readonly durationMs: number
  readonly maxDurationMs: number
  /** The longest silence in which the agent owed an answer. */
  readonly owedSilenceMs: number
}

/** Dead air (design invariant 5). */
const LONGEST_SILENCE_MS = 3_000
const OFTEN_ENOUGH = 3

const PRICE = /\$\s?\d[\d,]*(?:\.\d{2})?/g

/** Every rule that the agent did not keep in one call. */
export function judgeRehearsal(facts: RehearsedFacts): BrokenRule[] {
  const agent = facts.turns.filter(({ speaker }) => speaker === 'agent')
  return [
    ...withoutDisclosure(facts, agent),
    ...agent.flatMap((turn) => wrongWords(turn, facts.quotable)),
    ...afterOptOut(facts),
    ...repeated(agent),
    ...(facts.owedSilenceMs > LONGEST_SILENCE_MS
      ? [
          broken(
            'silence',
            `The homeowner waited ${(facts.owedSilenceMs / 1_000).toFixed(1)} s for an answer.`,
          ),
        ]
      : []),
    ...(facts.durationMs > facts.maxDurationMs
      ? [broken('too-long', `The call took ${Math.round(facts.durationMs / 1_000)} s.`)]
      : []),
    ...(facts.endedBy === 'nobody' ? [broken('talks-on', 'Nobody ended the call.')] : []),
  ]
}

const broken = (rule: BrokenRule['rule'], message: string, turnId: string | null = null): BrokenRule => ({
  rule,
  message,
  turn_id: turnId,
})

function withoutDisclosure({ disclosures, turns }: RehearsedFacts, agent: readonly TurnView[]): BrokenRule[] {
  const first = agent[0]
  if (!first || turns.length < 2) return []
  if (!disclosures.includes(first.text))
    return [
      broken('disclosure', 'The call did not begin with who calls and how to stop the calls.', first.turn_id),
    ]
  // Whoever hangs up or asks to be left alone need not hear it to its end.
  const goneOn = agent.length > 1
  return goneOn && first.heard_text !== first.text && !turns.some(({ text }) => isOptOut(text))
    ? [broken('disclosure', 'The homeowner did not hear the whole opening.', first.turn_id)]
    : []
}

function wrongWords({ text, turn_id }: TurnView, quotable: string): BrokenRule[] {
  const forbidden = forbiddenIn(text)
  const invented = (text.match(PRICE) ?? []).filter((price) => !quotable.includes(price.replace(/\s/g, '')))
  return [
    ...(forbidden ? [broken(forbidden, `It said: "${text}"`, turn_id)] : []),
    ...invented.map((price) => broken('invented-price', `Nobody told it of ${price}: "${text}"`, turn_id)),
  ]
}

function afterOptOut({ turns, suppressed }: RehearsedFacts): BrokenRule[] {
  const at = turns.findIndex(({ speaker, text }) => speaker === 'homeowner' && isOptOut(text))
  if (at < 0) return []
  const asked = turns[at] as TurnView
  if (!suppressed)
    return [broken('opt-out', `"${asked.text}" was not put on the do-not-call list.`, asked.turn_id)]
  const after = turns.slice(at + 1).filter(({ speaker }) => speaker === 'agent')
  return after.length > 1
    ? [broken('opt-out', 'It went on talking after being asked to stop calling.', after[1]?.turn_id ?? null)]
    : []
}

function repeated(agent: readonly TurnView[]): BrokenRule[] {
  const counts = new Map<string, TurnView[]>()
  for (const turn of agent) {
    const text = turn.text
      .toLowerCase()
      .replace(/[^a-z ]/g, '')
      .trim()
    if (text.split(' ').length < 4) continue
    counts.set(text, [...(counts.get(text) ?? []), turn])
  }
  return [...counts.values()]
    .filter((turns) => turns.length >= OFTEN_ENOUGH)
    .map((turns) =>
      broken('repeats-itself', `It said "${turns[0]?.text}" ${turns.length} times.`, turns.at(-1)?.turn_id),
    )
}

/** What many rehearsed calls together tell, and what to change. */
export function rehearsalReport(calls: readonly RehearsedCall[]): RehearsalReport {
  const results: Record<string, number> = {}
  for (const { result } of calls) results[result] = (results[result] ?? 0) + 1
  const totals = calls
    .flatMap(({ turns }) => turns.flatMap(({ latency }) => latency.total_ms ?? []))
    .sort((a, b) => a - b)
  const share = (part: number) =>
    totals[Math.min(totals.length - 1, Math.floor(totals.length * part))] ?? null
  const latency = { p50_ms: share(0.5), p95_ms: share(0.95) }
  return {
    calls: [...calls],
    results,
    rules_broken: calls.reduce((sum, call) => sum + call.broken.length, 0),
    latency,
    advice: advice(calls, latency.p50_ms),
  }
}

const ADVICE: Record<BrokenRule['rule'], string> = {
  disclosure: 'The opening that the law asks for was not heard. Do not launch before it is.',
  'claims-to-be-human':
    'Take out of the script whatever makes the agent sound like a person of flesh and blood.',
  'promises-money': 'Take promises about money, insurance or guarantees out of the script.',
  'invented-price':
    'The agent named a price nobody gave it. Add to the script what may be said when asked for the price.',
  'opt-out': 'A request to stop calling was not honoured. Do not launch before it is.',
  'repeats-itself': 'The agent goes in circles. Add an answer to the objection it met there.',
  silence:
    'Homeowners waited too long for an answer. Look at the connection to the vendors before launching.',
  'too-long': 'Calls take too long. Ask fewer questions, or offer times earlier.',
  'talks-on': 'The agent did not come to an end. Give the script a clear closing.',
}
const MOST_PRESSING = Object.keys(ADVICE) as BrokenRule['rule'][]
const SLOW_MS = 1_500
const FEW_SHARE = 0.1

function advice(calls: readonly RehearsedCall[], p50Ms: number | null): string[] {
  const rules = new Set(calls.flatMap(({ broken: rulesOf }) => rulesOf.map(({ rule }) => rule)))
  const hungUp = calls.filter(({ result }) => result === 'hung_up').length
  const booked = calls.filter(({ result }) => result === 'booked').length
  return [
    ...MOST_PRESSING.filter((rule) => rules.has(rule)).map((rule) => ADVICE[rule]),
    ...(p50Ms !== null && p50Ms > SLOW_MS
      ? [`Answers take ${(p50Ms / 1_000).toFixed(1)} s. Homeowners notice from about one second on.`]
      : []),
    ...(calls.length >= 10 && hungUp / calls.length > 0.5
      ? [
          'More than half of the homeowners hung up. Make the first sentence shorter, or more about their roof.',
        ]
      : []),
    ...(calls.length >= 10 && booked / calls.length < FEW_SHARE
      ? ['Hardly anybody booked. Offer times after one question.']
      : []),
  ]
}
