import type { CallDetail, TurnView } from '../../src-preload/contract/calls.ts'

const WIDTH = 11
const PICKED_UP = {
  unknown: 'somebody',
  human: 'a person',
  machine: 'a machine',
  screener: 'a call screener',
  fax: 'a fax',
} as const
const ENGINES = { ridgeline: 'Ridgeline’s own engine', vapi: 'Vapi' } as const

/** One call for a person to read: who spoke when, what picked up, how it ended and why. Times count from the answer. */
export function callReport(character: string, call: CallDetail): string {
  return [
    `=== ${character}, called with ${ENGINES[call.engine]}`,
    fact('picked up', call.answered_at === null ? 'nobody' : PICKED_UP[call.answered_by]),
    fact('first word', firstWord(call)),
    ...call.turns.map(spoken),
    fact('lasted', `${(call.duration_seconds ?? 0).toFixed(1)} s, ${call.cost_cents} cents`),
    fact('outcome', `${call.outcome}${call.end_reason ? `: ${call.end_reason}` : ''}`),
    fact('interest', call.interest),
    ...call.engine_notes.map((note) => fact('note', note)),
    ...call.notes.map((note) => fact('note', note)),
    fact('summary', call.summary ?? 'none'),
    ...call.next_steps.map((step) => fact('next', step)),
    '',
  ].join('\n')
}

const fact = (name: string, text: string): string => `${name.padStart(WIDTH)}  ${text}`

function firstWord({ turns }: CallDetail): string {
  const first = turns.find(({ speaker }) => speaker === 'agent')
  return first ? `${seconds(first.started_at_ms)} after the answer` : 'the agent said nothing'
}

function spoken({
  speaker,
  started_at_ms,
  ended_at_ms,
  text,
  heard_text,
  interrupted,
  actions,
}: TurnView): string {
  const who = speaker === 'agent' ? 'Agent' : 'Homeowner'
  const words = speaker === 'agent' ? heard_text : text
  const cut = interrupted ? ' [cut]' : ''
  const did = actions.map((action) => ` {${action}}`).join('')
  return `${`${seconds(started_at_ms)} to ${seconds(ended_at_ms)}`.padStart(WIDTH + 7)}  ${who}: ${words}${cut}${did}`
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
