import type { CallDetail, TurnView } from '../../src-preload/contract/calls.ts'
import { formatDuration } from '../ui/format.ts'
import { splitHeard } from './heard-words.ts'

/** A transcript to keep or send: only heard words count as said, the others are marked. */
export function transcriptText(call: Pick<CallDetail, 'lead_name' | 'phone' | 'turns' | 'summary'>): string {
  const lines = call.turns.map((turn) => {
    const who = turn.speaker === 'homeowner' ? call.lead_name : turn.said_by === 'desk' ? 'Desk' : 'Agent'
    return `[${formatDuration(turn.started_at_ms / 1000)}] ${who}: ${wordsOf(turn)}`
  })
  return [`Call with ${call.lead_name}, ${call.phone}`, call.summary ?? '', '', ...lines, ''].join('\n')
}

function wordsOf({ speaker, text, heard_text, cut_by }: TurnView): string {
  if (speaker === 'homeowner') return text
  const { heard, unheard } = splitHeard(text, heard_text)
  if (!unheard) return heard
  return `${heard} [not heard${cut_by ? `, cut off by the ${cut_by}` : ''}: ${unheard}]`
}
