import type { CallDetail, TurnView } from '../../src-preload/contract/calls.ts'
import { formatDuration } from '../ui/format.ts'
import { splitSpoken } from './heard-words.ts'

/** A transcript to keep or send: only heard words count as said, the others are marked. */
export function transcriptText(call: Pick<CallDetail, 'lead_name' | 'phone' | 'turns' | 'summary'>): string {
  const lines = call.turns.map((turn) => {
    const who = turn.speaker === 'homeowner' ? call.lead_name : turn.said_by === 'desk' ? 'Desk' : 'Agent'
    return `[${formatDuration(turn.started_at_ms / 1000)}] ${who}: ${wordsOf(turn)}`
  })
  return [`Call with ${call.lead_name}, ${call.phone}`, call.summary ?? '', '', ...lines, ''].join('\n')
}

function wordsOf(turn: TurnView): string {
  if (turn.speaker === 'homeowner') return turn.text
  const { heard, sent, unsent } = splitSpoken(turn)
  const cut = turn.cut_by ? `, cut off by the ${turn.cut_by}` : ''
  return [heard, sent && `[not heard${cut}: ${sent}]`, unsent && `[never said${sent ? '' : cut}: ${unsent}]`]
    .filter(Boolean)
    .join(' ')
}
